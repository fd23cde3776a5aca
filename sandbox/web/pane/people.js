import { avatar } from "./bubble.js";
import { popUp } from "../base/dialogs.js";
import { h, icon, keyed } from "../base/dom.js";
import { personName } from "../base/format.js";
import { t } from "../base/words.js";

const searchFrom = 9;
const stripLimit = 24;

const badge = (count) => (count ? h("span", { class: "badge", "aria-label": t("unread", { n: count }) }, String(count)) : null);

export function face(person, unread) {
  const name = personName(person);
  const words = h("span", { class: "face-words" }, h("b", {}, name), person.note ? h("small", {}, person.note) : null);
  return [avatar(person.id, name), words, badge(unread)];
}

/** The button that shows who this pane belongs to and opens the choice of somebody else. */
export class PersonPicker {
  #store;
  #choose;
  #button = h("button", { type: "button", class: "who", "aria-haspopup": "dialog", "aria-expanded": "false" });
  node = h("div", { class: "opener" }, this.#button);

  constructor(store, choose) {
    this.#store = store;
    this.#choose = choose;
    this.#button.addEventListener("click", () => this.#button.getAttribute("aria-expanded") === "false" && this.#open());
  }

  render(person) {
    const sign = JSON.stringify([person, this.#othersUnread(person)]);
    if (this.#button.sign === sign) return;
    this.#button.sign = sign;
    this.#button.title = t("choosePerson");
    this.#button.replaceChildren(...face(person, 0).filter(Boolean), icon("down"));
  }

  #othersUnread(person) {
    return this.#store.unreadOf(person.id);
  }

  #open() {
    const list = h("div", { class: "people-list" });
    const find = h("input", { type: "search", placeholder: t("findPerson"), "aria-label": t("findPerson"), oninput: () => fill() });
    const people = castFirst(this.#store.visiblePeople());
    const panel = h("div", { class: "menu people-menu", role: "dialog", "aria-label": t("choosePerson") }, people.length >= searchFrom ? find : null, list);
    const close = popUp(this.#button, panel);
    const fill = () => list.replaceChildren(...this.#entries(people, find.value.trim(), close));
    fill();
    (people.length >= searchFrom ? find : list.querySelector("button"))?.focus();
  }

  #entries(people, wanted, close) {
    const fits = people.filter((person) => `${personName(person)} ${person.note ?? ""}`.includes(wanted));
    if (!fits.length) return [h("p", { class: "faint" }, t("noPeople"))];
    return fits.map((person) => {
      const take = () => {
        close();
        this.#choose(person);
      };
      return h("button", { type: "button", onclick: take }, face(person, this.#store.unreadOf(person.id)));
    });
  }
}

/** Who has a part to play comes before the rest. */
export const castFirst = (people) => [...people.filter((person) => person.note), ...people.filter((person) => !person.note)];

/** Everybody in a row, with what each has not read; `seated` are on the screen. */
export function renderStrip(node, store, seated, choose) {
  const entries = castFirst(store.visiblePeople()).slice(0, stripLimit).map((person) => {
    const here = seated.has(person.id);
    const unread = here ? 0 : store.unreadOf(person.id);
    const props = { type: "button", class: "strip-face", "aria-pressed": String(here), "data-focus": `strip-${person.id}`, onclick: () => choose(person) };
    return { key: String(person.id), sign: JSON.stringify([person, unread, here]), make: () => h("button", props, face(person, unread)) };
  });
  keyed(node, entries);
}
