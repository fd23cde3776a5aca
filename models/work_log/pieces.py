"""Photos and files of what somebody wrote into their log."""

from collections.abc import Sequence
from datetime import date, datetime, time, tzinfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.evidence.attach import counts
from models.evidence.tables import Evidence
from models.work_log.done import SOURCES
from models.work_log.spans import DAY
from models.work_log.tables import LogEntry


async def pieces_between(
    session: AsyncSession, person_id: int, first: date, last: date, zone: tzinfo
) -> Sequence[Evidence]:
    """Entry by entry, from the first day to the last."""
    begin, end = (datetime.combine(day, time(), zone) for day in (first, last + DAY))
    rows = (
        select(Evidence)
        .join(LogEntry, col(LogEntry.id) == col(Evidence.subject_id))
        .where(SOURCES["entries"].of([person_id], begin, end), counts())
        .order_by(col(LogEntry.said_at), col(LogEntry.id), col(Evidence.received_at), col(Evidence.id))
    )
    return (await session.scalars(rows)).all()
