"""Wording how a notice of rectification stands, for whoever holds the paper: no more than the paper tells."""

from dataclasses import dataclass

from handlers.dates import local_day
from handlers.hazards.card.body import SIGNS, joined
from handlers.hazards.labels import STATES, kind_word
from handlers.hazards.rectification.items import items
from handlers.hazards.rectification.notice_view import void_reason
from handlers.members import contact_sheet
from handlers.messages import MessageContent, RenderContext, Skip, View
from locales.translator import Html, visible
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.hazards.rectification.pdf_queue import PAPER
from models.hazards.rectification.tables import (
    Correction,
    OrderState,
    Rectification,
    corrections_of,
    extensions_of,
    number_of,
    unfinished,
)
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE
from models.members.contact_sheet import sheet_of
from models.schedule.deadlines import days_since
from models.text.personal_numbers import masked
from reports.rectification.data import place_printed


@dataclass(frozen=True)
class OrderFacts:
    """`newer`: another order that the hazard is under by now; `extended`: how often the deadline was moved; `issue`:
    the form of the paper that was scanned, where its code tells."""

    order: Rectification
    hazard: Hazard
    newer: Rectification | None
    extended: int
    corrections: list[Correction]
    issue: int | None


async def paper(context: RenderContext) -> MessageContent | Skip:
    session, t = context.session, context.t
    order = await session.get(Rectification, context.message.subject_id)
    if order is None:
        return Skip("the order is gone")
    hazard = await session.get_one(Hazard, order.hazard_id)
    grid = await session.get_one(Grid, hazard.grid_id)
    running = await unfinished(session, hazard.id)
    newer = running if running is not None and running.id != order.id else None
    extended, corrections = len(await extensions_of(session, order.id)), await corrections_of(session, order.id)
    told = OrderFacts(order, hazard, newer, extended, corrections, context.message.args.get("issue"))
    place = masked(visible(await place_printed(session, order, grid)))
    lines = [
        t("📄 <b>Notice of rectification {number}</b> for H{hazard}", number=number_of(order), hazard=hazard.number),
        *_which(context, told),
        t("Kind: {kind}", kind=kind_word(t, kinds_of(session), hazard.category)),
        t("Place: {place}", place=place),
        t("State: {sign} {state}", sign=SIGNS[hazard.state], state=t.plain(STATES[hazard.state])),
        *_deadline(context, told),
        Html(f"<b>{_next(context, told)}</b>"),
        Html(""),
        t("<b>Whom to ring</b> (public notice of the grid)"),
        contact_sheet.worded(t, await sheet_of(session, grid)),
        t("In a fire call 119 at once."),
    ]
    return MessageContent(joined(*lines))


def _which(context: RenderContext, told: OrderFacts) -> list[Html]:
    """Whether the paper is the newest of its number, as far as its code tells."""
    t, order, issue = context.t, told.order, told.issue
    if order.state is OrderState.WITHDRAWN:
        return []
    lines = []
    if issue is not None and issue < order.issue:
        lines.append(t("<b>⛔ This paper is void: there is a newer one under its number.</b> What follows holds now."))
    if told.corrections:
        newest = told.corrections[-1]
        changed = {item for each in told.corrections for item in each.changes if issue is None or each.issue > issue}
        date, what = local_day(context, newest.at), items(t, changed or newest.changes)
        lines.append(t("Corrected on {date}: {items}. Papers printed before are void.", date=date, items=what))
    if issue is not None and issue == order.issue > 1:
        lines.append(t("✅ This paper is the newest."))
    return lines


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
    if told.newer is not None and order.void_reason is None:
        return t(
            "Withdrawn: this notice is no longer valid. Please go by notice {number}.", number=number_of(told.newer)
        )
    date = local_day(context, order.ended_at or order.due_at)
    if order.void_reason is not None:
        return t(
            "Voided on {date}, because: {reason}. This notice is no longer valid. If in doubt, please ring the grid.",
            date=date,
            reason=void_reason(order),
        )
    return t("Withdrawn on {date}: this notice is no longer valid. If in doubt, please ring the grid.", date=date)


VIEWS: dict[str, View] = {PAPER: paper}
