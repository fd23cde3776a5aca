"""Wording lists of hazards, ten a page: those that many alerts become, and that of the morning."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import NEW, local_day, waited
from handlers.hazards.card.body import LINE_SHOWN, SIGNS, code, in_short, joined, overdue_by
from handlers.hazards.labels import SEVERITIES, STATES
from handlers.hazards.presses import ListPage
from handlers.hazards.several.buttons import list_buttons
from handlers.messages import Button, Delete, MessageContent, RenderContext, Skip, View
from locales.translator import Html, cut
from models.grids.tables import Grid
from models.hazards.alerting.alerts import ALERT_LIST, MORNING_LIST
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE
from models.hazards.worklist import gravity, overdue
from models.outbox.alert_lists import Listed
from models.outbox.folding_statements import STANDING
from models.outbox.tables import OutboxMessage
from models.worklist import PAGE

Named = Sequence[tuple[Hazard, str]]  # each with the name of its grid


async def alert_list(context: RenderContext) -> MessageContent | Skip:
    """Hazards at their end keep their line, without a button."""
    named = await _named(context)
    live = [hazard for hazard, _ in named if hazard.state in LIVE]
    if not live and not context.editing:
        return Skip("all at their end meanwhile")
    headline = context.t.n("<b>{n} hazard waits for you</b>", "<b>{n} hazards wait for you</b>", len(live))
    return await _page(context, [headline], named)


async def morning(context: RenderContext) -> MessageContent | Delete | Skip:
    """Gives way to that of the next morning."""
    if await _followed(context):
        if not context.editing:
            return Skip("a newer list follows")
        if context.removable:
            return Delete("a newer list follows")
        return MessageContent(context.t("A newer list of what waits for you stands below."))
    named = await _named(context)
    live = [hazard for hazard, _ in named if hazard.state in LIVE]
    if not live and not context.editing:
        return Skip("all at their end meanwhile")
    t, late = context.t, [hazard for hazard in live if overdue_by(context, hazard)]
    head = t.n(
        "<b>☀️ This morning {n} hazard waits for you</b>",
        "<b>☀️ This morning {n} hazards wait for you</b>",
        len(live),
    )
    return await _page(context, [head, *([t("⏰ Overdue: {count}", count=len(late))] if late else [])], named)


async def _followed(context: RenderContext) -> bool:
    message = context.message
    newer = select(col(OutboxMessage.id)).where(
        col(OutboxMessage.kind) == message.kind,
        col(OutboxMessage.chat_id) == message.chat_id,
        col(OutboxMessage.id) > message.id,
        STANDING,
    )
    return await context.session.scalar(newer.limit(1)) is not None


async def _named(context: RenderContext) -> Named:
    rows = (
        select(Hazard, col(Grid.name))
        .join(Listed, col(Listed.subject_id) == col(Hazard.id))
        .join(Grid, col(Grid.id) == col(Hazard.grid_id))
        .where(col(Listed.letter_id) == context.message.id)
        .order_by(gravity(), overdue(context.message.created_at).desc(), col(Hazard.created_at), col(Hazard.id))
    )
    return [(hazard, grid) for hazard, grid in (await context.session.execute(rows)).all()]


async def _page(context: RenderContext, head: Sequence[Html], named: Named) -> MessageContent:
    t, last = context.t, max(0, len(named) - 1) // PAGE
    page = min(context.message.args.get("page", 0), last)
    shown = named[page * PAGE : (page + 1) * PAGE]
    lines = [
        await line(context, hazard, grid) if hazard.state in LIVE else _ended(context, hazard) for hazard, grid in shown
    ]
    opening = [(button,) for button in await list_buttons(context, shown)]
    turn = [
        *([Button(t.plain("Previous page"), ListPage(page - 1).pack())] if page else []),
        *([Button(t.plain("Next page"), ListPage(page + 1).pack())] if page < last else []),
    ]
    return MessageContent(joined(*head, *lines), (*opening, *((tuple(turn),) if turn else ())))


def _ended(context: RenderContext, hazard: Hazard) -> Html:
    t, sign, state = context.t, SIGNS[hazard.state], context.t.plain(STATES[hazard.state])
    return t("{sign} <b>{code}</b> {state}", sign=sign, code=code(hazard), state=state)


async def line(context: RenderContext, hazard: Hazard, grid: str) -> Html:
    t = context.t
    told = {
        "sign": SIGNS[hazard.state],
        "code": code(hazard),
        "state": t.plain(STATES[hazard.state]),
        "severity": t.plain(SEVERITIES[hazard.severity]),
        "grid": cut(grid, LINE_SHOWN),
        "text": await in_short(context, hazard),
    }
    when = _when(context, hazard)
    if not when:
        return t("{sign} <b>{code}</b> {state} · {severity} · {grid} {text}", **told)
    return t("{sign} <b>{code}</b> {state} · {severity} · {when} · {grid} {text}", when=when, **told)


def _when(context: RenderContext, hazard: Hazard) -> Html | None:
    """Until when it is put off, by how much it is overdue, or how long it waits; what is new says nothing."""
    t, late = context.t, overdue_by(context, hazard)
    if hazard.put_off_until is not None:
        return t("⏸ Put off to {date}", date=local_day(context, hazard.put_off_until))
    if late:
        return t("⏰ overdue by {time}", time=late)
    if context.now - hazard.created_at < NEW:
        return None
    return t("waiting for {waited}", waited=waited(context, hazard.created_at))


VIEWS: dict[str, View] = {ALERT_LIST: alert_list, MORNING_LIST: morning}
