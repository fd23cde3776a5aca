"""What of a person's daily time on patrol is done, and what is owed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.session_value import SessionValue
from models.grids.tables import Grid, Level
from models.grids.tree import living
from models.members.tables import Leave, LeaveState, Post, Role
from models.patrols.duty_time import Presence, time_between, time_by_day
from models.patrols.tables import LiveTrack, PatrolPerson, PatrolStop
from models.schedule.calendar.stored_days import day_kind
from models.schedule.calendar.working_days import DayKind

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
    return (await duties_on(session, [person_id], day, now, zone))[person_id]


async def duties_on(
    session: AsyncSession, people: Collection[int], day: date, now: datetime, zone: tzinfo
) -> dict[int, DutyDay]:
    """duty_on(), for each of these people (by id), in a few statements for all of them."""
    begin = datetime.combine(day, time(), zone)
    return await duties_between(session, people, day, (begin, begin + DAY), now)


async def duties_between(
    session: AsyncSession, people: Collection[int], day: date, span: tuple[datetime, datetime], now: datetime
) -> dict[int, DutyDay]:
    """The same of a day that is known to begin and to end at these times."""
    owed = await _owed(session, people, day, span[0])
    presences = await presences_between(session, people, *span, now)
    return {person: DutyDay(time_between(presences[person], *span), owed.get(person, NOTHING)) for person in people}


async def time_in_round(session: AsyncSession, part: PatrolPerson, now: datetime, zone: tzinfo) -> timedelta:
    presences = await _presences(session, [part], now)
    return sum(time_by_day(presences[part.person_id], zone).values(), NOTHING)


async def time_in_rounds(session: AsyncSession, rounds: Collection[int], now: datetime) -> dict[int, timedelta]:
    """By round, of all who took part together; a moment of two people counts twice."""
    parts = select(PatrolPerson).where(col(PatrolPerson.round_id).in_(rounds))
    found: dict[int, timedelta] = defaultdict(timedelta)
    for part, presence in await _each_presence(session, (await session.scalars(parts)).all(), now):
        found[part.round_id] += sum(time_by_day([presence], UTC).values(), NOTHING)
    return found


async def presences_between(
    session: AsyncSession, people: Collection[int], begin: datetime, end: datetime, now: datetime
) -> Mapping[int, Sequence[Presence]]:
    """By person, of the rounds that they were on between these times."""
    parts = select(PatrolPerson).where(
        col(PatrolPerson.person_id).in_(people),
        col(PatrolPerson.joined_at) < end,
        or_(col(PatrolPerson.left_at).is_(None), col(PatrolPerson.left_at) > begin),
    )
    return await _presences(session, (await session.scalars(parts)).all(), now)


async def _presences(
    session: AsyncSession, parts: Sequence[PatrolPerson], now: datetime
) -> Mapping[int, Sequence[Presence]]:
    """By person."""
    found: dict[int, list[Presence]] = defaultdict(list)
    for part, presence in await _each_presence(session, parts, now):
        found[part.person_id].append(presence)
    return found


async def _each_presence(
    session: AsyncSession, parts: Sequence[PatrolPerson], now: datetime
) -> Sequence[tuple[PatrolPerson, Presence]]:
    rounds = {part.round_id for part in parts}
    stops = select(col(PatrolStop.round_id), col(PatrolStop.person_id), col(PatrolStop.said_at)).where(
        col(PatrolStop.round_id).in_(rounds), col(PatrolStop.undone_at).is_(None)
    )
    tracks = select(
        *(col(LiveTrack.round_id), col(LiveTrack.person_id), col(LiveTrack.began_at), col(LiveTrack.last_at))
    ).where(col(LiveTrack.round_id).in_(rounds))
    signs, shown = defaultdict(list), defaultdict(list)
    if rounds:
        for round_id, person_id, at in (await session.execute(stops)).all():
            signs[round_id, person_id].append(at)
        for round_id, person_id, began, last in (await session.execute(tracks)).all():
            shown[round_id, person_id].append((began, last))
    found = []
    for part in parts:
        key, end = (part.round_id, part.person_id), part.left_at or max(now, part.joined_at)
        within = [at for at in signs[key] if part.joined_at <= at <= end]
        tracked = [(max(began, part.joined_at), min(last, end)) for began, last in shown[key]]
        spans = tuple(span for span in tracked if span[0] <= span[1])
        found.append((part, Presence((part.joined_at, *within, end), spans)))
    return found


async def _owed(session: AsyncSession, people: Collection[int], day: date, begin: datetime) -> Mapping[int, timedelta]:
    if await day_kind(session, day) is not DayKind.WORKING:
        return {}
    terms, away = TERMS.of(session), await _on_leave(session, people, begin)
    held = (
        select(col(Post.person_id), col(Grid.level))
        .join(Grid, col(Grid.id) == col(Post.grid_id))
        .where(col(Post.person_id).in_(people), col(Post.role).in_(OWING), col(Post.ended_at).is_(None), living())
    )
    owed: dict[int, timedelta] = defaultdict(timedelta)
    for person_id, level in (await session.execute(held)).all():
        if person_id is not None and person_id not in away:
            owed[person_id] = max(owed[person_id], terms.of(level))
    return owed


async def _on_leave(session: AsyncSession, people: Collection[int], midnight: datetime) -> Collection[int]:
    leaves = select(col(Leave.person_id)).where(
        col(Leave.person_id).in_(people),
        col(Leave.state) != LeaveState.CANCELLED,
        col(Leave.begins_at) <= midnight,
        col(Leave.ends_at) > midnight,
        or_(col(Leave.ended_at).is_(None), col(Leave.ended_at) > midnight),
    )
    return set((await session.scalars(leaves)).all())
