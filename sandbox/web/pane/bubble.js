import { h, icon } from "../base/dom.js";
import { rich } from "./entities.js";
import { colour, initial, personName, senderId, senderName, snippet, time } from "../base/format.js";
import { inlineKeyboard } from "./keyboard.js";
import { media } from "./media.js";
import { pollBox } from "./poll.js";
import { t } from "../base/words.js";

const serviceKeys = {
  new_chat_members: (m) => m.new_chat_members.map((person) => t("joined", { name: personName(person) })).join("\n"),
  left_chat_member: (m) => t("left", { name: personName(m.left_chat_member) }),
  group_chat_created: (m) => t("created", { name: personName(m.from), title: m.chat.title }),
  supergroup_chat_created: (m) => t("created", { name: personName(m.from), title: m.chat.title }),
  pinned_message: (m) => t("pinned", { name: personName(m.from) }),
  migrate_to_chat_id: () => t("upgraded"),
  migrate_from_chat_id: () => t("upgraded"),
  new_chat_title: (m) => t("renamed", { title: m.new_chat_title }),
};

export const serviceWords = (message) => {
  const key = Object.keys(serviceKeys).find((name) => message[name] !== undefined);
  return key && serviceKeys[key](message);
};

export const dayMark = (words) => h("div", { class: "day" }, h("span", {}, words));

/**
 * A row of the chat: one message, or an album's messages together. `view` tells how the row stands among its neighbours
 * (`own`, `first` and `last` of one sender's run, `group`), `act` what can be done with it.
 */
export function row(messages, view, act) {
  const [head] = messages;
  const service = serviceWords(head);
  if (service) return h("div", { class: "service", "data-ids": head.message_id }, h("span", {}, service));
  const classes = ["row", view.own ? "own" : "other", view.first && "first", view.last && "last"].filter(Boolean);
  const ids = messages.map((message) => message.message_id).join(" ");
  return h(
    "article",
    { class: classes.join(" "), "data-ids": ids, tabindex: -1, "data-focus": `row-${head.message_id}`, "aria-label": `${senderName(head)} ${time(head.date)}` },
    view.group && !view.own ? avatarOf(head, view.last) : null,
    h("div", { class: "stack" }, bubble(messages, view, act), inlineKeyboard(head, (button) => act.press(head, button))),
    tools(head, view, act),
  );
}

export function avatar(id, name, small) {
  return h("span", { class: `avatar ${colour(id)} ${small ? "small" : ""}`, "aria-hidden": "true" }, initial(name));
}

function avatarOf(message, shown) {
  return shown ? avatar(senderId(message), senderName(message), true) : h("span", { class: "avatar small gap" });
}

function bubble(messages, view, act) {
  const [head] = messages;
  const captioned = messages.find((message) => message.caption) ?? head;
  const text = head.text ?? captioned.caption;
  const attached = media(messages);
  const bare = attached && !text && (head.photo || head.video || messages.length > 1);
  return h(
    "div",
    { class: `bubble ${bare ? "bare" : ""} ${attached ? "with-media" : ""}` },
    view.first && view.group && !view.own ? name(head) : null,
    head.forward_origin ? h("div", { class: "via" }, t("via", { name: originName(head.forward_origin) })) : null,
    quote(head, act),
    attached,
    head.poll ? pollBox(head, view.chosen, (options) => act.vote(head, options)) : null,
    text ? words(text, head.text ? head.entities : captioned.caption_entities, act) : null,
    !text && !attached && !head.poll ? h("div", { class: "words faint" }, t("unsupported")) : null,
    stamp(messages),
  );
}

function name(message) {
  const role = message.sender_chat ? h("span", { class: "role" }, t("admin")) : null;
  return h("div", { class: `name ${colour(senderId(message))}` }, senderName(message), role);
}

const originName = (origin) =>
  personName(origin.sender_user ?? { first_name: origin.sender_user_name ?? origin.chat?.title ?? origin.sender_chat?.title });

function words(text, entities, act) {
  return h("div", { class: "words", dir: "auto" }, rich(text, entities, act));
}

function quote(message, act) {
  const target = message.reply_to_message;
  if (!target) return null;
  return h(
    "button",
    { type: "button", class: `quote ${colour(senderId(target))}`, "data-focus": `quote-${message.message_id}`, onclick: () => act.jump(target.message_id) },
    h("b", {}, senderName(target)),
    h("span", {}, message.quote?.text ?? snippet(target)),
  );
}

function stamp(messages) {
  const [head] = messages;
  const edited = messages.some((message) => message.edit_date) ? h("span", { class: "edited" }, t("edited")) : null;
  const at = h("time", { datetime: new Date(head.date * 1000).toISOString() }, time(head.date));
  return h("span", { class: "stamp" }, edited, at);
}

function tools(message, view, act) {
  const tool = (what, shape, run) =>
    h("button", { type: "button", class: "round small", title: t(what), "aria-label": t(what), "data-focus": `${what}-${message.message_id}`, onclick: run }, icon(shape));
  const mayEdit = view.own && !message.sender_chat && (message.text || message.caption);
  return h(
    "div",
    { class: "tools" },
    tool("reply", "reply", () => act.reply(message)),
    mayEdit ? tool("edit", "pencil", () => act.edit(message)) : null,
  );
}
