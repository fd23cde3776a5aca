"""Freezing a ladder into rungs when something starts to climb, and taking the rungs that are due.

What climbs is a row of another table, known here by its kind and id; what it lacks is told by its feature, which also
declares how its rungs are handled (rungs_of).
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import insert
from models.due import DueRows, WallClock
from models.escalation.policy import Ladder, PolicyStep
from models.escalation.tables import HANDED_UP, Aim, Lack, Rung, RungState
from models.grids.tables import Level
from models.schedule.duty_hours import due, frozen, on_duty, thawed

WAITING: ColumnElement[Any] = literal_column("'waiting'")  # written out: the partial index is found by it
LATE = timedelta(minutes=1)


@dataclass(frozen=True)
class Climber:
    """A subject with what it lacks now and the ladder that it climbs."""

    kind: str
    id: int
    lacks: Collection[Lack]
    ladder: Ladder


async def start(session: AsyncSession, climber: Climber, now: datetime, zone: tzinfo, *, first: bool = False) -> None:
    """Write the rungs for what is lacking, from now on, in place of any that wait; `first`: there can be none yet."""
    turn = 0
    if not first:
        await stop(session, climber.id, *Lack)
        turn = await _newest_round(session, climber.id) + 1
    for position, step in enumerate(climber.ladder.steps):
        if step.lack in climber.lacks:
            _write(session, climber, turn, position, step, now, zone)


async def add(session: AsyncSession, climber: Climber, lack: Lack, now: datetime, zone: tzinfo) -> None:
    """Write the rungs for this lack beside those of the round that runs."""
    turn = await _newest_round(session, climber.id)
    for position, step in enumerate(climber.ladder.steps):
        if step.lack is lack:
            _write(session, climber, turn, position, step, now, zone)


async def next_due(session: AsyncSession, subject_id: int, lack: Lack) -> datetime | None:
    """When the next rung for this lack is due."""
    first = select(func.min(col(Rung.due_at))).where(*_waiting(subject_id), col(Rung.lack) == lack)
    found: datetime | None = await session.scalar(first)
    return found


async def afresh(session: AsyncSession, subject_id: int, lack: Lack, now: datetime) -> None:
    """What waits for this lack waits as long as at first, from now on; the levels told so far stay told."""
    await session.flush()
    for rung in (await session.scalars(select(Rung).where(*_waiting(subject_id), col(Rung.lack) == lack))).all():
        hours, zone = thawed(rung.hours)
        rung.due_at = due(hours, now, timedelta(seconds=rung.after), zone)
    await session.flush()


async def pause(session: AsyncSession, subject_id: int, by: timedelta) -> None:
    """All that waits waits so much longer."""
    await session.flush()
    for rung in (await session.scalars(select(Rung).where(*_waiting(subject_id)))).all():
        hours, zone = thawed(rung.hours)
        rung.due_at = on_duty(hours, rung.due_at + by, zone)
    await session.flush()


def _write(
    session: AsyncSession, climber: Climber, turn: int, position: int, step: PolicyStep, now: datetime, zone: tzinfo
) -> None:
    hours = climber.ladder.hours
    insert(
        session,
        Rung,
        subject_kind=climber.kind,
        subject_id=climber.id,
        round=turn,
        position=position,
        lack=step.lack,
        aim=step.aim,
        after=int(step.after.total_seconds()),
        every=int(step.every.total_seconds()) if step.every else None,
        hours=frozen(hours, zone),
        told=" ".join(climber.ladder.told),
        due_at=due(hours, now, step.after, zone),
    )


async def _newest_round(session: AsyncSession, subject_id: int) -> int:
    """-1 when its ladder has never started."""
    rounds = select(func.max(col(Rung.round))).where(col(Rung.subject_id) == subject_id)
    newest: int | None = await session.scalar(rounds)
    return -1 if newest is None else newest


def _waiting(subject_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(Rung.subject_id) == subject_id, col(Rung.state) == WAITING


async def stop(session: AsyncSession, subject_id: int, *lacks: Lack) -> None:
    """What these rungs waited for has happened."""
    await session.flush()
    rows = update(Rung).where(*_waiting(subject_id), col(Rung.lack).in_(lacks))
    await session.execute(rows.values(state=RungState.CANCELLED).execution_options(synchronize_session=False))


def rungs_of(kind: str, handle: Callable[[AsyncSession, Sequence[Rung], WallClock], Awaitable[None]]) -> DueRows[Rung]:
    """The due rungs of one kind of subject; `handle` is given no more than one of each subject at a time."""

    async def handle_first(session: AsyncSession, rungs: Sequence[Rung], clock: WallClock) -> None:
        first: dict[int, Rung] = {}
        for rung in rungs:
            first.setdefault(rung.subject_id, rung)
        await handle(session, list(first.values()), clock)

    return DueRows(
        f"{kind}_rungs",
        col(Rung.due_at),
        and_(col(Rung.state) == WAITING, col(Rung.subject_kind) == kind),
        row=Rung,
        handle=handle_first,
        seconds=2,
        batch=200,
        then=(col(Rung.position),),
    )


async def take(session: AsyncSession, rung: Rung, now: datetime, reached: Level | None = None) -> None:
    """
    Marks the rung taken; one that repeats writes the next. After downtime the ladder re-bases: the next rungs keep
    their distance from this one.
    """
    rung.state, rung.taken_at, rung.reached = RungState.TAKEN, now, reached
    late = now - rung.due_at
    if late > LATE:
        await _shift(session, rung, late)
    if rung.every:
        _again(session, rung, now if late > LATE else rung.due_at)


async def _shift(session: AsyncSession, rung: Rung, by: timedelta) -> None:
    here = (*_waiting(rung.subject_id), col(Rung.id) != rung.id)
    for other in (await session.scalars(select(Rung).where(*here, col(Rung.lack) == rung.lack))).all():
        hours, zone = thawed(other.hours)
        other.due_at = on_duty(hours, other.due_at + by, zone)


def _again(session: AsyncSession, rung: Rung, since: datetime) -> None:
    hours, zone = thawed(rung.hours)
    same = rung.model_dump(exclude={"id", "due_at", "state", "taken_at", "reached"})
    insert(session, Rung, **same, due_at=due(hours, since, timedelta(seconds=rung.every or 0), zone))


def put_off(rung: Rung, moved_at: datetime, now: datetime) -> bool:
    """Somebody has done something at `moved_at`: the rung waits again from then on. False: it is due all the same."""
    hours, zone = thawed(rung.hours)
    again = due(hours, moved_at, timedelta(seconds=rung.after), zone)
    if again <= now:
        return False
    rung.due_at = again
    return True


async def handed_up(session: AsyncSession, kind: str, subject_id: int, level: Level, now: datetime) -> Rung:
    """The subject has been taken to a level by hand: the ladder goes on from there."""
    rung = Rung(
        subject_kind=kind,
        subject_id=subject_id,
        round=max(await _newest_round(session, subject_id), 0),
        position=HANDED_UP,
        lack=Lack.DONE,
        aim=Aim.ABOVE,
        due_at=now,
        state=RungState.TAKEN,
        taken_at=now,
        reached=level,
    )
    session.add(rung)
    return rung
