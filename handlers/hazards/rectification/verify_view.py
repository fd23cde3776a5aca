"""Wording how a notice of rectification stands, for whoever holds the paper: no more than the paper tells."""

from dataclasses import dataclass

from handlers.dates import local_day
from handlers.hazards.card.body import SIGNS, joined
from handlers.hazards.labels import STATES, kind_word
from handlers.members import contact_sheet
from handlers.messages import MessageContent, RenderContext, Skip, View
from locales.translator import Html
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.hazards.rectification.pdf_queue import PAPER
from models.hazards.rectification.tables import OrderState, Rectification, extensions_of, number_of, unfinished
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE
from models.schedule.deadlines import days_since
from reports.rectification.data import place_of


@dataclass(frozen=True)
class OrderFacts:
    """`newer`: another order that the hazard is under by now; `extended`: how often the deadline was moved."""

    order: Rectification
    hazard: Hazard
    newer: Rectification | None
    extended: int


async def paper(context: RenderContext) -> MessageContent | Skip:
    session, t = context.session, context.t
    order = await session.get(Rectification, context.message.subject_id)
    if order is None:
        return Skip("the order is gone")
    hazard = await session.get_one(Hazard, order.hazard_id)
    grid, office = await session.get_one(Grid, hazard.grid_id), await session.get_one(Grid, order.office_id)
    running = await unfinished(session, hazard.id)
    newer = running if running is not None and running.id != order.id else None
    told = OrderFacts(order, hazard, newer, len(await extensions_of(session, order.id)))
    lines = [
        t("📄 <b>Notice of rectification {number}</b> for H{hazard}", number=number_of(order), hazard=hazard.number),
        t("Kind: {kind}", kind=kind_word(t, kinds_of(session), hazard.category)),
        t("Place: {place}", place=await place_of(session, office, grid)),
        t("State: {sign} {state}", sign=SIGNS[hazard.state], state=t.plain(STATES[hazard.state])),
        *_deadline(context, told),
        Html(f"<b>{_next(context, told)}</b>"),
        Html(""),
        t("<b>Whom to ring</b> (public notice of the grid)"),
        contact_sheet.worded(t, await contact_sheet.sheet_of(session, grid)),
        t("In a fire call 119 at once."),
    ]
    return MessageContent(joined(*lines))


def _deadline(context: RenderContext, told: OrderFacts) -> list[Html]:
    """None for a notice that is not in force."""
    t, order = context.t, told.order
    if order.state is OrderState.WITHDRAWN:
        return []
    due, days = local_day(context, order.due_at), days_since(order.due_at, context.now, context.zone)
    if days and order.state is OrderState.OPEN:
        lines = [t("To be rectified by {date}, {days} days overdue", date=due, days=days)]
    else:
        lines = [t("To be rectified by {date}", date=due)]
    if told.extended:
        lines.append(t.n("The deadline was extended {n} time.", "The deadline was extended {n} times.", told.extended))
    return lines


def _next(context: RenderContext, told: OrderFacts) -> Html:
    """What the responsible party is to do."""
    t, order, hazard = context.t, told.order, told.hazard
    if order.state is OrderState.WITHDRAWN:
        return _withdrawn(context, told)
    if order.state is OrderState.HANDED_IN:
        return t("Said to be put right; it is being reviewed. Please keep it as it is now.")
    if order.state is OrderState.FULFILLED and hazard.state in LIVE:
        return t("It was reviewed as put right, and has been reported again. Please ring the grid.")
    if order.state is OrderState.FULFILLED:
        return t("Reviewed as put right: nothing more needs to be done. Please keep it so.")
    if days_since(order.due_at, context.now, context.zone):
        return t("Overdue: please put it right at once, and ring the grid to have it reviewed.")
    return t(
        "Please put it right in time, then ring the grid to have it reviewed. To extend it, ask before the deadline."
    )


def _withdrawn(context: RenderContext, told: OrderFacts) -> Html:
    t, order = context.t, told.order
    if told.newer is not None:
        return t(
            "Withdrawn: this notice is no longer valid. Please go by notice {number}.", number=number_of(told.newer)
        )
    date = local_day(context, order.ended_at or order.due_at)
    return t("Withdrawn on {date}: this notice is no longer valid. If in doubt, please ring the grid.", date=date)


VIEWS: dict[str, View] = {PAPER: paper}
