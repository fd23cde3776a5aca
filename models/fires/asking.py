"""Asking leaders to record a fire that a call for help was about, until they have; letting go of drafts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.emergencies.tables import Call
from models.emergencies.workflow import REOPENABLE, CallState, Finding
from models.fires.recording import PAGE
from models.fires.tables import SERIES, Fire, FireState
from models.grids.tables import Grid
from models.members.reach import upwards
from models.numbers import next_number
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane

BATCH = 50
BACK, AGAIN = timedelta(days=30), timedelta(days=3)


async def ask_for_calls(session: AsyncSession, now: datetime) -> int:
    """Of calls that were a fire, once their end can no longer be taken back; how many were found."""
    known = exists().where(col(Fire.call_id) == col(Call.id))
    rows = select(Call).where(
        col(Call.finding) == Finding.FIRE,
        col(Call.state) == CallState.ENDED,
        col(Call.drill).is_(False),
        col(Call.grid_id).is_not(None),
        col(Call.ended_at) <= now - REOPENABLE,
        col(Call.ended_at) > now - BACK,
        ~known,
    )
    calls = (await session.scalars(rows.order_by(col(Call.id)).limit(BATCH))).all()
    for call in calls:
        if call.grid_id is None:
            continue
        fire = Fire(
            number=await next_number(session, SERIES),
            grid_id=call.grid_id,
            call_id=call.id,
            state=FireState.ASKED,
            happened_at=call.said_at or call.created_at,
            begun_at=now,
            next_at=now + AGAIN,
        )
        session.add(fire)
        await session.flush()
        await _tell(session, fire, now)
    return len(calls)


async def _tell(session: AsyncSession, fire: Fire, now: datetime) -> None:
    """The first leaders at or above the grid who can be reached."""
    reached = await upwards(session, await session.get_one(Grid, fire.grid_id))
    for chat_id in dict.fromkeys(reached[1] if reached else ()):
        enqueue(session, chat_id, PAGE, Lane.ROUTINE, now, subject_id=fire.id)


async def look_again(session: AsyncSession, fires: Sequence[Fire], clock: WallClock) -> None:
    drafts = [fire.id for fire in fires if fire.state is FireState.DRAFT]
    await session.execute(delete(Fire).where(col(Fire.id).in_(drafts)))
    for fire in fires:
        if fire.state is FireState.ASKED:
            fire.next_at = clock.now + AGAIN
            await _tell(session, fire, clock.now)


FIRES_DUE = DueRows(
    "fires",
    col(Fire.next_at),
    col(Fire.next_at).is_not(None),
    row=Fire,
    handle=look_again,
    seconds=60,
    batch=20,
)
