import { api } from "./base/api.js";
import { clockBar } from "./clock.js";
import { listenForEscape } from "./base/closing.js";
import { complain, sure, trying, veil } from "./base/dialogs.js";
import { icon } from "./base/dom.js";
import { follow } from "./events.js";
import { Guide } from "./guide.js";
import { Pane } from "./pane/pane.js";
import { castFirst, renderStrip } from "./pane/people.js";
import { Store } from "./state.js";
import { language, t } from "./base/words.js";

const memory = "sandbox-panes";
const widths = [matchMedia("(min-width: 740px)"), matchMedia("(min-width: 1100px)")];
const part = (id) => document.getElementById(id);

const store = new Store();
const panes = [0, 1, 2].map(() => new Pane(store, () => settled()));
const paneCount = () => 1 + widths.filter((query) => query.matches).length;
const shownPanes = () => panes.slice(0, paneCount()).filter((pane) => pane.person);

function watched() {
  if (document.hidden) return new Set();
  return new Set(shownPanes().map((pane) => `${pane.person.id}|${pane.chat?.key}`));
}

function settled() {
  const chosen = panes.map((pane) => ({ person: pane.person?.id, key: pane.chat?.key }));
  sessionStorage.setItem(memory, JSON.stringify(chosen));
  strip();
}

/** Who is looked at already, or else whoever was seated last makes room. */
function paneFor(person) {
  const shown = panes.slice(0, paneCount());
  return shown.find((pane) => pane.person?.id === person.id) ?? shown.at(-1);
}

function bring(person) {
  const pane = paneFor(person);
  if (pane.person?.id === person.id) pane.flash();
  else pane.choose(person);
}

function strip() {
  const people = store.visiblePeople();
  part("strip").hidden = people.length <= paneCount();
  renderStrip(part("strip"), store, new Set(shownPanes().map((pane) => pane.person.id)), bring);
}

const guide = new Guide(part("guide"), store, (person, step) => trying(() => paneFor(person).take(person, step)));

async function startOver() {
  if (await sure(t("resetSure"), t("reset"))) await trying(() => api.reset());
}

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(memory)) ?? [];
  } catch {
    return [];
  }
}

/** Three people who have a part to play come first; whoever was being looked at before a reload comes back. */
function seat() {
  const cast = castFirst(store.visiblePeople());
  const before = remembered();
  panes.forEach((pane, at) => {
    if (pane.person && store.people.has(pane.person.id)) return;
    const back = cast.find((person) => person.id === before[at]?.person);
    const person = back ?? cast[at] ?? cast[0];
    if (person) pane.choose(person, back && before[at].key);
  });
}

function layOut() {
  part("panes").dataset.count = String(paneCount());
  panes.forEach((pane, at) => {
    pane.node.hidden = at >= paneCount();
  });
  strip();
  readShown();
}

function readShown() {
  if (document.hidden) return;
  for (const pane of shownPanes()) store.read(pane.person.id, pane.chat?.key);
}

function link(up) {
  part("link").dataset.up = String(up);
  part("link-words").textContent = up ? t("online") : t("offline");
}

function name() {
  document.title = store.title ?? t("title");
  part("brand").textContent = store.title ?? t("brand");
  part("reset").hidden = !store.resettable;
}

function dress() {
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  part("panes").append(...panes.map((pane) => pane.node));
  part("clock").replaceWith(clockBar(store));
  part("strip").setAttribute("aria-label", t("people"));
  part("reset").append(icon("again"), t("reset"));
  part("reset").addEventListener("click", startOver);
  listenForEscape();
  widths.forEach((query) => query.addEventListener("change", layOut));
  document.addEventListener("visibilitychange", readShown);
  store.watch(watched);
  store.addEventListener("unread", strip);
  store.addEventListener("people", () => {
    name();
    guide.render();
    seat();
    strip();
  });
}

store.addEventListener("ending", () => veil(t("resetting")));
store.addEventListener("begun", () => {
  sessionStorage.removeItem(memory);
  location.reload();
});

const onEvents = (events) => store.apply(events).catch(complain);

dress();
name();
layOut();
follow({ onStart: () => store.refresh(), onEvents, onLink: link });
