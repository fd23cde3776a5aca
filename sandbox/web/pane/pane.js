import { press, quick, vote, deepLink } from "./actions.js";
import { api } from "../base/api.js";
import { avatar } from "./bubble.js";
import { ChatView } from "./chat.js";
import { Composer } from "./composer.js";
import { toast, trying } from "../base/dialogs.js";
import { h, keyed } from "../base/dom.js";
import { personName } from "../base/format.js";
import { say, who } from "./outgoing.js";
import { PersonPicker } from "./people.js";
import { t } from "../base/words.js";

/** One person looking at one chat. `onChange` is called when another person or chat has been chosen. */
export class Pane {
  #store;
  #onChange;
  #picker;
  #chats = h("nav", { class: "chats", "aria-label": t("chats") });
  #view;
  #composer;
  #tab;
  person;
  chat;
  node;

  constructor(store, onChange) {
    this.#store = store;
    this.#onChange = onChange;
    this.#picker = new PersonPicker(store, (person) => this.choose(person));
    this.#composer = new Composer(this.#composerActions());
    this.#view = new ChatView(store, this.#bubbleActions());
    const head = h("header", { class: "pane-head" }, this.#picker.node, this.#chats);
    this.node = h("section", { class: "pane" }, head, this.#view.node, this.#composer.node);
    this.#dropZone();
    this.#listen();
  }

  #composerActions() {
    const told = () => who(this.person, this.chat);
    const location = (place, replyTo) =>
      trying(() => api.location(this.chat.id, { ...told(), ...place, reply_to: replyTo?.message_id }));
    return {
      say: (draft) => this.#say(draft),
      location,
      contact: () => trying(() => api.contact(this.chat.id, told())),
      commands: () => api.commands(this.chat.id, this.person.id, this.chat.bot?.id),
      quick: (button) => quick(this.person, this.chat, button, () => this.#composer.askLocation()),
    };
  }

  #bubbleActions() {
    const link = (url) => this.#follow(url);
    return {
      reply: (message) => this.#composer.reply(message),
      edit: (message) => this.#composer.edit(message),
      command: (text) => this.#command(text),
      link,
      vote: (message, options) => vote(this.#store, this.person, this.chat, message, options),
      press: (message, button) => press(this.person, this.chat, message, button, link),
    };
  }

  async #say(draft) {
    await say(this.person, this.chat, draft);
    if (draft.mode?.kind !== "edit") this.#view.toEnd();
  }

  /** In a group a bare command may be meant for any bot, so a clicked one is addressed. */
  #command(text) {
    const [bot] = this.#store.bots.values();
    const addressed = this.chat.group && bot && !text.includes("@") ? `${text}@${bot.username}` : text;
    return trying(() => api.text(this.chat.id, { ...who(this.person, this.chat), text: addressed }));
  }

  #follow(url) {
    const link = deepLink(url, this.#store.bots);
    if (!link) return false;
    if (link.startgroup !== undefined && !this.chat.group) toast(t("pickGroup"));
    else trying(() => this.#open(link));
    return true;
  }

  async #open({ bot, start, startgroup }) {
    const chat = startgroup === undefined ? undefined : this.chat.id;
    await api.open({ person: this.person.id, bot: bot.id, start, startgroup, chat });
    if (!chat) this.choose(this.person, `${this.person.id}:${bot.id}`);
  }

  #listen() {
    this.#chats.addEventListener("wheel", (event) => event.deltaX || this.#chats.scrollBy(event.deltaY, 0), { passive: true });
    const mine = (event) => this.chat && event.detail === this.chat.key;
    this.#store.addEventListener("people", () => this.render());
    this.#store.addEventListener("unread", () => this.#renderHead());
    this.#store.addEventListener("messages", (event) => mine(event) && this.#news());
    this.#store.addEventListener("keyboard", (event) => mine(event) && this.#renderKeyboard());
    this.#store.addEventListener("question", (event) => mine(event) && this.#takeUpQuestion());
    this.#store.addEventListener("stale", (event) => mine(event) && this.#load());
  }

  #news() {
    this.#view.render();
    this.#composer.keepReplyOf(new Set(this.#store.list(this.chat.key).map(({ message_id: id }) => id)));
    if (this.#store.list(this.chat.key).at(-1)?.from?.is_bot) {
      trying(() => this.#store.lookAtKeyboard(this.chat, this.person.id));
    }
  }

  #takeUpQuestion() {
    const question = this.#store.questionTo(this.person.id, this.chat);
    if (question) this.#composer.ask(question);
  }

  #renderKeyboard() {
    this.#composer.keyboard(this.#store.keyboardOf(this.person.id, this.chat.key));
  }

  /** Takes up a person, and the chat with `key` if they have it, else the one they would look at first. */
  choose(person, key) {
    this.person = person;
    const chats = this.#store.chatsOf(person.id);
    this.chat = chats.find((chat) => chat.key === key) ?? chats.find((chat) => chat.id === person.home) ?? chats[0];
    this.render();
    this.#onChange();
  }

  /** Takes up a step of the guide: its person where it plays or they are at home, with what is to be sent in the message box. */
  async take(person, { write, sample, reply, chat: id }) {
    this.choose(person, this.#store.chatsOf(person.id).find((chat) => chat.id === id)?.key);
    this.flash();
    if (!write && !sample) return this.node.querySelector(".log").focus();
    await this.#store.open(this.chat, person.id);
    return this.#composer.put({ write, sample, message: reply && this.#store.list(this.chat.key).findLast(hasButtons) });
  }

  flash() {
    this.node.classList.remove("called");
    requestAnimationFrame(() => this.node.classList.add("called"));
  }

  render() {
    if (!this.person) return;
    this.person = this.#store.people.get(this.person.id) ?? this.person;
    const chats = this.#store.chatsOf(this.person.id);
    const known = chats.find((chat) => chat.key === this.chat?.key);
    this.chat = known ?? this.#store.successor(this.chat, this.person.id) ?? chats[0];
    this.node.setAttribute("aria-label", t("pane", { name: personName(this.person) }));
    this.#renderHead();
    this.#view.show(this.person, this.chat);
    this.#composer.enter(this.chat && { key: `${this.person.id}|${this.chat.key}`, private: !this.chat.group });
    if (this.chat) this.#load();
  }

  #load() {
    this.#renderKeyboard();
    this.#store.read(this.person.id, this.chat.key);
    return trying(async () => {
      await this.#store.open(this.chat, this.person.id);
      this.#takeUpQuestion();
    });
  }

  #renderHead() {
    if (!this.person) return;
    this.#picker.render(this.person);
    const entries = this.#store.chatsOf(this.person.id).map((chat) => this.#chatEntry(chat));
    keyed(this.#chats, entries);
    if (this.#tab === this.chat?.key) return;
    this.#tab = this.chat?.key;
    this.#chats.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #chatEntry(chat) {
    const current = chat.key === this.chat?.key;
    const unread = this.#store.unread.get(`${this.person.id}|${chat.key}`);
    const note = chat.group ? t("members", { n: chat.count }) : t("privateChat");
    const dot = unread ? h("span", { class: "badge", "aria-label": t("unread", { n: unread }) }, String(unread)) : null;
    const words = h("span", { class: "face-words" }, h("b", {}, chat.title), h("small", {}, note));
    const props = { type: "button", class: "chat-tab", "aria-current": current && "true", title: chat.title, "data-focus": `chat-${chat.key}` };
    const choose = () => this.choose(this.person, chat.key);
    const id = chat.bot?.id ?? chat.id;
    const make = () => h("button", { ...props, onclick: choose }, avatar(id, chat.title, true), words, dot);
    return { key: `${this.person.id}|${chat.key}`, sign: JSON.stringify([chat.title, note, current, unread]), make };
  }

  #dropZone() {
    const hasFiles = (event) => [...event.dataTransfer.types].includes("Files");
    this.node.dataset.drop = t("dropHere");
    this.node.addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.node.classList.add("dropping");
    });
    this.node.addEventListener("dragleave", (event) => {
      if (!this.node.contains(event.relatedTarget)) this.node.classList.remove("dropping");
    });
    this.node.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.node.classList.remove("dropping");
      this.#composer.attach(event.dataTransfer.files);
    });
  }
}

const hasButtons = (message) => message.from?.is_bot && message.reply_markup?.inline_keyboard?.length;
