import { api } from "../base/api.js";
import { h, icon } from "../base/dom.js";
import { personName, senderName, size, span } from "../base/format.js";
import { zoom } from "../base/dialogs.js";
import { t } from "../base/words.js";

/** Everything a message may carry besides its words; undefined when it carries nothing. */
export function media(messages) {
  if (messages.length > 1) return album(messages);
  const [message] = messages;
  if (message.photo) return photo(message);
  if (message.video ?? message.video_note ?? message.animation) return video(message);
  if (message.voice ?? message.audio) return sound(message);
  if (message.document) return fileChip(message.document, message.document.file_name ?? t("document"));
  if (message.sticker) return h("div", { class: "sticker" }, message.sticker.emoji ?? t("sticker"));
  if (message.venue ?? message.location) return place(message.venue?.location ?? message.location, message.venue);
  if (message.contact) return contact(message.contact);
  return undefined;
}

function album(messages) {
  const tiles = messages.map((message) => (message.photo ? photo(message) : (media([message]) ?? "")));
  return h("div", { class: `album of-${Math.min(messages.length, 4)}` }, tiles);
}

function photo(message) {
  const best = message.photo[message.photo.length - 1];
  const shown = message.photo.find((one) => one.width >= 640) ?? best;
  const label = t("photoOf", { name: senderName(message) });
  const alt = message.caption ? `${label}: ${message.caption}` : label;
  const img = h("img", { src: api.fileUrl(shown.file_id), alt, width: shown.width, height: shown.height, decoding: "async" });
  const tall = best.height > 2 * best.width ? " tall" : "";
  const open = () => zoom(api.fileUrl(best.file_id), alt, tall);
  return h("button", { type: "button", class: `photo${tall}`, title: t("enlarge"), "data-focus": `photo-${message.message_id}`, onclick: open }, img);
}

function video(message) {
  const { file_id: id } = message.video ?? message.video_note ?? message.animation;
  return h("video", { class: "video", src: api.fileUrl(id), controls: true, preload: "metadata", "aria-label": t("video") });
}

function sound(message) {
  const { file_id: id, duration } = message.voice ?? message.audio;
  const label = message.voice ? t("voice") : t("audio");
  const player = h("audio", { src: api.fileUrl(id), controls: true, preload: "none", "aria-label": label });
  return h("div", { class: "sound" }, player, duration ? h("span", {}, span(duration)) : null);
}

const shownAsIs = new Set(["application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp"]);

/** What a browser can show opens beside the page; everything else is saved. */
function fileChip(file, name) {
  const opens = shownAsIs.has(file.mime_type);
  const how = opens ? { target: "_blank", rel: "noopener" } : { download: name };
  const props = { class: "chip", href: api.fileUrl(file.file_id), ...how, "aria-label": t(opens ? "openFile" : "download", { name }) };
  const words = h("span", { class: "chip-words" }, h("b", {}, name), h("small", {}, size(file.file_size)));
  return h("a", props, h("span", { class: "chip-icon" }, icon("file")), words);
}

function place({ latitude, longitude }, venue) {
  const url = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const words = h("span", { class: "chip-words" }, h("b", {}, venue?.title ?? t("location")), h("small", {}, venue?.address ?? where));
  const props = { class: "chip place", href: url, target: "_blank", rel: "noopener noreferrer", title: t("openMap") };
  return h("a", props, h("span", { class: "chip-icon" }, icon("pin")), words);
}

function contact(card) {
  const words = h("span", { class: "chip-words" }, h("b", {}, personName(card)), h("small", {}, card.phone_number));
  return h("div", { class: "chip" }, h("span", { class: "chip-icon" }, icon("person")), words);
}
