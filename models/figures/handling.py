"""What became of hazards, one by one: taken up in time, dealt with in time, for good, and to the reporter's liking.

“In time” is as the ladder had it, which stands still at night and while a leader has put the hazard off: before anybody
had to be told that it was lacking. Each hazard counts once in each, in the period of the moment that decides it.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.escalation.tables import HANDED_UP, Lack, Rung, RungState
from models.figures.asked import Counted, in_pieces, read_all
from models.figures.duties import Duty
from models.figures.hazards import WORKED_ON
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import LIVE, Act, State

ANSWERED_WITHIN = timedelta(days=31)
ANSWERS = (Act.SATISFIED, Act.DISSATISFIED)
OPENED_AGAIN = (Act.DISSATISFIED, Act.BROKEN_AGAIN)
NONE_AFTER_ALL = (State.DISMISSED, State.DUPLICATE)
OF_GRID = col(Grid.id) == col(Hazard.grid_id)


@dataclass(frozen=True)
class Handling:
    """`accepted`: hazards that somebody took up, or of which the first leader had to be told that nobody had; done are
    those where the former came first. `closed`: closed for the last time, or the first leader had to be told that it
    was not dealt with, or not rectified by its day; done are those where nobody ever had to be. `lasting`: closed for
    the last time in the period, or closed before and opened again in it by its reporter; done are those that were not
    opened again in it. `satisfied`: those whose reporter said in the period, last and within 31 days or so, whether
    they are satisfied; done are those who are.

    What turned out to be no hazard, or one that was known, is in none of the first two; what a department was given in
    the first alone. `closed` and `lasting` are told of who took it up, or put it right.
    """

    accepted: Sequence[Duty] = ()
    closed: Sequence[Duty] = ()
    lasting: Sequence[Duty] = ()
    satisfied: Sequence[Duty] = ()


class _Event(NamedTuple):
    hazard_id: int
    at: datetime
    act: Act
    person_id: int | None
    before: State | None
    after: State


@dataclass
class _Life:
    """Of one hazard all that moved it, in its order; when a leader was first told of what it lacked; and when of an
    order that was past its day.
    """

    code: str
    path: str
    events: list[_Event] = field(default_factory=list)
    told: dict[Lack, datetime] = field(default_factory=dict)


async def handling(session: AsyncSession, asked: Counted) -> Handling:
    """The rows are judged beside the event loop: of a year of a street they are many."""
    return await asyncio.to_thread(_judged, (await _lives(session, asked)).values(), asked)


def _judged(every: Collection[_Life], asked: Counted) -> Handling:
    return Handling(
        [duty for life in every if (duty := _accepted(life, asked))],
        [duty for life in every if (duty := _closed(life, asked))],
        [duty for life in every if (duty := _lasting(life, asked))],
        [duty for life in every if (duty := _satisfied(life, asked))],
    )


def _inside(asked: Counted, at: datetime) -> bool:
    return asked.begin <= at < asked.end


def _accepted(life: _Life, asked: Counted) -> Duty | None:
    taken = next((each.at for each in life.events if _takes_up(each)), None)
    told = life.told.get(Lack.ACCEPTED)
    decided = min((at for at in (taken, told) if at), default=None)
    if decided is None or not _inside(asked, decided) or _state(life) in NONE_AFTER_ALL:
        return None
    return Duty(life.path, int(told is None or decided < told), what=life.code)


def _closed(life: _Life, asked: Counted) -> Duty | None:
    state, told = _state(life), life.told.get(Lack.DONE)
    decided = told or (_last_change(life).at if state is State.CLOSED else None)
    if decided is None or not _inside(asked, decided) or state in NONE_AFTER_ALL or _transferred(life):
        return None
    by = next((each.person_id for each in reversed(life.events) if _takes_up(each)), None)
    return Duty(life.path, int(told is None), person_id=by, what=life.code)


def _lasting(life: _Life, asked: Counted) -> Duty | None:
    """Who last said that it was put right answers for it."""
    by = failed_by = None
    failed = False
    for each in life.events:
        if each.act is Act.DONE:
            by = each.person_id
        if each.act in OPENED_AGAIN and each.before is State.CLOSED and _inside(asked, each.at):
            failed, failed_by = True, by
    closed = _state(life) is State.CLOSED and _inside(asked, _last_change(life).at)
    if not (failed or closed) or _transferred(life):
        return None
    return Duty(life.path, int(not failed), person_id=failed_by if failed else by, what=life.code)


def _satisfied(life: _Life, asked: Counted) -> Duty | None:
    answer = next((each for each in reversed(life.events) if each.act in ANSWERS), None)
    if answer is None or not _inside(asked, answer.at):
        return None
    by = next((each.person_id for each in reversed(life.events) if each.act is Act.DONE), None)
    return Duty(life.path, int(answer.act is Act.SATISFIED), person_id=by, what=life.code)


def _takes_up(event: _Event) -> bool:
    return event.before is State.OPEN and event.after in WORKED_ON


def _transferred(life: _Life) -> bool:
    return any(each.after is State.TRANSFERRED for each in life.events)


def _last_change(life: _Life) -> _Event:
    return next(each for each in reversed(life.events) if each.before is not each.after)


def _state(life: _Life) -> State | None:
    """As it was known; None: not reported yet."""
    return _last_change(life).after if any(each.before is not each.after for each in life.events) else None


async def _lives(session: AsyncSession, asked: Counted) -> Mapping[int, _Life]:
    hazards = select(col(Hazard.id), col(Hazard.number), col(Grid.path)).join(Grid, OF_GRID).where(_about(asked))
    every = await read_all(session, hazards.order_by(col(Hazard.number)))
    lives = {hazard_id: _Life(f"H{number}", path) for hazard_id, number, path in every}
    event = HazardEvent
    columns = (event.hazard_id, event.at, event.act, event.person_id, event.before, event.after)
    moved = or_(col(event.before) != col(event.after), col(event.act).in_((*ANSWERS, Act.DONE)))
    events = (
        select(*map(col, columns))
        .join(Hazard, col(Hazard.id) == col(event.hazard_id))
        .join(Grid, OF_GRID)
        .where(_about(asked), moved, col(event.at) < asked.as_of)
        .order_by(col(event.id))
    )
    async for several in in_pieces(session, events):
        for each in map(_Event._make, several):
            lives[each.hazard_id].events.append(each)
    for rows in (_rungs(asked), _past_orders(asked)):
        for hazard_id, lack, at in (await session.execute(rows)).all():
            first = lives[hazard_id].told
            first[Lack(lack)] = min(at, first.get(Lack(lack), at))
    return lives


def _about(asked: Counted) -> ColumnElement[bool]:
    """Of hazards that are open, or have ended since the period began or in the weeks before it."""
    lately = col(Hazard.ended_at) >= asked.begin - ANSWERED_WITHIN
    return and_(subtree(asked.grid), or_(col(Hazard.state).in_(LIVE), lately))


def _rungs(asked: Counted) -> Select[int, Any, Any]:
    """When the ladder first told anybody of what was lacking; what was handed up by hand is no rung of it."""
    return (
        select(col(Rung.subject_id), col(Rung.lack), func.min(col(Rung.taken_at)))
        .join(Hazard, col(Hazard.id) == col(Rung.subject_id))
        .join(Grid, OF_GRID)
        .where(_about(asked), col(Rung.state) == RungState.TAKEN, col(Rung.position) > HANDED_UP)
        .where(col(Rung.lack).in_((Lack.ACCEPTED, Lack.DONE)), col(Rung.taken_at) < asked.as_of)
        .group_by(col(Rung.subject_id), col(Rung.lack))
    )


def _past_orders(asked: Counted) -> Select[int, Any, Any]:
    """When leaders were first told that an order to rectify was past its day."""
    order = col(HazardEvent.data)["order"].as_string()
    return (
        select(col(HazardEvent.hazard_id), literal(str(Lack.DONE)), func.min(col(HazardEvent.at)))
        .join(Hazard, col(Hazard.id) == col(HazardEvent.hazard_id))
        .join(Grid, OF_GRID)
        .where(_about(asked), col(HazardEvent.act) == Act.ESCALATE, order.is_not(None))
        .where(col(HazardEvent.at) < asked.as_of)
        .group_by(col(HazardEvent.hazard_id))
    )
