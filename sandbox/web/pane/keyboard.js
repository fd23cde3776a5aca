import { h, icon } from "../base/dom.js";

/** The buttons under a message; `press(button)` may take its time, the button shows it. */
export function inlineKeyboard(message, press) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const button = (one, place) => {
    const run = (event) => busyWhile(event.currentTarget, press(one));
    const props = { type: "button", class: "key", "data-focus": `key-${message.message_id}-${place}`, onclick: run };
    return h("button", props, h("span", {}, one.text), one.url ? icon("link") : null);
  };
  return h(
    "div",
    { class: "keys" },
    rows.map((row, y) => h("div", { class: "keys-row" }, row.map((one, x) => button(one, `${y}-${x}`)))),
  );
}

async function busyWhile(node, work) {
  node.setAttribute("aria-busy", "true");
  try {
    await work;
  } finally {
    node.removeAttribute("aria-busy");
  }
}

/** A bot's keyboard in place of the person's own, row by row. */
export function replyKeyboard(markup, choose) {
  const button = (one) => {
    const wanted = typeof one === "string" ? { text: one } : one;
    return h("button", { type: "button", class: "key", onclick: () => choose(wanted) }, wanted.text);
  };
  return markup.keyboard.map((row) => h("div", { class: "keys-row" }, row.map(button)));
}
