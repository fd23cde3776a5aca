"""What of a person's daily time on patrol is done, and what is owed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.session_value import SessionValue
from models.grids.tables import Level
from models.members.positions import posts_of
from models.members.tables import Leave, LeaveState, Role
from models.patrols.duty_time import Presence, time_by_day
from models.patrols.tables import LiveTrack, PatrolPerson, PatrolStop
from models.schedule.workdays import day_kind
from models.schedule.working_days import DayKind

DAY = timedelta(days=1)
NOTHING = timedelta(0)
OWING = (Role.LEADER, Role.MEMBER)


@dataclass(frozen=True)
class DutyTerms:
    """The time on patrol that a post of a level owes on a working day."""

    grid: timedelta = timedelta(hours=2)
    community: timedelta = timedelta(hours=1)

    def of(self, level: Level) -> timedelta:
        return {Level.GRID: self.grid, Level.CELL: self.grid, Level.COMMUNITY: self.community}.get(level, NOTHING)


TERMS: SessionValue[DutyTerms] = SessionValue("duty_terms", DutyTerms)


@dataclass(frozen=True)
class DutyDay:
    done: timedelta
    owed: timedelta

    @property
    def left(self) -> timedelta:
        return max(self.owed - self.done, NOTHING)


async def duty_on(session: AsyncSession, person_id: int, day: date, now: datetime, zone: tzinfo) -> DutyDay:
    """A round that still runs counts until now, as if there were a sign."""
    begin = datetime.combine(day, time(), zone)
    presences = await presences_between(session, person_id, begin, begin + DAY, now)
    done = time_by_day(presences, zone).get(day, NOTHING)
    return DutyDay(done, await _owed(session, person_id, day, begin))


async def time_in_round(session: AsyncSession, part: PatrolPerson, now: datetime, zone: tzinfo) -> timedelta:
    presence = await _presence(session, part, now)
    return sum(time_by_day([presence], zone).values(), NOTHING)


async def presences_between(
    session: AsyncSession, person_id: int, begin: datetime, end: datetime, now: datetime
) -> list[Presence]:
    parts = select(PatrolPerson).where(
        col(PatrolPerson.person_id) == person_id,
        col(PatrolPerson.joined_at) < end,
        or_(col(PatrolPerson.left_at).is_(None), col(PatrolPerson.left_at) > begin),
    )
    return [await _presence(session, part, now) for part in (await session.scalars(parts)).all()]


async def _presence(session: AsyncSession, part: PatrolPerson, now: datetime) -> Presence:
    theirs = col(PatrolStop.round_id) == part.round_id, col(PatrolStop.person_id) == part.person_id
    end = part.left_at or max(now, part.joined_at)
    stops = select(col(PatrolStop.said_at)).where(*theirs, col(PatrolStop.undone_at).is_(None))
    signs = [at for at in (await session.scalars(stops)).all() if part.joined_at <= at <= end]
    tracks = select(col(LiveTrack.began_at), col(LiveTrack.last_at)).where(
        col(LiveTrack.round_id) == part.round_id,
        col(LiveTrack.person_id) == part.person_id,
        col(LiveTrack.began_at) >= part.joined_at,
        col(LiveTrack.began_at) < end,
    )
    shown = [(began, min(last, end)) for began, last in (await session.execute(tracks)).all()]
    return Presence((part.joined_at, *signs, end), tuple(shown))


async def _owed(session: AsyncSession, person_id: int, day: date, begin: datetime) -> timedelta:
    if await day_kind(session, day) is not DayKind.WORKING or await _on_leave(session, person_id, begin):
        return NOTHING
    terms, held = TERMS.of(session), await posts_of(session, person_id)
    return max((terms.of(each.grid.level) for each in held if each.post.role in OWING), default=NOTHING)


async def _on_leave(session: AsyncSession, person_id: int, midnight: datetime) -> bool:
    leaves = select(col(Leave.id)).where(
        col(Leave.person_id) == person_id,
        col(Leave.state) != LeaveState.CANCELLED,
        col(Leave.begins_at) <= midnight,
        col(Leave.ends_at) > midnight,
        or_(col(Leave.ended_at).is_(None), col(Leave.ended_at) > midnight),
    )
    return (await session.scalars(leaves.limit(1))).first() is not None
