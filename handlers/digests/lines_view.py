"""Wording what a group gets: that it is late, what was reported and done, thanks, and the one thing still open."""

from handlers.digests.page_view import told_of
from handlers.digests.words import period_words, sent_late
from handlers.hazards.card.body import in_short
from handlers.hazards.labels import state_word
from handlers.messages import MessageContent, RenderContext, Skip
from locales.translator import Html
from models.digests.lines import GroupLines, group_lines


async def lines(context: RenderContext) -> MessageContent | Skip:
    about = await told_of(context)
    if about is None:
        return Skip("the grid is gone")
    grid, period = about
    found = await group_lines(context.session, grid, period, context.zone)
    t = context.t
    head = t("<b>{grid}</b>, {period}", grid=grid.name, period=period_words(t, period))
    lines = [head, *sent_late(context), _work(context, found), await _open(context, found)]
    return MessageContent(Html("\n".join(lines)))


def _work(context: RenderContext, found: GroupLines) -> Html:
    t = context.t
    if not found.reported and not found.closed:
        return t("No hazard was reported. If you see one, send a photo here: it helps all of us.")
    return t(
        "Thank you: {reported} reported, {closed} closed. Your reports keep everybody safe.",
        reported=found.reported,
        closed=found.closed,
    )


async def _open(context: RenderContext, found: GroupLines) -> Html:
    t, hazard = context.t, found.oldest
    if hazard is None:
        return t("Nothing is open. ✅")
    told = {"code": f"H{hazard.number}", "words": await in_short(context, hazard), "state": state_word(t, hazard.state)}
    if found.open == 1:
        return t("Still open: {code} {words} ({state})", **told)
    return t("Still open: {count}, longest {code} {words} ({state})", count=found.open, **told)
