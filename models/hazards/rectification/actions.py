"""Ordering rectification, extending its deadline, correcting and voiding its notice, and what other acts on the hazard
mean for the order.
"""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.db.database import wake
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in, level_above
from models.hazards.alerting import notify
from models.hazards.rectification.pdf_queue import NOTICE, readers
from models.hazards.rectification.tables import (
    SIGNAL,
    Correction,
    Extension,
    OrderState,
    PaperState,
    Rectification,
    unfinished,
    withdrawn_of,
)
from models.hazards.workflow import Act, State
from models.hazards.working.completed_action import CompletedAction, FollowUps
from models.numbers import next_number
from models.outbox.enqueue import refresh
from models.schedule.deadlines import end_of, next_reminder

RESPONSIBLE_LIMIT = 80
PLACE_LIMIT = 200
FACTS_LIMIT = 400
REASON_LIMIT = 500
CORRECTED = frozenset({"responsible", "place", "facts"})
ORDER_AT = {
    State.RECTIFYING: OrderState.OPEN,
    State.REVIEW: OrderState.HANDED_IN,
    State.CLOSED: OrderState.FULFILLED,
}


async def follow_order(action: CompletedAction) -> None:
    """`given`: responsible (the party's name), due (an ISO date: the last day), place and facts, for print."""
    session, hazard, now = action.session, action.hazard, action.now
    due_at = end_of(date.fromisoformat(action.given["due"]), action.zone)
    office = await office_of(session, await session.get_one(Grid, hazard.grid_id))
    year = now.astimezone(action.zone).year
    order = Rectification(
        hazard_id=hazard.id,
        office_id=office.id,
        year=year,
        number=await next_number(session, "rectification", office.id, year),
        responsible=action.given["responsible"][:RESPONSIBLE_LIMIT],
        place=action.given["place"][:PLACE_LIMIT],
        facts=action.given["facts"][:FACTS_LIMIT],
        by_id=action.person.id,
        ordered_at=now,
        started_at=now,
        due_at=due_at,
        remind_at=next_reminder(now, due_at, now),
        paper_not_before=now,
    )
    session.add(order)
    hazard.due_at = due_at
    wake(session, SIGNAL)


async def office_of(session: AsyncSession, grid: Grid) -> Grid:
    """Whose numbers an order takes: the street's, or those of the top of a tree without one."""
    street: Grid | None = await level_above(session, grid, Level.STREET)
    if street is not None:
        return street
    top: Grid = await session.get_one(Grid, ids_in(grid.path)[0])
    return top


async def follow_extend(action: CompletedAction) -> None:
    """`given`: due (an ISO date: the new last day) and reason. The notice is made anew, under its number."""
    order = await unfinished(action.session, action.hazard.id)
    if order is None:
        return
    due_at = end_of(date.fromisoformat(action.given["due"]), action.zone)
    action.session.add(
        Extension(
            rectification_id=order.id,
            by_id=action.person.id,
            at=action.now,
            due_before=order.due_at,
            due_after=due_at,
            reason=action.given["reason"][:REASON_LIMIT],
        )
    )
    _move_deadline(action, order, due_at)
    _make_anew(action, order)


def _move_deadline(action: CompletedAction, order: Rectification, due_at: datetime) -> None:
    """What is being reviewed is reminded of only once it is sent back."""
    order.due_at, order.started_at, order.climbed = due_at, action.now, 0
    if order.state is OrderState.OPEN:
        action.hazard.due_at = due_at
        order.remind_at = next_reminder(action.now, due_at, action.now)


def _make_anew(action: CompletedAction, order: Rectification) -> None:
    order.issue += 1
    order.paper, order.paper_tries, order.paper_not_before = PaperState.WANTED, 0, action.now
    wake(action.session, SIGNAL)


async def follow_correct(action: CompletedAction) -> None:
    """`given`: reason, and changes: by column (due as an ISO date) what the notice said and what it is to say."""
    order = await unfinished(action.session, action.hazard.id)
    if order is None:
        return
    changes = action.given["changes"]
    if "due" in changes:
        _move_deadline(action, order, end_of(date.fromisoformat(changes["due"][1]), action.zone))
    for column in CORRECTED & changes.keys():
        setattr(order, column, changes[column][1])
    _make_anew(action, order)
    action.session.add(
        Correction(
            rectification_id=order.id,
            by_id=action.person.id,
            at=action.now,
            issue=order.issue,
            reason=action.given["reason"][:REASON_LIMIT],
            changes=changes,
        )
    )
    await action.session.flush()
    await refresh(action.session, action.hazard.id, (NOTICE,), action.now)


async def follow_void(action: CompletedAction) -> None:
    """`given`: reason. Whoever has the notice hears of it at once: paper is to be taken back."""
    session, hazard = action.session, action.hazard
    order = (await withdrawn_of(session, hazard.id))[-1]
    order.void_reason = action.given["reason"][:REASON_LIMIT]
    chats = await readers(session, order, hazard)
    others = [chat_id for chat_id in chats if chat_id != action.person.tg_user_id]
    notify.alert(session, hazard, others, "voided", action.now, reason=order.void_reason)


async def keep_up(action: CompletedAction) -> None:
    """The order goes where its hazard goes: sent back by the leader, it stands again with deadline and reminders."""
    state, voided = action.hazard.state, action.act is Act.VOID
    if action.before not in (State.RECTIFYING, State.REVIEW) or (state is action.before and not voided):
        return
    order = await unfinished(action.session, action.hazard.id)
    if order is None:
        return
    order.state, order.remind_at = ORDER_AT.get(state, OrderState.WITHDRAWN), None
    if voided:
        order.state = OrderState.WITHDRAWN
    if order.state is OrderState.OPEN:
        order.remind_at = next_reminder(order.started_at, order.due_at, action.now)
        action.hazard.due_at = order.due_at
    elif order.state is not OrderState.HANDED_IN:
        order.ended_at = action.now
    if order.state is OrderState.WITHDRAWN:
        await action.session.flush()
        await refresh(action.session, action.hazard.id, (NOTICE,), action.now)


FOLLOW_UPS: FollowUps = {
    Act.ORDER: follow_order,
    Act.EXTEND: follow_extend,
    Act.CORRECT: follow_correct,
    Act.VOID: follow_void,
}
