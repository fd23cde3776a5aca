/** The sandbox's control API; every failure is an `Error` whose message is fit to be shown. */
async function call(path, options = {}) {
  const response = await fetch(`/sandbox/${path}`, options);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `${response.status} ${response.statusText}`);
  return body;
}

function post(path, body) {
  return call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

function form(fields, files) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null) data.append(name, value);
  }
  for (const file of files) data.append("file", file, file.name);
  return data;
}

const query = (values) =>
  new URLSearchParams(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)).toString();

export const api = {
  state: () => call("state"),
  events: (after, timeout, signal) => call(`events?${query({ after, timeout })}`, { signal }),
  view: (chat, person, bot, after) => call(`chats/${chat}/messages?${query({ person, bot, after })}`),
  commands: async (chat, person, bot) => (await call(`chats/${chat}/commands?${query({ person, bot })}`)).commands,
  text: (chat, body) => post(`chats/${chat}/text`, body),
  edit: (chat, body) => post(`chats/${chat}/edit`, body),
  location: (chat, body) => post(`chats/${chat}/location`, body),
  contact: (chat, body) => post(`chats/${chat}/contact`, body),
  press: (chat, body) => post(`chats/${chat}/press`, body),
  vote: (chat, body) => post(`chats/${chat}/vote`, body),
  open: (body) => post("open", body),
  reset: () => post("reset", {}),
  advance: (seconds) => post("clock", { advance: seconds }),
  file: (chat, fields, file) => call(`chats/${chat}/photo`, { method: "POST", body: form(fields, [file]) }),
  album: (chat, fields, files) => call(`chats/${chat}/album`, { method: "POST", body: form(fields, files) }),
  fileUrl: (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`,
};
