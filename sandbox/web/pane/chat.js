import { dayMark, row, serviceWords } from "./bubble.js";
import { h, icon, keyed } from "../base/dom.js";
import { date, day, senderId } from "../base/format.js";
import { t } from "../base/words.js";

const page = 200;
const oneRun = 300;
const nearEnd = 90;

/** The messages of one chat as one person sees them; keeps to the newest unless the reader has scrolled up. */
export class ChatView {
  #store;
  #act;
  #list = h("div", { class: "log-list" });
  #log = h("div", { class: "log", role: "log", tabindex: 0, onkeydown: (event) => this.#steer(event), onfocusin: (event) => this.#focused(event), onscroll: () => this.#scrolled() }, this.#list);
  #latest = h("button", { type: "button", class: "round latest", title: t("latest"), "aria-label": t("latest"), hidden: true }, icon("down"));
  #sticky = true;
  #top = 0;
  #shown = page;
  #place;
  #current;
  node = h("div", { class: "chat" }, this.#log, this.#latest);

  constructor(store, act) {
    this.#store = store;
    this.#act = { ...act, jump: (id) => this.jump(id) };
    this.#latest.addEventListener("click", () => this.toEnd());
    const keepEnd = new ResizeObserver(() => this.#sticky && this.#toEndNow());
    keepEnd.observe(this.#list);
    keepEnd.observe(this.#log);
  }

  show(person, chat) {
    this.person = person;
    this.chat = chat;
    this.#log.setAttribute("aria-label", chat ? t("messages", { title: chat.title }) : t("noChats"));
    const place = chat && `${person.id}|${chat.key}`;
    if (place === this.#place) return this.render();
    this.#place = place;
    this.#shown = page;
    this.#sticky = true;
    this.#current = undefined;
    this.#list.replaceChildren();
    return this.render();
  }

  render() {
    const messages = this.chat ? this.#store.list(this.chat.key) : [];
    const shown = messages.slice(-this.#shown);
    const asking = this.chat && !this.#store.knows(this.chat.key);
    const rows = messages.length || asking ? this.#rows(shown) : [this.#empty()];
    if (shown.length < messages.length) rows.unshift(this.#earlier());
    keyed(this.#list, rows);
    this.#rove();
    if (this.#sticky) this.#toEndNow();
  }

  #empty() {
    const words = this.chat?.group === false ? t("privateHint") : t(this.chat ? "noMessages" : "noChats");
    const greet = () => h("button", { type: "button", class: "solid", onclick: () => this.#act.command("/start") }, t("start"));
    const make = () => h("div", { class: "empty" }, h("p", {}, words), this.chat?.group === false ? greet() : null);
    return { key: "empty", sign: words, make };
  }

  #earlier() {
    const more = () => {
      this.#shown += page;
      this.#sticky = false;
      this.render();
    };
    const make = () => h("button", { type: "button", class: "quiet earlier", onclick: more }, t("earlier"));
    return { key: "earlier", sign: "earlier", make };
  }

  #rows(messages) {
    const blocks = joinAlbums(messages);
    return blocks.flatMap((block, at) => {
      const before = blocks[at - 1];
      const today = date(block[0].date);
      const mark = { key: `day-${today}`, sign: today, make: () => dayMark(day(block[0].date)) };
      const entry = this.#entry(block, before, blocks[at + 1]);
      return before && date(before[0].date) === today ? [entry] : [mark, entry];
    });
  }

  #entry(block, before, after) {
    const view = {
      own: block[0].from?.id === this.person.id && !block[0].sender_chat,
      first: !sameRun(before, block),
      last: !sameRun(block, after),
      group: this.chat.group,
      chosen: this.#store.chosenBy(this.person.id, block[0].poll),
    };
    const sign = JSON.stringify([block, view]);
    return { key: `m${block[0].message_id}`, sign, make: () => row(block, view, this.#act) };
  }

  /** Tab stops at the controls of one message alone, the newest unless another was chosen: a long chat is no long way. */
  #rove() {
    const rows = [...this.#list.querySelectorAll(".row")];
    const current = rows.find((node) => node.dataset.key === this.#current) ?? rows.at(-1);
    for (const node of rows) {
      for (const control of node.querySelectorAll("button, a, audio, video, .spoiler")) control.tabIndex = node === current ? 0 : -1;
    }
  }

  #focused(event) {
    const key = event.target.closest(".row")?.dataset.key;
    if (!key || key === this.#current) return;
    this.#current = key;
    this.#rove();
  }

  #steer(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.closest("audio, video")) return;
    const rows = [...this.#list.querySelectorAll(".row")];
    const at = rows.indexOf(event.target.closest(".row"));
    const next = at < 0 ? rows.at(-1) : rows[at + step];
    event.preventDefault();
    next?.focus();
  }

  jump(messageId) {
    const target = this.#list.querySelector(`[data-ids~="${messageId}"]`);
    if (!target) return;
    this.#sticky = false;
    target.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    target.classList.remove("flash");
    requestAnimationFrame(() => target.classList.add("flash"));
  }

  toEnd() {
    this.#sticky = true;
    this.#log.scrollTo({ top: this.#log.scrollHeight, behavior: calm() ? "auto" : "smooth" });
  }

  #toEndNow() {
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    const near = scrollHeight - scrollTop - clientHeight < nearEnd;
    if (near || scrollTop < this.#top) this.#sticky = near;
    this.#top = scrollTop;
    this.#latest.hidden = near;
  }
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function joinAlbums(messages) {
  const blocks = [];
  for (const message of messages) {
    const last = blocks.at(-1);
    if (message.media_group_id && last?.[0].media_group_id === message.media_group_id) last.push(message);
    else blocks.push([message]);
  }
  return blocks;
}

function sameRun(one, other) {
  if (!one || !other || serviceWords(one[0]) || serviceWords(other[0])) return false;
  const close = other[0].date - one[0].date < oneRun && date(one[0].date) === date(other[0].date);
  return close && senderId(one[0]) === senderId(other[0]);
}
