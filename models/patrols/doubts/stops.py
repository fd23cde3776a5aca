"""Which flags a stop gets, as it is written: what is known of it is compared with the stop before it alone."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.boundary import Boundary, Side
from models.grids.distance import metres_between
from models.grids.tables import Grid
from models.outbox.standing import refresh_standing
from models.patrols.doubts.flags import FlagKind, PatrolFlag, flag
from models.patrols.tables import LiveTrack, PatrolRound, PatrolStop

FASTEST = 17.0  # m/s, some 60 km/h
JUMP = 300.0  # metres
EACH_ITEM = timedelta(seconds=1)
LOCATED_WITHIN = timedelta(minutes=10)
BOTH_AT_ONCE = timedelta(minutes=2)


async def flag_stop(session: AsyncSession, of: PatrolRound, stop: PatrolStop, *, forwarded: bool) -> None:
    now = stop.received_at
    if stop.late:
        minutes = int((now - stop.said_at).total_seconds() // 60)
        await flag(session, stop, FlagKind.LATE, now, minutes=minutes)
    if forwarded:
        await flag(session, stop, FlagKind.FORWARDED, now)
    before = await _located_before(session, stop) if stop.latitude is not None else None
    if before is None:
        return
    if before.round_id == of.id:
        await _flag_outside(session, of, before, stop)
    metres, seconds = apart(before, stop), (stop.said_at - before.said_at).total_seconds()
    if too_fast(metres, seconds):
        await flag(session, stop, FlagKind.SPEED, now, metres=int(metres), seconds=int(seconds))


def apart(one: PatrolStop, other: PatrolStop) -> float:
    """In metres, less what the phones may be wrong by; 0 where it is not known."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return 0.0
    metres = metres_between(one.latitude, one.longitude, other.latitude, other.longitude)
    return max(0.0, metres - (one.accuracy or 0.0) - (other.accuracy or 0.0))


def too_fast(metres: float, seconds: float) -> bool:
    return metres > JUMP and metres > FASTEST * seconds


def too_quick(opened_at: datetime, submitted_at: datetime, items: int) -> bool:
    """Whether a checklist of so many items cannot have been looked at."""
    return submitted_at - opened_at < items * EACH_ITEM


async def without_location(session: AsyncSession, person_id: int, at: datetime) -> bool:
    """Whether nothing shows where the person was around then."""
    first, last = at - LOCATED_WITHIN, at + LOCATED_WITHIN
    stops = select(col(PatrolStop.id)).where(
        col(PatrolStop.person_id) == person_id,
        col(PatrolStop.said_at).between(first, last),
        col(PatrolStop.latitude).is_not(None),
        col(PatrolStop.undone_at).is_(None),
    )
    if await session.scalar(stops.limit(1)) is not None:
        return False
    tracks = select(col(LiveTrack.id)).where(
        col(LiveTrack.person_id) == person_id, col(LiveTrack.began_at) <= last, col(LiveTrack.last_at) >= first
    )
    return await session.scalar(tracks.limit(1)) is None


async def located(session: AsyncSession, person_id: int, at: datetime, now: datetime) -> None:
    """The person has shown where they were then: of scans around it nothing is wanting any more."""
    scans = select(PatrolFlag).join(PatrolStop, col(PatrolStop.id) == col(PatrolFlag.stop_id))
    marked = scans.where(
        col(PatrolFlag.person_id) == person_id,
        col(PatrolFlag.kind) == FlagKind.NO_LOCATION,
        col(PatrolStop.said_at).between(at - LOCATED_WITHIN, at + LOCATED_WITHIN),
    )
    for row in (await session.scalars(marked)).all():
        await session.delete(row)
        await refresh_standing(session, row.round_id, now)


async def _located_before(session: AsyncSession, stop: PatrolStop) -> PatrolStop | None:
    rows = (
        select(PatrolStop)
        .where(
            col(PatrolStop.person_id) == stop.person_id,
            or_(
                col(PatrolStop.said_at) < stop.said_at,
                (col(PatrolStop.said_at) == stop.said_at) & (col(PatrolStop.id) < stop.id),
            ),
            col(PatrolStop.latitude).is_not(None),
            col(PatrolStop.undone_at).is_(None),
        )
        .order_by(col(PatrolStop.said_at).desc(), col(PatrolStop.id).desc())
        .limit(1)
    )
    return (await session.scalars(rows)).first()


async def _flag_outside(session: AsyncSession, of: PatrolRound, before: PatrolStop, stop: PatrolStop) -> None:
    """One stop alone may be an error of the phone."""
    grid = await session.get_one(Grid, of.grid_id)
    if grid.boundary is None:
        return
    boundary = Boundary(grid.boundary, grid.boundary_datum)
    metres = _metres_outside(boundary, stop)
    if metres and _metres_outside(boundary, before):
        await flag(session, stop, FlagKind.OUTSIDE, stop.received_at, metres=int(metres))


def _metres_outside(boundary: Boundary, stop: PatrolStop) -> float:
    """0 where it is inside, or cannot be told."""
    if stop.latitude is None or stop.longitude is None:
        return 0.0
    found = boundary.whereabouts((stop.longitude, stop.latitude), stop.accuracy)
    return found.metres if found.side is Side.OUTSIDE else 0.0
