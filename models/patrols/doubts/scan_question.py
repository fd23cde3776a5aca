"""Whether whoever has scanned a code is asked where they are: a photo of a code can be scanned from anywhere.

One scan in so many is asked about, by its id, which nobody foresees; and every scan of whoever was marked lately for
what the person can help, which reading late is not. A scan without a location has its own mark, and would ask for ever.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.session_value import SessionValue
from models.patrols.doubts.flags import FlagKind, PatrolFlag
from models.patrols.doubts.stops import without_location
from models.patrols.tables import PatrolStop

LATELY = timedelta(days=7)
NO_REASON = (FlagKind.LATE, FlagKind.NO_LOCATION)


def never() -> int:
    return 0


ASK_EVERY: SessionValue[int] = SessionValue("scan_location_every", never)
"""One scan in so many; 0: none."""


async def asks_location(session: AsyncSession, stop: PatrolStop, now: datetime) -> bool:
    """Of a scan that was just made; once a location is known for around then, there is nothing to ask."""
    every = ASK_EVERY.of(session)
    if not every or stop.late or not await without_location(session, stop.person_id, stop.said_at):
        return False
    return stop.id % every == 0 or await _marked_lately(session, stop.person_id, now)


async def _marked_lately(session: AsyncSession, person_id: int, now: datetime) -> bool:
    marks = (
        select(col(PatrolFlag.id))
        .join(PatrolStop, col(PatrolStop.id) == col(PatrolFlag.stop_id))
        .where(
            col(PatrolFlag.person_id) == person_id,
            col(PatrolFlag.flagged_at) > now - LATELY,
            col(PatrolFlag.kind).not_in(NO_REASON),
            col(PatrolStop.undone_at).is_(None),
        )
    )
    return await session.scalar(marks.limit(1)) is not None
