"""Wording what was done to several hazards, and what was not."""

from handlers.hazards.act_labels import ACT_LABELS
from handlers.hazards.card.body import joined
from handlers.hazards.several.perform import DONE
from handlers.hazards.working.perform import reason
from handlers.messages import MessageContent, RenderContext, View
from locales.translator import Html


async def several_done(context: RenderContext) -> MessageContent:
    t, args = context.t, context.message.args
    act = t.plain(ACT_LABELS[args["act"]].button)
    lines: list[Html] = []
    if args["done"]:
        codes = t.listed(f"H{number}" for number in args["done"])
        lines.append(t("<b>{act}</b>: done for {codes}", act=act, codes=codes))
    if args["refused"]:
        lines.append(t("<b>{act}</b>: not done for", act=act))
    for each in args["refused"]:
        why = reason(t, each["code"], each["data"])
        lines.append(t("H{number}: {why}", number=each["number"], why=why))
    return MessageContent(joined(*lines))


VIEWS: dict[str, View] = {DONE: several_done}
