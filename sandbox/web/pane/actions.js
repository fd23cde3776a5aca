import { api } from "../base/api.js";
import { alertBox, toast, trying } from "../base/dialogs.js";
import { who } from "./outgoing.js";
import { t } from "../base/words.js";

const patience = 12;

/** Presses an inline button as `person`; the bot's answer is a toast or an alert. */
export async function press(person, chat, message, button, openLink) {
  if (button.url) return openLink(button.url) || window.open(button.url, "_blank", "noopener");
  if (button.copy_text) return copy(button.copy_text.text);
  if (button.callback_data === undefined) return toast(t("cannotPress"));
  const pressed = { ...who(person, chat), message_id: message.message_id, data: button.callback_data, wait: patience };
  return trying(async () => tell((await api.press(chat.id, pressed)).answer));
}

/** Answers a poll as `person`; without options the answer is taken back. */
export function vote(store, person, chat, message, options) {
  return trying(async () => {
    await api.vote(chat.id, { ...who(person, chat), message_id: message.message_id, options });
    store.choose(person.id, chat.key, message.poll.id, options);
  });
}

function tell(answer) {
  if (!answer) return toast(t("noAnswer"), "bad");
  if (!answer.text) return undefined;
  return answer.show_alert ? alertBox(answer.text) : toast(answer.text);
}

const copy = (text) => trying(() => navigator.clipboard.writeText(text).then(() => toast(t("copied"))));

/** A reply keyboard's button: words, unless it asks for the person's contact or place. */
export function quick(person, chat, button, askLocation) {
  const told = who(person, chat);
  if (button.request_contact) return trying(() => api.contact(chat.id, told));
  if (button.request_location) return askLocation();
  return trying(() => api.text(chat.id, { ...told, text: button.text }));
}

/** A deep link to one of this world's bots: {bot, start?} or {bot, startgroup}; undefined for any other link. */
export function deepLink(url, bots) {
  const { hostname, pathname, searchParams } = new URL(url);
  if (!["t.me", "telegram.me"].includes(hostname)) return undefined;
  const name = pathname.slice(1).toLowerCase();
  const bot = [...bots.values()].find((one) => one.username?.toLowerCase() === name);
  if (!bot) return undefined;
  if (searchParams.has("startgroup")) return { bot, startgroup: searchParams.get("startgroup") };
  return { bot, start: searchParams.get("start") ?? undefined };
}
