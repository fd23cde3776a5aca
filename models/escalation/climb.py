"""Freezing a hazard's ladder when it starts, and taking the rungs that are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db import insert
from models.escalation.ladder import LADDERS, due
from models.escalation.tables import Lack, Rung, RungState
from models.hazards.tables import Hazard


def start_ladder(session: AsyncSession, hazard: Hazard, now: datetime, zone: tzinfo) -> datetime:
    """Writes the rungs of the hazard's ladder; returns by when it should be accepted."""
    ladder = LADDERS[hazard.severity]
    for position, step in enumerate(ladder.steps):
        insert(
            session,
            Rung,
            hazard_id=hazard.id,
            position=position,
            lack=step.lack,
            level=step.level,
            due_at=due(ladder, now, step.after, zone),
        )
    return due(ladder, now, ladder.to_accept, zone)


def to_finish(hazard: Hazard, now: datetime, zone: tzinfo) -> datetime:
    """By when an accepted hazard should be done."""
    ladder = LADDERS[hazard.severity]
    return due(ladder, now, ladder.to_finish, zone)


async def stop(session: AsyncSession, hazard: Hazard, *lacks: Lack) -> None:
    """What these rungs waited for has happened."""
    rows = update(Rung).where(col(Rung.hazard_id) == hazard.id, col(Rung.state) == RungState.WAITING)
    await session.execute(
        rows.where(col(Rung.lack).in_(lacks)).values(state=RungState.CANCELLED),
        execution_options={"synchronize_session": False},
    )


async def due_rungs(session: AsyncSession, now: datetime, limit: int) -> Sequence[Rung]:
    """Rungs that are due, locked for this transaction; no more than one of each hazard."""
    rows = select(Rung).where(col(Rung.state) == RungState.WAITING, col(Rung.due_at) <= now)
    rows = rows.order_by(col(Rung.due_at), col(Rung.position)).limit(limit).with_for_update(skip_locked=True)
    first: dict[int, Rung] = {}
    for rung in (await session.scalars(rows)).all():
        first.setdefault(rung.hazard_id, rung)
    return list(first.values())


async def take(session: AsyncSession, rung: Rung, now: datetime) -> None:
    """Marks the rung taken. After downtime the ladder re-bases: the next rungs keep their distance from this one."""
    rung.state, rung.taken_at = RungState.TAKEN, now
    late = now - rung.due_at
    if late > timedelta(minutes=1):
        await _shift(session, rung, late)


async def _shift(session: AsyncSession, rung: Rung, by: timedelta) -> None:
    waiting = col(Rung.hazard_id) == rung.hazard_id, col(Rung.state) == RungState.WAITING, col(Rung.id) != rung.id
    for other in (await session.scalars(select(Rung).where(*waiting))).all():
        if other.lack is rung.lack:
            other.due_at += by
