import { api } from "./base/api.js";
import { toast, trying } from "./base/dialogs.js";
import { h, icon } from "./base/dom.js";
import { day, time } from "./base/format.js";
import { t } from "./base/words.js";

const oneDay = 86400;
const steps = [
  ["tenMinutes", 600],
  ["twoHours", 7200],
  ["oneDay", oneDay],
  ["oneWeek", oneDay, 7],
];

/** The world's time, and the buttons that move it on. */
export function clockBar(store) {
  const hands = h("b", { class: "clock-time" });
  const date = h("span", { class: "clock-day" });
  const buttons = steps.map((step) => stepButton(...step));
  const show = () => {
    hands.textContent = time(store.now());
    date.textContent = day(store.now());
  };
  store.addEventListener("clock", show);
  setInterval(show, 5000);
  const face = h("div", { class: "clock-face", role: "timer", "aria-label": t("clock") }, icon("clock"), date, hands);
  return h("div", { class: "clock", role: "group", "aria-label": t("clock") }, face, h("div", { class: "clock-steps" }, buttons));
}

/** A week goes by day after day: whoever follows sees each, and nothing is told hours too late. */
function stepButton(label, seconds, times = 1) {
  const advance = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    let moved = true;
    for (let left = times; left && moved; left -= 1) moved = await trying(() => api.advance(seconds));
    button.disabled = false;
    if (moved) toast(t("advanced", { span: t(label).replace("+", "") }));
  };
  return h("button", { type: "button", class: "step", onclick: advance }, t(label));
}
