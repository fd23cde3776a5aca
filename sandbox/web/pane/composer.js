import { askPlace, menu, trying } from "../base/dialogs.js";
import { h, icon } from "../base/dom.js";
import { senderName, snippet } from "../base/format.js";
import { replyKeyboard } from "./keyboard.js";
import { paint, samples } from "./samples.js";
import { Tray } from "./tray.js";
import { t } from "../base/words.js";

/** Where a location starts from until somebody has sent another one. */
let lastPlace = { latitude: 31.775, longitude: 119.953 };

/**
 * The writing desk of one pane. Each place (person and chat) keeps its own draft: words, files, reply.
 * `on.say(draft)` sends; `on.location(place, replyTo)`, `on.contact()`, `on.quick(button)` and
 * `on.commands()` do what their names say.
 */
export class Composer {
  #on;
  #drafts = new Map();
  #place;
  #mode;
  #slash;
  #tray = new Tray(() => this.#refresh());
  #input = h("textarea", { rows: 1, class: "input", placeholder: t("write"), "aria-label": t("write"), dir: "auto" });
  #send = h("button", { class: "round solid send", title: t("send"), "aria-label": t("send") }, icon("send"));
  #picker = h("input", { type: "file", multiple: true, hidden: true, accept: "image/*,video/*,audio/*,application/*,text/*" });
  #banner = h("div", { class: "mode", hidden: true });
  #keys = h("div", { class: "keys reply-keys", "aria-label": t("keyboard"), role: "group", hidden: true });

  constructor(on) {
    this.#on = on;
    const clip = this.#opener("attach", "clip", () => this.#attachments());
    const picture = this.#opener("sample", "picture", () => samples.map((sample) => this.#sampleEntry(sample)));
    this.#slash = this.#opener("commands", "slash", () => this.#commandEntries());
    const desk = h("div", { class: "desk" }, clip, picture, this.#slash, this.#input, this.#send);
    this.node = h("form", { class: "composer", onsubmit: (event) => this.#submit(event) }, this.#banner, this.#tray.node, desk, this.#picker, this.#keys);
    this.#listen();
  }

  #opener(what, shape, entries) {
    const button = h("button", { type: "button", class: "round", title: t(what), "aria-label": t(what), "aria-haspopup": "menu", "aria-expanded": "false" }, icon(shape));
    const open = async () => button.getAttribute("aria-expanded") === "false" && menu(button, await entries());
    button.addEventListener("click", () => trying(open));
    return h("div", { class: "opener" }, button);
  }

  #listen() {
    this.#input.addEventListener("input", () => this.#refresh());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("paste", (event) => this.#pasted(event));
    this.#picker.addEventListener("change", () => {
      this.attach(this.#picker.files);
      this.#picker.value = "";
    });
  }

  #key(event) {
    if (event.key === "Escape" && this.#mode) {
      event.preventDefault();
      this.#setMode(undefined);
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.node.requestSubmit();
  }

  #pasted(event) {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    this.attach(event.clipboardData.files);
  }

  #attachments() {
    const entries = [
      { label: t("attachPhoto"), icon: "picture", run: () => this.#picker.click() },
      { label: t("attachLocation"), icon: "pin", run: () => this.askLocation() },
    ];
    if (this.#place.private) entries.push({ label: t("attachContact"), icon: "person", run: () => this.#on.contact() });
    return entries;
  }

  #sampleEntry(sample) {
    return { label: t(sample.label), icon: sample.icon, run: async () => this.attach([await paint(sample)]) };
  }

  async #commandEntries() {
    const commands = await this.#on.commands();
    const write = (command) => () => {
      this.#input.value = `${command} `;
      this.#refresh();
      this.#input.focus();
    };
    return commands.map(({ command, description }) => ({ label: `/${command}`, note: description, icon: "slash", run: write(`/${command}`) }));
  }

  async askLocation() {
    const place = await askPlace(lastPlace);
    if (!place) return;
    lastPlace = place;
    await this.#on.location(place, this.#mode?.kind === "reply" ? this.#mode.message : undefined);
    this.#setMode(undefined);
  }

  attach(files) {
    if (this.#mode?.kind === "edit") this.#setMode(undefined);
    this.#tray.add([...files]);
    this.#input.focus();
  }

  /** Puts words and a sample photo before the person, instead of what was there. */
  async put({ write = "", sample, message }) {
    const place = this.#place;
    const painted = await Promise.all(samples.filter(({ id }) => id === sample).map(paint));
    if (place !== this.#place) return;
    this.#setMode(message && { kind: "reply", message });
    this.#input.value = write;
    this.#tray.put(painted);
    this.#refresh();
    this.#input.focus();
  }

  /** Lays the present draft aside and takes up the one of `place` ({key, private}). */
  enter(place) {
    if (place?.key === this.#place?.key) return;
    if (this.#place) this.#drafts.set(this.#place.key, { text: this.#input.value, files: this.#tray.files, mode: this.#mode });
    this.#place = place;
    const draft = this.#drafts.get(place?.key) ?? { text: "", files: [], mode: undefined };
    this.node.inert = !place;
    this.#setMode(draft.mode);
    this.#input.value = draft.text;
    this.#tray.put(draft.files);
  }

  reply(message) {
    this.#setMode({ kind: "reply", message });
    this.#input.focus();
  }

  /** A bot opens the reply line; whoever is writing elsewhere goes on writing there. */
  ask(message) {
    this.#setMode({ kind: "reply", message });
  }

  /** There is nothing to reply to once the message is gone. */
  keepReplyOf(known) {
    if (this.#mode && !known.has(this.#mode.message.message_id)) this.#setMode(undefined);
  }

  edit(message) {
    this.#tray.put([]);
    this.#input.value = message.text ?? message.caption;
    this.#setMode({ kind: "edit", message });
    this.#input.focus();
  }

  #setMode(mode) {
    if (this.#mode?.kind === "edit" && mode?.kind !== "edit") this.#input.value = "";
    this.#mode = mode;
    this.#banner.hidden = !mode;
    if (mode) this.#banner.replaceChildren(...this.#bannerParts(mode));
    this.#refresh();
  }

  #bannerParts({ kind, message }) {
    const title = kind === "edit" ? t("editing") : t("replyTo", { name: senderName(message) });
    const drop = () => {
      this.#setMode(undefined);
      this.#input.focus();
    };
    const cross = h("button", { type: "button", class: "round small", title: t("cancel"), "aria-label": t("cancel"), onclick: drop }, icon("cross"));
    const words = h("span", { class: "mode-words" }, h("b", {}, title), h("span", {}, snippet(message)));
    return [icon(kind === "edit" ? "pencil" : "reply"), words, cross];
  }

  keyboard(markup) {
    const sign = JSON.stringify(markup);
    if (this.#keys.sign === sign) return;
    this.#keys.sign = sign;
    this.#keys.hidden = !markup;
    this.#keys.replaceChildren(...(markup ? replyKeyboard(markup, (button) => this.#quick(markup, button)) : []));
  }

  async #quick(markup, button) {
    await this.#on.quick(button);
    if (markup.one_time_keyboard) this.#keys.hidden = true;
  }

  #refresh() {
    const files = this.#tray.files.length > 0;
    this.#input.placeholder = t(files ? "writeCaption" : "write");
    this.#slash.hidden = files || this.#input.value !== "";
    this.#send.disabled = !files && !this.#input.value.trim();
    this.#input.style.setProperty("height", "auto");
    this.#input.style.setProperty("height", `${Math.min(this.#input.scrollHeight, 180)}px`);
  }

  async #submit(event) {
    event.preventDefault();
    const draft = { text: this.#input.value.trim(), files: this.#tray.files, mode: this.#mode };
    if (this.#send.disabled || this.node.getAttribute("aria-busy")) return;
    this.node.setAttribute("aria-busy", "true");
    const place = this.#place;
    const sent = await trying(() => this.#on.say(draft).then(() => true));
    this.node.removeAttribute("aria-busy");
    if (sent) this.#clear(place);
  }

  #clear(place) {
    if (place !== this.#place) return this.#drafts.delete(place.key);
    this.#input.value = "";
    this.#tray.put([]);
    this.#setMode(undefined);
    return this.#input.focus();
  }
}
