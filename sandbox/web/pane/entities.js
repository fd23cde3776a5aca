import { h } from "../base/dom.js";
import { t } from "../base/words.js";

const tags = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

/** What Telegram's own clients find by themselves when the server marked nothing there. */
const findable = [
  ["url", /https?:\/\/[^\s<>"'，。；！？）】]+/g],
  ["bot_command", /(?<![\w/<])\/[a-zA-Z]\w{0,31}(?:@\w{3,32})?(?![\w/])/g],
  ["hashtag", /(?<![\w#])#[\p{L}\p{N}_]+/gu],
];

/**
 * A text with its entities, as nodes. Offsets and lengths count UTF-16 code units, as JavaScript's strings do.
 * `on.command(text)`, `on.link(url)` are called when such an entity is clicked; `on.link` says if it took the click.
 */
export function rich(text, entities = [], on = {}) {
  const marked = [...entities, ...found(text, entities)].filter((entity) => entity.length > 0);
  marked.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nodes(text, marked, 0, text.length, on);
}

function found(text, entities) {
  const free = (from, to) => !entities.some((e) => e.offset < to && from < e.offset + e.length && !(e.type in softer));
  return findable.flatMap(([type, pattern]) =>
    [...text.matchAll(pattern)]
      .map((match) => ({ type, offset: match.index, length: match[0].length }))
      .filter((entity) => free(entity.offset, entity.offset + entity.length)),
  );
}

const softer = { bold: 1, italic: 1, underline: 1, strikethrough: 1, spoiler: 1, blockquote: 1, expandable_blockquote: 1 };

function nodes(text, entities, start, end, on) {
  const out = [];
  let at = start;
  while (entities.length) {
    const [entity, ...others] = entities;
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) {
      entities = others;
      continue;
    }
    if (from > at) out.push(text.slice(at, from));
    const inside = others.filter((other) => other.offset < to);
    out.push(wrap(entity, text.slice(from, to), nodes(text, inside, from, to, on), on));
    entities = others.filter((other) => other.offset + other.length > to);
    at = to;
  }
  if (at < end) out.push(text.slice(at, end));
  return out;
}

function wrap(entity, text, inner, on) {
  if (entity.type in tags) return h(tags[entity.type], {}, inner);
  switch (entity.type) {
    case "url":
      return link(/^[a-z]+:/i.test(text) ? text : `https://${text}`, inner, on);
    case "text_link":
      return link(entity.url, inner, on);
    case "email":
      return link(`mailto:${text}`, inner, on);
    case "phone_number":
      return link(`tel:${text.replace(/[^\d+]/g, "")}`, inner, on);
    case "bot_command":
      return h("button", { type: "button", class: "command", onclick: () => on.command?.(text) }, inner);
    case "spoiler":
      return spoiler(inner);
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return h("span", { class: "mention" }, inner);
    default:
      return h("span", {}, inner);
  }
}

const harmless = /^(https?|tg|mailto|tel):/i;

function link(url, inner, on) {
  if (!harmless.test(url ?? "")) return h("span", {}, inner);
  const take = (event) => {
    if (on.link?.(url)) event.preventDefault();
  };
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick: take }, inner);
}

function spoiler(inner) {
  const show = (event) => {
    const node = event.currentTarget;
    if (node.classList.contains("shown")) return;
    event.preventDefault();
    node.classList.add("shown");
    node.removeAttribute("role");
    node.removeAttribute("aria-label");
  };
  const onKey = (event) => ["Enter", " "].includes(event.key) && show(event);
  const props = { class: "spoiler", role: "button", tabindex: 0, "aria-label": t("spoiler"), onclick: show, onkeydown: onKey };
  return h("span", props, h("span", {}, inner));
}
