import { mayClose } from "./closing.js";
import { h, icon } from "./dom.js";
import { t } from "./words.js";

const toasts = () => document.getElementById("toasts");

/** A short word at the foot of the page; it also goes to screen readers. */
export function toast(text, kind = "plain") {
  const node = h("div", { class: `toast ${kind}` }, text);
  toasts().append(node);
  while (toasts().childElementCount > 3) toasts().firstElementChild.remove();
  setTimeout(() => node.remove(), Math.min(3500 + 60 * text.length, 10000));
}

export const complain = (error) => toast(t("failed", { why: error.message }), "bad");

/** Runs `work`; what goes wrong is told in a toast, and then the answer is undefined. */
export async function trying(work) {
  try {
    return await work();
  } catch (error) {
    complain(error);
    return undefined;
  }
}

function show(dialog) {
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

export function alertBox(text) {
  const done = h("button", { class: "solid", autofocus: true }, t("ok"));
  const words = h("p", { id: "alert-words" }, text);
  show(h("dialog", { class: "box", "aria-describedby": "alert-words" }, h("form", { method: "dialog" }, words, done)));
}

/** A question that is answered by yes or, in whatever other way, by no. */
export function sure(question, yes) {
  const buttons = [h("button", { class: "quiet", value: "", autofocus: true }, t("cancel")), h("button", { class: "solid", value: "yes" }, yes)];
  const form = h("form", { method: "dialog" }, h("p", { id: "sure-words" }, question), h("div", { class: "box-row" }, buttons));
  const dialog = h("dialog", { class: "box", role: "alertdialog", "aria-labelledby": "sure-words" }, form);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"));
    show(dialog);
  });
}

/** Stands before everything until the page is gone. */
export function veil(text) {
  const dialog = h("dialog", { class: "box", oncancel: (event) => event.preventDefault() }, h("form", {}, h("p", { role: "status" }, text)));
  document.body.append(dialog);
  dialog.showModal();
}

export function zoom(url, alt, tall = "") {
  const close = h("button", { class: "round", "aria-label": t("close"), autofocus: true }, icon("cross"));
  const picture = h("img", { src: url, alt });
  const dialog = h("dialog", { class: `zoom${tall}`, "aria-label": t("photo") }, picture, h("form", { method: "dialog" }, close));
  picture.addEventListener("click", () => dialog.close());
  show(dialog);
}

/** Asks for a place; resolves to {latitude, longitude}, or undefined if the person thinks better of it. */
export function askPlace(start) {
  const latitude = field(t("latitude"), start.latitude, 90);
  const longitude = field(t("longitude"), start.longitude, 180);
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", {}, t("attachLocation")),
    latitude.label,
    longitude.label,
    h("button", { type: "button", class: "quiet", onclick: () => fillHere(latitude.input, longitude.input) }, t("hereAmI")),
    h("div", { class: "box-row" }, h("button", { class: "quiet", value: "", formnovalidate: true }, t("cancel")), h("button", { class: "solid", value: "send" }, t("send"))),
  );
  const dialog = h("dialog", { class: "box", "aria-label": t("attachLocation") }, form);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const place = { latitude: Number(latitude.input.value), longitude: Number(longitude.input.value) };
      resolve(dialog.returnValue === "send" ? place : undefined);
    });
    show(dialog);
  });
}

function field(name, value, limit) {
  const input = h("input", { type: "number", step: "any", min: -limit, max: limit, required: true, value });
  return { input, label: h("label", {}, name, input) };
}

function fillHere(latitude, longitude) {
  const sorry = () => toast(t("noHere"));
  if (!navigator.geolocation) return sorry();
  return navigator.geolocation.getCurrentPosition(({ coords }) => {
    latitude.value = coords.latitude.toFixed(6);
    longitude.value = coords.longitude.toFixed(6);
  }, sorry);
}

/** A small menu beside `anchor`: [{label, note?, icon, run}]; closed by a choice, Escape or a click elsewhere. */
export function menu(anchor, entries) {
  if (!entries.length) return toast(t("nothingHere"));
  const choose = (entry) => () => {
    close();
    entry.run();
  };
  const items = entries.map((entry) =>
    h(
      "button",
      { type: "button", role: "menuitem", onclick: choose(entry) },
      icon(entry.icon),
      h("span", { class: "menu-words" }, entry.label, entry.note ? h("small", {}, entry.note) : null),
    ),
  );
  const node = h("div", { class: "menu", role: "menu", onkeydown: (event) => steer(event, items) }, items);
  const close = popUp(anchor, node);
  return items[0].focus();
}

function steer(event, items) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  items.at((at + step) % items.length).focus();
}

/** Shows `node` beside `anchor` until the returned function is called, Escape pressed, or the person turns elsewhere. */
export function popUp(anchor, node) {
  const outside = (event) => !node.contains(event.target) && !anchor.contains(event.target) && close({ refocus: false });
  const close = ({ refocus = true } = {}) => {
    turns.forEach((turn) => document.removeEventListener(turn, outside));
    forget();
    node.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (refocus) anchor.focus();
  };
  const forget = mayClose(close);
  anchor.after(node);
  anchor.setAttribute("aria-expanded", "true");
  turns.forEach((turn) => document.addEventListener(turn, outside));
  return close;
}

const turns = ["pointerdown", "focusin"];
