"""Wording what has become of a notice, of a press, and of a reminder."""

from datetime import datetime

from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.notices.copy_view import sent_at
from handlers.notices.labels import refusal
from handlers.notices.presses import ShowNotice
from handlers.notices.progress_view import waiting_lines
from locales.translator import N_, Html, escape, visible
from models.grids.tables import Grid
from models.notices.copies import OUTCOME, RUNNING
from models.notices.sent.receipts import unconfirmed
from models.notices.tables import Notice
from models.notices.warnings import UNHEARD

REFUSED, REMINDED = "notices.refused", "notices.reminded"
OUTCOMES = {
    "returned": N_("{code} was not agreed to: {reason}"),
    "unanswered": N_("{code}: nobody agreed in time. It is a draft again; to ask once more, preview and send it."),
    "left": N_(
        "{code} was not sent: whoever planned it leads this area no more. It is a draft again. Please preview and "
        "send it, or discard it."
    ),
    "paused": N_(
        "{code} is paused, as many chats refuse it for one reason, which is no fault of theirs: none is given up. "
        "It is tried again every ten minutes and goes on by itself."
    ),
    "ended": N_(
        "{code} was not sent: its end has passed. It is a draft again; please press “Five parts” to name another time."
    ),
    "lacking": N_("{code} was not sent, and is a draft again. {lacks}"),
    "correction_ended": N_(
        "{code} was not corrected: the end that the correction names has passed. Please press “Correct” to name "
        "another."
    ),
    "correction_unanswered": N_(
        "{code}: nobody agreed to the correction in time, and the text stands as it was. To ask once more, press "
        "“Correct”."
    ),
    "corrected": N_("{code}: the correction was agreed to and stands in every copy."),
}


async def outcome(context: RenderContext) -> MessageContent | Skip:
    notice = await context.session.get(Notice, context.message.subject_id)
    if notice is None:
        return Skip("it is gone")
    args = context.message.args
    lacks = refusal(context.t, args["code"], args["data"]) if "code" in args else ""
    told = {"code": notice.code, "reason": visible(notice.reason), "lacks": lacks}
    return MessageContent(context.t(OUTCOMES[args["why"]], **told))


async def unheard(context: RenderContext) -> MessageContent | Skip:
    """To the level above those who have not confirmed, an hour after a red warning; of all, if no grids are named."""
    notice, args = await context.session.get(Notice, context.message.subject_id), context.message.args
    if notice is None or notice.state not in RUNNING:
        return Skip("it is over")
    silent, below = await unconfirmed(context.session, notice.id), args.get("grids")
    silent = [each for each in silent if below is None or each.grid.id in below]
    if not silent:
        return Skip("all of them have confirmed")
    t, grid = context.t, await context.session.get_one(Grid, notice.grid_id)
    head = t.n(
        "<b>Red warning {code} ({grid}): {n} post has not confirmed for an hour.</b>",
        "<b>Red warning {code} ({grid}): {n} posts have not confirmed for an hour.</b>",
        len(silent),
        code=notice.code,
        grid=grid.name,
    )
    lines = [head, *([escape(notice.headline)] if notice.headline else ())]
    asks = t("Please ring them up, or send somebody: they may not know of it.")
    lines = [*await waiting_lines(context, Html("\n".join(lines)), silent, len(silent)), asks]
    shown = Button(t.plain("How far it is"), ShowNotice(notice.id).pack())
    return MessageContent(Html("\n".join(lines)), ((shown,),) if args.get("whole", True) else ())


async def refused(context: RenderContext) -> MessageContent:
    args = context.message.args
    return MessageContent(escape(refusal(context.t, args["code"], args.get("data"))))


async def reminded(context: RenderContext) -> MessageContent:
    t, args = context.t, context.message.args
    told = t.n("{n} person was reminded in private.", "{n} people were reminded in private.", args["told"])
    if args.get("at"):
        at = sent_at(context, datetime.fromisoformat(args["at"]))
        told = t.n(
            "It is night: {n} person is reminded in private at {time}.",
            "It is night: {n} people are reminded in private at {time}.",
            args["told"],
            time=at,
        )
    if not args["missed"]:
        return MessageContent(told)
    missed = t.n("{n} post cannot be written to.", "{n} posts cannot be written to.", args["missed"])
    return MessageContent(Html(f"{told} {missed}"))


VIEWS: dict[str, View] = {OUTCOME: outcome, REFUSED: refused, REMINDED: reminded, UNHEARD: unheard}
