"""Freezing a hazard's ladder when it starts, and taking the rungs that are due."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db import insert
from models.escalation.hours import due, frozen, on_duty, thawed
from models.escalation.ladder import Ladder, Step, lacking
from models.escalation.ladders import ladder_for
from models.escalation.tables import HANDED_UP, Aim, Lack, Rung, RungState
from models.grids.tables import Level
from models.hazards.flow import State
from models.hazards.tables import Hazard

WAITING: ColumnElement[Any] = literal_column("'waiting'")  # written out: the partial index is found by it
LATE = timedelta(minutes=1)


async def start_ladder(session: AsyncSession, hazard: Hazard, now: datetime, zone: tzinfo) -> datetime:
    """Writes the rungs for what the hazard lacks, from now on, in place of any that wait; returns its deadline."""
    ladder = await ladder_for(session, hazard.grid_id, hazard.severity)
    turn = 0
    if hazard not in session.new:
        await stop(session, hazard, *Lack)
        turn = await _newest_round(session, hazard) + 1
    for position, step in enumerate(ladder.steps):
        if lacking(hazard.state, step.lack):
            _write(session, hazard, turn, position, ladder, step, now, zone)
    shown = [lack for lack in (Lack.ACCEPTED, Lack.DONE, Lack.REVIEWED) if lacking(hazard.state, lack)]
    return due(ladder.hours, now, ladder.first(shown[0]), zone)


async def restart(session: AsyncSession, hazard: Hazard, now: datetime, zone: tzinfo) -> None:
    """The ladder begins anew, for what is still lacking: after a change of state or of severity."""
    if hazard.state in (State.OPEN, State.ACCEPTED, State.REVIEW):
        hazard.due_at = await start_ladder(session, hazard, now, zone)
    else:
        await stop(session, hazard, *Lack)


async def keep_up(session: AsyncSession, hazard: Hazard, before: State, now: datetime, zone: tzinfo) -> None:
    """The ladder follows the hazard, which was `before`. Rectification and transfer keep times of their own."""
    if hazard.state is before:
        return
    if before is State.OPEN and hazard.state is State.ACCEPTED:
        await _accepted(session, hazard, now, zone)
    else:
        await restart(session, hazard, now, zone)


async def _accepted(session: AsyncSession, hazard: Hazard, now: datetime, zone: tzinfo) -> None:
    """It must be done by the time that ran since it was opened, and not lie idle."""
    await stop(session, hazard, Lack.ACCEPTED)
    ladder = await ladder_for(session, hazard.grid_id, hazard.severity)
    turn = await _newest_round(session, hazard)
    for position, step in enumerate(ladder.steps):
        if step.lack is Lack.PROGRESS:
            _write(session, hazard, turn, position, ladder, step, now, zone)
    first = select(func.min(col(Rung.due_at))).where(*_waiting(hazard), col(Rung.lack) == Lack.DONE)
    hazard.due_at = await session.scalar(first)


def _write(
    session: AsyncSession,
    hazard: Hazard,
    turn: int,
    position: int,
    ladder: Ladder,
    step: Step,
    now: datetime,
    zone: tzinfo,
) -> None:
    insert(
        session,
        Rung,
        hazard_id=hazard.id,
        round=turn,
        position=position,
        lack=step.lack,
        aim=step.aim,
        after=int(step.after.total_seconds()),
        every=int(step.every.total_seconds()) if step.every else None,
        hours=frozen(ladder.hours, zone),
        told=" ".join(ladder.told),
        due_at=due(ladder.hours, now, step.after, zone),
    )


async def _newest_round(session: AsyncSession, hazard: Hazard) -> int:
    """-1 when its ladder has never started."""
    newest: int | None = await session.scalar(select(func.max(col(Rung.round))).where(col(Rung.hazard_id) == hazard.id))
    return -1 if newest is None else newest


def _waiting(hazard: Hazard) -> tuple[ColumnElement[bool], ...]:
    return col(Rung.hazard_id) == hazard.id, col(Rung.state) == WAITING


async def stop(session: AsyncSession, hazard: Hazard, *lacks: Lack) -> None:
    """What these rungs waited for has happened."""
    await session.flush()
    rows = update(Rung).where(*_waiting(hazard), col(Rung.lack).in_(lacks))
    await session.execute(rows.values(state=RungState.CANCELLED).execution_options(synchronize_session=False))


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
    here = (col(Rung.hazard_id) == rung.hazard_id, col(Rung.state) == WAITING, col(Rung.id) != rung.id)
    for other in (await session.scalars(select(Rung).where(*here, col(Rung.lack) == rung.lack))).all():
        hours, zone = thawed(other.hours)
        other.due_at = on_duty(hours, other.due_at + by, zone)


def _again(session: AsyncSession, rung: Rung, since: datetime) -> None:
    hours, zone = thawed(rung.hours)
    same = rung.model_dump(include={"hazard_id", "round", "position", "lack", "aim", "after", "every", "hours", "told"})
    insert(session, Rung, **same, due_at=due(hours, since, timedelta(seconds=rung.every or 0), zone))


def put_off(rung: Rung, moved_at: datetime, now: datetime) -> bool:
    """Somebody has done something at `moved_at`: the rung waits again from then on. False: it is due all the same."""
    hours, zone = thawed(rung.hours)
    again = due(hours, moved_at, timedelta(seconds=rung.after), zone)
    if again <= now:
        return False
    rung.due_at = again
    return True


async def handed_up(session: AsyncSession, hazard: Hazard, level: Level, now: datetime) -> Rung:
    """The hazard has been taken to a level by hand: the ladder goes on from there."""
    rung = Rung(
        hazard_id=hazard.id,
        round=max(await _newest_round(session, hazard), 0),
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
