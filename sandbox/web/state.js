import { api } from "./base/api.js";
import { seconds } from "./base/format.js";
import { spoken } from "./base/words.js";

/**
 * What the page knows of the world. A chat has a key: a group's is its id, a private chat's is "person:bot", because its
 * id (the person's) is the same for every bot. Changes are told as events: "people",
 * "unread", "clock", "ending" and "begun" (of a reset), and with the chat's key "messages", "keyboard", "question", "stale".
 */
export class Store extends EventTarget {
  people = new Map();
  bots = new Map();
  groups = new Map();
  messages = new Map();
  unread = new Map();
  keyboards = new Map();
  #questions = new Map();
  #choices = new Map();
  #loaded = new Set();
  guide = [];
  title;
  about;
  resettable = false;
  #ending = false;
  #clock = { world: 0, local: 0 };
  #watched = () => new Set();

  /** `watched` gives the set of "person|key" that are on the screen now: nothing unread gathers there. */
  watch(watched) {
    this.#watched = watched;
  }

  async load() {
    const state = await api.state();
    this.people = new Map(state.people.map((person) => [person.id, { ...person, note: spoken(person.note) }]));
    this.bots = new Map(state.bots.map((bot) => [bot.id, bot]));
    this.groups = new Map(state.chats.filter((chat) => chat.type !== "private").map((chat) => [chat.id, chat]));
    this.guide = state.guide.map(told);
    this.title = spoken(state.title);
    this.about = spoken(state.about);
    this.resettable = state.resettable;
    this.setClock(state.clock?.now ?? state.clock);
    this.#tell("people");
    return state;
  }

  setClock(moment) {
    this.#clock = { world: seconds(moment), local: Date.now() / 1000 };
    this.#tell("clock");
  }

  now() {
    return this.#clock.world + Date.now() / 1000 - this.#clock.local;
  }

  visiblePeople() {
    return [...this.people.values()].filter((person) => !person.hidden);
  }

  /** The chats a person has: the groups they are in, then a private chat with each bot. */
  chatsOf(personId) {
    const groups = [...this.groups.values()].filter((chat) => isMember(chat, personId) && !chat.migrated_to);
    return [...groups.map((chat) => this.#group(chat)), ...[...this.bots.values()].map((bot) => privateChat(personId, bot))];
  }

  /** The supergroup that `chat` became, if it did and the person came along. */
  successor(chat, personId) {
    const next = this.groups.get(this.groups.get(chat?.id)?.migrated_to);
    return next && this.chatsOf(personId).find(({ id }) => id === next.id);
  }

  #group(chat) {
    return { key: String(chat.id), id: chat.id, title: chat.title, group: true, count: memberIds(chat).length, chat };
  }

  list(key) {
    return [...(this.messages.get(key)?.values() ?? [])].sort((a, b) => a.message_id - b.message_id);
  }

  /** Whether the messages of this chat have been told; before that nobody knows that there are none. */
  knows(key) {
    return this.#loaded.has(key);
  }

  /** Loads a chat once, as a person who is in it sees it; events keep it fresh from then on. */
  async open(chat, personId) {
    if (this.messages.has(chat.key)) return this.lookAtKeyboard(chat, personId);
    const known = new Map();
    this.messages.set(chat.key, known);
    try {
      const { messages, keyboard, votes } = await api.view(chat.id, personId, chat.bot?.id);
      this.#fill(known, messages);
      this.#loaded.add(chat.key);
      this.#keepChoices(personId, votes);
      this.#tell("messages", chat.key);
      return this.#setKeyboard(chat, personId, keyboard);
    } catch (error) {
      if (this.messages.get(chat.key) === known) this.messages.delete(chat.key);
      throw error;
    }
  }

  keyboardOf(personId, key) {
    return this.keyboards.get(`${personId}|${key}`);
  }

  /** A reply keyboard is one person's; the events do not tell it. */
  async lookAtKeyboard(chat, personId) {
    const last = Math.max(0, ...(this.messages.get(chat.key)?.keys() ?? []));
    const { keyboard, votes } = await api.view(chat.id, personId, chat.bot?.id, last);
    if (this.#keepChoices(personId, votes)) this.#tell("messages", chat.key);
    this.#setKeyboard(chat, personId, keyboard);
  }

  /** What this person has answered to a poll, as an array of its options. */
  chosenBy(personId, poll) {
    return poll && this.#choices.get(`${personId}|${poll.id}`);
  }

  choose(personId, key, poll, options) {
    this.#choices.set(`${personId}|${poll}`, options.length ? options : undefined);
    this.#tell("messages", key);
  }

  /** Whether any was not known. */
  #keepChoices(personId, votes) {
    const fresh = Object.entries(votes).filter(([poll]) => !this.#choices.get(`${personId}|${poll}`));
    fresh.forEach(([poll, options]) => this.#choices.set(`${personId}|${poll}`, options));
    return fresh.length > 0;
  }

  #setKeyboard(chat, personId, keyboard) {
    this.keyboards.set(`${personId}|${chat.key}`, keyboard ?? undefined);
    this.#tell("keyboard", chat.key);
  }

  /** What an event has brought meanwhile is newer than what was asked for before it. */
  #fill(known, messages) {
    for (const message of messages) {
      if (!known.has(message.message_id)) known.set(message.message_id, message);
    }
  }

  /** After a gap in the events everything that was loaded may be stale. */
  async refresh() {
    await this.load();
    const stale = [...this.messages.keys()];
    this.messages.clear();
    this.#loaded.clear();
    stale.forEach((key) => this.#tell("stale", key));
  }

  /** Takes events in order; whatever they tell about the world itself is read afresh once. */
  async apply(events) {
    this.#hearOfReset(events);
    if (this.#ending) return;
    if (events.some((event) => this.#isNews(event))) await this.load();
    const changed = new Set(events.map((event) => this.#applyOne(event)).filter(Boolean));
    changed.forEach((key) => this.#tell("messages", key));
    events.filter((event) => event.keyboard?.force_reply).forEach((event) => this.#ask(event));
    if (events.some((event) => event.kind === "message")) this.#tell("unread");
  }

  /** Between the beginning of a reset and its end there is no world to show. */
  #hearOfReset(events) {
    for (const { over } of events.filter((event) => event.kind === "reset")) {
      this.#ending = true;
      this.#tell(over ? "begun" : "ending");
    }
  }

  #ask({ message, chat, bot }) {
    const key = this.keyOf({ chat, bot });
    this.#questions.set(key, message);
    this.#tell("question", key);
  }

  /** A message that opens this person's reply line, told once; in a group it opens it for whom it mentions or answers. */
  questionTo(personId, chat) {
    const message = this.#questions.get(chat.key);
    if (!message || !this.messages.get(chat.key)?.has(message.message_id)) return undefined;
    if (chat.group && !concerns(message, personId)) return undefined;
    this.#questions.delete(chat.key);
    return message;
  }

  /** The key of the chat whose known messages have changed, if so. */
  #applyOne(event) {
    if (event.kind === "clock") this.setClock(event.now);
    const key = this.keyOf(event);
    if (event.kind === "message") this.#count(event, key);
    const known = this.messages.get(key);
    if (!known) return undefined;
    if (event.kind === "delete") known.delete(event.message_id);
    else if (event.message) known.set(event.message.message_id, event.message);
    return key;
  }

  #isNews(event) {
    if (event.kind === "chat" || event.kind === "people") return true;
    return event.chat < 0 ? !this.groups.has(event.chat) : event.chat > 0 && !this.people.has(event.chat);
  }

  keyOf(event) {
    if (event.chat === undefined || event.chat === null) return undefined;
    if (event.chat < 0) return String(event.chat);
    return `${event.chat}:${event.bot ?? this.bots.keys().next().value}`;
  }

  #count(event, key) {
    const watched = this.#watched();
    for (const personId of this.#readers(event)) {
      const place = `${personId}|${key}`;
      if (event.message?.from?.id === personId || watched.has(place)) continue;
      this.unread.set(place, (this.unread.get(place) ?? 0) + 1);
    }
  }

  #readers(event) {
    return event.chat > 0 ? [event.chat] : memberIds(this.groups.get(event.chat) ?? {});
  }

  read(personId, key) {
    if (this.unread.delete(`${personId}|${key}`)) this.#tell("unread");
  }

  unreadOf(personId) {
    return [...this.unread].reduce((sum, [place, n]) => (place.startsWith(`${personId}|`) ? sum + n : sum), 0);
  }

  #tell(what, key) {
    this.dispatchEvent(new CustomEvent(what, { detail: key }));
  }
}

/** A step of the guide that is words alone leads nowhere. */
const told = (step) => (step.text ? { ...step, text: spoken(step.text) } : { text: spoken(step) });

const memberIds = (chat) => (chat.members ?? []).map((member) => member.id ?? member.user?.id ?? member);
const isMember = (chat, personId) => memberIds(chat).includes(personId);

const concerns = (message, personId) =>
  message.reply_to_message?.from?.id === personId || (message.entities ?? []).some(({ user }) => user?.id === personId);

function privateChat(personId, bot) {
  return { key: `${personId}:${bot.id}`, id: personId, title: bot.first_name ?? bot.username, group: false, bot };
}
