import { api } from "../base/api.js";
import { kindOf } from "./tray.js";

const albumLimit = 10;

/** Sends what the composer holds as `person` to `chat`: words alone, or files whose caption the words are. */
export async function say(person, chat, { text, files, mode }) {
  if (mode?.kind === "edit") return api.edit(chat.id, { ...who(person, chat), message_id: mode.message.message_id, text });
  const told = { ...who(person, chat), reply_to: mode?.message.message_id };
  if (!files.length) return api.text(chat.id, { ...told, text });
  return sendFiles(chat, told, text || undefined, files);
}

async function sendFiles(chat, told, caption, files) {
  const photos = files.filter((file) => kindOf(file) === "photo");
  const others = files.filter((file) => kindOf(file) !== "photo");
  let words = caption;
  for (let at = 0; at < photos.length; at += albumLimit) {
    await sendPhotos(chat, { ...told, caption: words }, photos.slice(at, at + albumLimit));
    words = undefined;
  }
  for (const file of others) {
    await api.file(chat.id, { ...told, caption: words, as: kindOf(file) }, file);
    words = undefined;
  }
}

function sendPhotos(chat, fields, photos) {
  if (photos.length > 1) return api.album(chat.id, fields, photos);
  return api.file(chat.id, fields, photos[0]);
}

/** The fields that name a speaker; a private chat is only known by its bot as well. */
export const who = (person, chat) => ({ person: person.id, bot: chat.bot?.id });
