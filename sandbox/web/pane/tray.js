import { h, icon } from "../base/dom.js";
import { size } from "../base/format.js";
import { t } from "../base/words.js";

const kinds = { image: "photo", video: "video", audio: "voice" };
const photoLike = ["image/jpeg", "image/png", "image/webp"];

/** How Telegram would carry a file: only the common still pictures are photos. */
export function kindOf(file) {
  if (file.type.startsWith("image/") && !photoLike.includes(file.type)) return "document";
  return kinds[file.type.split("/")[0]] ?? "document";
}

/** The files chosen but not yet sent, with their previews. */
export class Tray {
  #onChange;
  #previews = new Map();
  files = [];
  node = h("div", { class: "tray", role: "list", hidden: true });

  constructor(onChange) {
    this.#onChange = onChange;
  }

  add(files) {
    this.put([...this.files, ...files]);
  }

  put(files) {
    this.files = files;
    this.node.hidden = !files.length;
    this.node.replaceChildren(...files.map((file) => this.#tile(file)));
    for (const [file, url] of this.#previews) this.#forget(file, url);
    this.#onChange();
  }

  #forget(file, url) {
    if (this.files.includes(file)) return;
    URL.revokeObjectURL(url);
    this.#previews.delete(file);
  }

  #preview(file) {
    if (!this.#previews.has(file)) this.#previews.set(file, URL.createObjectURL(file));
    return this.#previews.get(file);
  }

  #tile(file) {
    const face =
      kindOf(file) === "photo"
        ? h("img", { src: this.#preview(file), alt: file.name })
        : h("span", { class: "tile-file" }, icon("file"), h("small", {}, file.name), h("small", {}, size(file.size)));
    const label = t("removeFile", { name: file.name });
    const remove = () => this.put(this.files.filter((other) => other !== file));
    const cross = h("button", { type: "button", class: "round small", title: label, "aria-label": label, onclick: remove }, icon("cross"));
    return h("div", { class: "tile", role: "listitem" }, face, cross);
  }
}
