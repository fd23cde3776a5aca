import { h, icon } from "./dom.js";
import { t } from "./words.js";

/** The steps a visitor may follow; nothing at all when the world has none to offer. */
export function renderGuide(node, steps) {
  const sign = JSON.stringify(steps);
  if (node.sign === sign) return;
  node.sign = sign;
  node.hidden = !steps.length;
  const items = steps.map((step, at) => h("li", {}, h("b", { "aria-hidden": "true" }, String(at + 1)), h("span", {}, step)));
  node.replaceChildren(h("summary", {}, icon("book"), t("guide"), icon("down")), h("ol", {}, items));
}
