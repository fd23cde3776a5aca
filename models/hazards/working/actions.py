"""Acting on a hazard: who may, from which state, exactly once.

A change of state is one UPDATE that names the state it expects; whoever comes second is told who was first.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, NotFound, Refused
from models.events import record_event
from models.grids.tables import Grid
from models.hazards.assignment import tables as assignment_tables
from models.hazards.rectification import tables as rectification_tables
from models.hazards.rectification.tables import OF_NOTICE, unfinished
from models.hazards.supervision import tables as supervision_tables
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.transfer import tables as transfer_tables
from models.hazards.transfer.tables import liaises
from models.hazards.workflow import TRANSITIONS, Act, Mark, State
from models.members.permissions import Who, may_in
from models.members.tables import Person, Role
from models.transition import transition

LEADERS = frozenset({Role.LEADER})
HINDRANCES = (
    assignment_tables.hinders,
    rectification_tables.hinders,
    transfer_tables.hinders,
    supervision_tables.hinders,
)


async def find(session: AsyncSession, number: int) -> Hazard:
    """The hazard people call H{number}."""
    hazard = (await session.scalars(select(Hazard).where(col(Hazard.number) == number))).first()
    if hazard is None:
        raise NotFound("hazard", number=number)
    return hazard


async def may(session: AsyncSession, hazard: Hazard, who: Who, person: Person) -> bool:
    if who is Who.REPORTER:
        return person.id == hazard.reporter_id
    if who is Who.LIAISON:
        return await liaises(session, hazard, person)
    if who is Who.ASSIGNEE and not await assignment_tables.assigned_to(session, hazard, person):
        return False
    who = Who.STAFF if who is Who.ASSIGNEE else who
    return await may_in(session, await session.get_one(Grid, hazard.grid_id), who, person)


async def check(session: AsyncSession, hazard: Hazard, what: Act, person: Person) -> None:
    """Raises Refused when this person may not do it, Conflict (`by`, `state`) when the hazard moved on."""
    move, who = TRANSITIONS[what], await who_for(session, hazard, what)
    if not await may(session, hazard, who, person):
        raise Refused("not_yours", who=who)
    if hazard.state not in move.before:
        raise await _moved_on(session, hazard)
    for hinders in HINDRANCES:
        await hinders(session, hazard, what, person)


async def who_for(session: AsyncSession, hazard: Hazard, what: Act) -> Who:
    """Who may do it now: what a department has answered is reviewed by the street, in place of a leader."""
    move = TRANSITIONS[what]
    by_leader = move.who is Who.LEADER and what not in OF_NOTICE
    reviewing = by_leader and hazard.state is State.REVIEW and State.REVIEW in move.before
    return Who.STREET if reviewing and await transfer_tables.answered(session, hazard.id) else move.who


async def act(session: AsyncSession, hazard: Hazard, what: Act, person: Person, now: datetime, **data: Any) -> None:
    """Does `what`, once; raises like check()."""
    await check(session, hazard, what, person)
    await change(session, hazard, what, person, now, **data)


async def change(
    session: AsyncSession, hazard: Hazard, what: Act, person: Person | None, now: datetime, **data: Any
) -> None:
    """Like act(), for somebody who has been found to have the right, or for time itself; raises Conflict."""
    before, after = hazard.state, await _after(session, hazard, what)
    marks = TRANSITIONS[what].marks
    written = {column: _written(column, mark, person, now) for column, mark in marks.items()}
    await compare_and_set(session, hazard, before, {"state": after, **written})
    record_hazard_event(session, hazard, what, person, now, before=before, **data)


async def _after(session: AsyncSession, hazard: Hazard, what: Act) -> State:
    """What is sent back returns to its unfinished order to rectify, or to the department whose outcome it was; without
    its notice it is as it was before the order.
    """
    if what is Act.VOID and hazard.state is State.RECTIFYING:
        return State.ACCEPTED if hazard.accepted_by else State.OPEN
    if what is Act.SEND_BACK and await unfinished(session, hazard.id):
        return State.RECTIFYING
    if what is Act.SEND_BACK and await transfer_tables.answered(session, hazard.id):
        return State.TRANSFERRED
    return TRANSITIONS[what].after or hazard.state


def _written(column: str, mark: Any, person: Person | None, now: datetime) -> Any:
    match mark:
        case Mark.BY:
            return person.id if person else None
        case Mark.FIRST_BY:
            return func.coalesce(getattr(Hazard, column), person.id if person else None)
        case Mark.NOW:
            return now
        case Mark.ONE_MORE:
            return getattr(Hazard, column) + 1
    return mark


async def undo(session: AsyncSession, hazard: Hazard, last: HazardEvent, person: Person, now: datetime) -> None:
    """The hazard is again as it was before its last change of state; raises Conflict when that is not the last."""
    before, after = hazard.state, State(last.before or last.after)
    marks = {"ended_at": None, "done_by": None} | ({"accepted_by": None} if after is State.OPEN else {})
    await compare_and_set(session, hazard, last.after, {"state": after, **marks})
    record_hazard_event(session, hazard, Act.RESUME, person, now, before=before)


async def last_change(session: AsyncSession, hazard: Hazard) -> HazardEvent | None:
    """The event by which its state is what it is."""
    rows = select(HazardEvent).where(
        col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.before) != col(HazardEvent.after)
    )
    await session.flush()
    return (await session.scalars(rows.order_by(col(HazardEvent.id).desc()).limit(1))).first()


async def compare_and_set(session: AsyncSession, hazard: Hazard, before: State, values: dict[str, Any]) -> None:
    """Raises Conflict when the hazard is in another state by now."""
    if not await transition(session, hazard, col(Hazard.state) == before, **values):
        raise await _moved_on(session, hazard)


async def _moved_on(session: AsyncSession, hazard: Hazard) -> Conflict:
    last = (
        select(col(Person.name), col(Person.id))
        .join(HazardEvent, col(HazardEvent.person_id) == col(Person.id))
        .where(col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.before) != col(HazardEvent.after))
    )
    found = (await session.execute(last.order_by(col(HazardEvent.id).desc()).limit(1))).first()
    by, person_id = found or ("", None)
    secret = hazard.discreet and person_id == hazard.reporter_id
    return Conflict("moved_on", state=hazard.state, by="" if secret else by)


def record_hazard_event(
    session: AsyncSession,
    hazard: Hazard,
    what: Act,
    person: Person | None,
    now: datetime,
    *,
    before: State | None = None,
    **data: Any,
) -> None:
    """Writes one event; `before` differs from the hazard's state when this event changed it."""
    states = {"before": before or hazard.state, "after": hazard.state}
    record_event(session, HazardEvent, person, now, hazard_id=hazard.id, act=what, **states, data=data)
