"""A flood of reports from one person is slowed: what is over the limit waits, and nothing of it is lost."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Integer, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import UtcDateTime
from models.db.database import flush_rows, table_of
from models.grids.tables import Grid
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.members.positions import holds_position
from models.outbox.enqueue import enqueue, refresh
from models.outbox.tables import Lane

WINDOW = timedelta(minutes=10)
PAUSE = timedelta(minutes=10)
MOST = 5  # reports of one resident in a window
MOST_OF_STAFF = 30
MOST_DRAFTS = 20  # reports of one person that wait: slowed, asked about, or begun and left
SLOW, MANY = "hazards.slow", "hazards.many_drafts"
HAZARDS = table_of(Hazard).c
NTH_BEFORE = (  # put together once: every report asks it
    select(func.coalesce(HAZARDS.said_at, HAZARDS.created_at, type_=UtcDateTime()))
    .where(HAZARDS.reporter_id == bindparam("reporter"), HAZARDS.id != bindparam("this"))
    .order_by(HAZARDS.id.desc())
    .limit(1)
    .offset(bindparam("before", type_=Integer))
)
DRAFTS = select(func.count(HAZARDS.id)).where(
    HAZARDS.reporter_id == bindparam("reporter"), HAZARDS.state == State.DRAFT
)


async def too_fast(session: AsyncSession, hazard: Hazard, now: datetime) -> bool:
    """Whether its reporter is over a resident's limit; who is on patrol has another."""
    if hazard.reporter_id is None or not await _over(session, hazard, MOST, now):
        return False
    grid = await session.get_one(Grid, hazard.grid_id)
    staff = await holds_position(session, hazard.reporter_id, grid)
    return not staff or await _over(session, hazard, MOST_OF_STAFF, now)


async def _over(session: AsyncSession, hazard: Hazard, most: int, now: datetime) -> bool:
    """Whether its reporter has made as many other reports as that within the window, by when they were said."""
    others = {"reporter": hazard.reporter_id, "this": hazard.id, "before": most - 1}
    nth: datetime | None = await session.scalar(NTH_BEFORE, others)
    return nth is not None and nth > (hazard.said_at or now) - WINDOW


async def drafts_of(session: AsyncSession, reporter_id: int) -> int:
    """How many reports of this person are not open yet."""
    await flush_rows(session, Hazard, reporter_id=reporter_id)
    with session.no_autoflush:
        return await session.scalar(DRAFTS, {"reporter": reporter_id}) or 0


async def slow(session: AsyncSession, hazard: Hazard, chat_id: int, now: datetime) -> None:
    """One word to the person, which counts what waits."""
    reporter_id = hazard.reporter_id
    if await slowed(session, reporter_id):
        await refresh(session, reporter_id or 0, [SLOW], now)
    else:
        enqueue(session, chat_id, SLOW, Lane.REPLY, now, subject_id=reporter_id, reply_to=hazard.message_id)
    hazard.due_at = now + PAUSE


def waits(reporter_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """What of this person's was slowed and is not open yet."""
    return (
        col(Hazard.reporter_id) == reporter_id,
        col(Hazard.state) == State.DRAFT,
        col(Hazard.due_at).is_not(None),
        col(Hazard.original_id).is_(None),
    )


async def slowed(session: AsyncSession, reporter_id: int | None) -> int:
    """How many reports of this person wait."""
    return await session.scalar(select(func.count(col(Hazard.id))).where(*waits(reporter_id))) or 0
