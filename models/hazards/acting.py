"""Acting on a hazard: who may, from which state, exactly once.

A change of state is one UPDATE that names the state it expects; whoever comes second is told who was first.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db import insert
from models.errors import Conflict, NotFound, Refused
from models.grids.tables import Grid
from models.hazards.flow import TRANSITIONS, Act, State, Who
from models.hazards.tables import Hazard, HazardEvent
from models.members.posts import holds
from models.members.tables import Person, Role

STAFF = frozenset(Role)
LEADERS = frozenset({Role.LEADER})


async def find(session: AsyncSession, number: int) -> Hazard:
    """The hazard people call H{number}."""
    hazard = (await session.scalars(select(Hazard).where(col(Hazard.number) == number))).first()
    if hazard is None:
        raise NotFound("hazard", number=number)
    return hazard


async def may(session: AsyncSession, hazard: Hazard, who: Who, person: Person) -> bool:
    if who is Who.REPORTER:
        return person.id == hazard.reporter_id
    grid = await session.get_one(Grid, hazard.grid_id)
    return await holds(session, person.id, grid, LEADERS if who is Who.LEADER else STAFF)


async def act(
    session: AsyncSession, hazard: Hazard, what: Act, person: Person, now: datetime, **data: Any
) -> HazardEvent:
    """Does `what`; raises Refused when this person may not, Conflict (`by`, `state`) when the hazard moved on."""
    move = TRANSITIONS[what]
    if not await may(session, hazard, move.who, person):
        raise Refused("not_yours", who=move.who)
    if hazard.state not in move.before:
        raise await _moved_on(session, hazard)
    before, after = hazard.state, move.after or hazard.state
    await _compare_and_set(session, hazard, before, {"state": after, **_marks(what, person, now)})
    return note(session, hazard, what, person, now, before=before, **data)


def _marks(what: Act, person: Person, now: datetime) -> dict[str, Any]:
    """What else a change of state writes down on the hazard."""
    marks: dict[Act, dict[str, Any]] = {
        Act.ACCEPT: {"accepted_by": person.id},
        Act.ON_SITE: {"accepted_by": person.id},
        Act.DONE: {"done_by": person.id},
        Act.CLOSE: {"ended_at": now},
        Act.SATISFIED: {"satisfied": True},
        Act.DISSATISFIED: {"satisfied": False, "ended_at": None, "accepted_by": None, "done_by": None},
    }
    return marks.get(what, {})


async def _compare_and_set(session: AsyncSession, hazard: Hazard, before: State, values: dict[str, Any]) -> None:
    expected = update(Hazard).where(col(Hazard.id) == hazard.id, col(Hazard.state) == before)
    done = await session.execute(expected.values(**values).execution_options(synchronize_session=False))
    await session.refresh(hazard)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise await _moved_on(session, hazard)


async def _moved_on(session: AsyncSession, hazard: Hazard) -> Conflict:
    last = (
        select(col(Person.name))
        .join(HazardEvent, col(HazardEvent.person_id) == col(Person.id))
        .where(col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.before) != col(HazardEvent.after))
    )
    by = (await session.scalars(last.order_by(col(HazardEvent.id).desc()).limit(1))).first()
    return Conflict("moved_on", state=hazard.state, by=by or "")


def note(
    session: AsyncSession,
    hazard: Hazard,
    what: Act,
    person: Person | None,
    now: datetime,
    *,
    before: State | None = None,
    **data: Any,
) -> HazardEvent:
    """Writes one event; `before` differs from the hazard's state when this event changed it."""
    row = insert(
        session,
        HazardEvent,
        hazard_id=hazard.id,
        at=now,
        act=what,
        person_id=person.id if person else None,
        before=before or hazard.state,
        after=hazard.state,
        data=data,
    )
    return HazardEvent(**row)
