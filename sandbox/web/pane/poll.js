import { h } from "../base/dom.js";
import { t } from "../base/words.js";

/**
 * A poll: whoever has not `chosen` (an array of options) answers by pressing one, and then sees how many chose which. An
 * answer that may be changed is taken back by pressing it again.
 */
export function pollBox(message, chosen, vote) {
  const { poll } = message;
  const told = Boolean(chosen) || poll.is_closed;
  const explained = told && poll.explanation ? h("div", { class: "poll-why" }, poll.explanation) : null;
  return h(
    "div",
    { class: "poll" },
    h("b", { dir: "auto" }, poll.question),
    h("small", {}, kind(poll)),
    poll.options.map((option, place) => line(message, place, { told, chosen, vote })),
    explained,
    h("small", {}, t("voters", { n: poll.total_voter_count })),
  );
}

function kind(poll) {
  const words = [t(poll.type === "quiz" ? "quiz" : "poll"), t(poll.is_anonymous ? "anonymous" : "named")];
  return [...words, ...(poll.is_closed ? [t("closed")] : [])].join(" · ");
}

function line({ message_id: id, poll }, place, { told, chosen, vote }) {
  const option = poll.options[place];
  const mine = chosen?.includes(place);
  const fixed = poll.is_closed || (chosen && !poll.allows_revoting);
  const props = {
    type: "button",
    class: `poll-option ${told ? mark(poll, place, mine) : ""}`,
    disabled: Boolean(fixed),
    "aria-pressed": String(Boolean(mine)),
    "data-focus": `poll-${id}-${place}`,
    onclick: () => vote(mine ? [] : [place]),
  };
  return h("button", props, h("span", { dir: "auto" }, option.text), told ? h("small", {}, share(poll, option)) : null);
}

function mark(poll, place, mine) {
  if (poll.correct_option_ids?.includes(place)) return "right";
  return mine && poll.type === "quiz" ? "wrong" : "";
}

const share = (poll, option) => `${Math.round((100 * option.voter_count) / Math.max(poll.total_voter_count, 1))}%`;
