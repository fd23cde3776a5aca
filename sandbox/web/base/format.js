import { locale, t } from "./words.js";

const zone = "Asia/Shanghai";
const timeFormat = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: "2-digit", minute: "2-digit", hour12: false });
const dayFormat = new Intl.DateTimeFormat(locale, { timeZone: zone, month: "long", day: "numeric", weekday: "long" });
const dateFormat = new Intl.DateTimeFormat("sv-SE", { timeZone: zone });

/** All of these take Unix seconds. */
export const time = (seconds) => timeFormat.format(seconds * 1000);
export const day = (seconds) => dayFormat.format(seconds * 1000);
export const date = (seconds) => dateFormat.format(seconds * 1000);

/** The sandbox may tell a moment as Unix seconds or as an ISO text. */
export const seconds = (moment) => (typeof moment === "number" ? moment : Date.parse(moment) / 1000);

export function size(bytes) {
  if (!bytes) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

export function span(secs) {
  const minutes = Math.floor(secs / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

export function personName(person) {
  if (!person) return t("unknown");
  return [person.first_name, person.last_name].filter(Boolean).join(" ") || person.username || t("unknown");
}

/** The name over a bubble: an anonymous administrator speaks as the chat. */
export function senderName(message) {
  return message.sender_chat ? message.sender_chat.title : personName(message.from);
}

export const senderId = (message) => message.sender_chat?.id ?? message.from?.id ?? 0;

/** One of the eight sender colours of the style sheet, the same for a person everywhere. */
export const colour = (id) => `tint-${Math.abs(id) % 8}`;

export const initial = (name) => [...name.trim()][0]?.toUpperCase() ?? "?";

/** One line that stands for a message in a quote or a chat list. */
export function snippet(message) {
  if (message.text) return message.text;
  const kind = ["photo", "video", "voice", "audio", "animation", "document", "sticker", "location", "contact", "poll"].find(
    (name) => message[name],
  );
  const label = kind ? `[${t(kind)}]` : `[${t("service")}]`;
  return message.caption ? `${label} ${message.caption}` : label;
}
