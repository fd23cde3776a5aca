const asProperty = new Set(["value", "checked", "disabled", "hidden", "multiple", "indeterminate"]);

function put(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "style") Object.entries(value).forEach(([key, of]) => node.style.setProperty(key, of));
  else if (asProperty.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

/** Texts are always appended as text nodes: nothing a person wrote is ever parsed as HTML. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) put(node, name, value);
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Brings `parent`'s children to `wanted` ([{key, sign, make}]); nodes whose key and sign are unchanged stay as they are. */
export function keyed(parent, wanted) {
  const before = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let place = parent.firstElementChild;
  for (const { key, sign, make } of wanted) {
    const old = before.get(key);
    before.delete(key);
    if (old && old.sign === sign) {
      if (old === place) place = place.nextElementSibling;
      else parent.insertBefore(old, place);
      continue;
    }
    const fresh = make();
    fresh.dataset.key = key;
    fresh.sign = sign;
    if (!old) {
      parent.insertBefore(fresh, place);
      continue;
    }
    if (old === place) place = old.nextElementSibling;
    carryOver(old, fresh);
    const focus = focusPath(old);
    old.remove();
    parent.insertBefore(fresh, place);
    if (focus) [fresh, ...fresh.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === focus)?.focus();
  }
  for (const gone of before.values()) gone.remove();
}

function carryOver(old, fresh) {
  const loaded = new Map([...old.querySelectorAll("img[src]")].map((img) => [img.getAttribute("src"), img]));
  for (const img of fresh.querySelectorAll("img[src]")) {
    const same = loaded.get(img.getAttribute("src"));
    if (same) img.replaceWith(same);
  }
}

function focusPath(node) {
  return node.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", shapes[name]);
  svg.append(path);
  return svg;
}

const shapes = {
  send: "M4 12 3 4l18 8-18 8 1-8zm0 0h8",
  slash: "M9 19 15 5M4 4h16v16H4z",
  clip: "M20 11.5 12 19.5a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4l7.3-7.3",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9.2v.1",
  pin: "M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21zM12 7.5a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6z",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 20.5c1-4 4-6 8-6s7 2 8 6",
  reply: "M10 5 4 11l6 6v-4c5 0 8 1.5 10 5 0-6-4-9-10-9z",
  pencil: "M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5",
  cross: "M6 6l12 12M18 6 6 18",
  down: "M6 9.5l6 6 6-6",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  play: "M8 5v14l11-7z",
  clock: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.5l3 2",
  group: "M9 5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM2.5 19.5c.8-3.3 3.3-5 6.5-5s5.7 1.7 6.5 5M15.5 5.5a3.2 3.2 0 0 1 0 6M17.5 14.8c2.2.6 3.5 2.2 4 4.7",
  link: "M8 16 16 8M9.5 8H16v6.5",
  keyboard: "M3 6h18v12H3zM6.5 10h.1M10 10h.1M13.7 10h.1M17.4 10h.1M8 14h8",
  again: "M5 12a7 7 0 1 0 2.2-5.1M5 4.5v4h4",
  book: "M12 6c-2-1.3-4.5-1.8-8-1.8v14c3.5 0 6 .6 8 1.8 2-1.2 4.5-1.8 8-1.8v-14c-3.5 0-6 .5-8 1.8zm0 0v14",
};
