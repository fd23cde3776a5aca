import { mayClose } from "./base/closing.js";
import { h, icon } from "./base/dom.js";
import { personName } from "./base/format.js";
import { t } from "./base/words.js";

const memory = "sandbox-guide";
const closed = "closed";

/** What this is, and the steps to try: open until a visitor closes it. `take(person, step)` brings a step to its place. */
export class Guide {
  #store;
  #take;
  #summary = h("summary", {}, icon("book"), t("guide"), icon("down"));
  #body = h("div", { class: "guide-body" });
  #forget;

  constructor(node, store, take) {
    this.node = node;
    this.#store = store;
    this.#take = take;
    node.append(this.#summary, this.#body);
    node.open = localStorage.getItem(memory) !== closed;
    node.addEventListener("toggle", () => this.#toggled());
  }

  #toggled() {
    localStorage.setItem(memory, this.node.open ? "open" : closed);
    this.#forget?.();
    this.#forget = this.node.open && !this.node.hidden ? mayClose(() => this.#close()) : undefined;
  }

  #close() {
    if (this.node.contains(document.activeElement)) this.#summary.focus();
    this.node.open = false;
  }

  /** Nothing at all when the world has nothing to offer. */
  render() {
    const { about, guide, people } = this.#store;
    const steps = guide.map((step) => ({ step, person: people.get(step.person) }));
    const sign = JSON.stringify([about, steps]);
    if (this.sign === sign) return;
    this.sign = sign;
    this.node.hidden = !guide.length && !about;
    const items = steps.map(({ step, person }, at) => h("li", {}, this.#step(step, person, at + 1)));
    this.#body.replaceChildren(...[about && h("p", { class: "about" }, about), h("ol", {}, items)].filter(Boolean));
    this.#toggled();
  }

  #step(step, person, number) {
    const words = [h("b", { "aria-hidden": "true" }, String(number)), h("span", {}, step.text)];
    if (!person) return h("div", { class: "step-words" }, words);
    const title = t("takeStep", { name: personName(person) });
    return h("button", { type: "button", class: "step-words", title, onclick: () => this.#take(person, step) }, words);
  }
}
