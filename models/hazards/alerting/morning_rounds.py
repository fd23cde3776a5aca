"""The morning round: once a day everybody hears, in one list, of the hazards that wait for them.

There is one row, from the first hazard on; its time is every morning's, also while nothing is open.
"""

from datetime import UTC, datetime, time, timedelta, tzinfo

from sqlalchemy import BigInteger
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field

from models.base import Row, UtcDateTime
from models.db.database import upsert
from models.db.session_value import SessionValue

MORNING, EVENING = time(8, 30), time(20)
DAY = timedelta(days=1)
THE_ROUND = 1


class MorningRound(Row, table=True):
    __tablename__ = "morning_rounds"

    id: int = Field(default=THE_ROUND, primary_key=True, sa_type=BigInteger)
    next_at: datetime = Field(sa_type=UtcDateTime)


EXPECTED: SessionValue[datetime | None] = SessionValue("morning_expected", lambda: None)


async def expect_round(session: AsyncSession, now: datetime, zone: tzinfo) -> None:
    """From the first hazard on there is a next morning; one statement a session."""
    if EXPECTED.of(session):
        return
    first = upsert(session, MorningRound).values(id=THE_ROUND, next_at=next_morning(now, zone))
    with session.no_autoflush:  # so that the report and its alerts are written together
        await session.execute(first.on_conflict_do_nothing())
    EXPECTED.keep(session, now)


def next_morning(now: datetime, zone: tzinfo) -> datetime:
    """The first after `now`."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), MORNING, zone)
    return (today if today > local else datetime.combine(local.date() + DAY, MORNING, zone)).astimezone(UTC)


def by_day(now: datetime, zone: tzinfo) -> bool:
    """A round that is late, after downtime, still takes place by day; by night the next morning is awaited."""
    return MORNING <= now.astimezone(zone).time() < EVENING
