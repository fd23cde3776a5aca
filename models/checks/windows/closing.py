"""Windows close: what was expected and is not there is written down, once, with why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.checks.cycles import Window
from models.checks.duties import AT_PLACE
from models.checks.tables import CheckMiss, CheckWindow, Outcome, PlaceCheck, Why
from models.checks.windows.counting import counts_for, within
from models.checks.windows.owing import owing_people, posts_owing
from models.checks.windows.short_time import short_of_time
from models.checks.windows.walks import Walk, walks_in
from models.db.database import insert
from models.due import DueRows, WallClock
from models.members.tables import Leave, LeaveState, Post
from models.places.changes.exemptions import exempt_among
from models.places.tables import Place
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import Calendar, working_day_from
from models.schedule.deadlines import at

DAY = timedelta(days=1)
TELLS = time(8, 30)
BATCH = 35  # windows in a transaction: an answer waits for no more than that
MISSED = (Why.MISSED, Why.NO_ENTRY, Why.VACANT)
# Made once: each copies its table.
THIS, BEFORE, OLDER = (aliased(CheckWindow, name=name) for name in ("this", "before", "older"))


async def close_windows(session: AsyncSession, windows: Sequence[CheckWindow], clock: WallClock) -> None:
    first, last = min(each.first for each in windows), max(each.last for each in windows)
    span = begin_of(first, clock.zone), begin_of(last + DAY, clock.zone)
    posts = await posts_owing(session, windows)
    around = Closing(
        await load_calendar(session, first, last),
        await _checks(session, windows, span),
        await _closed(session, windows),
        {
            each.id: each
            for each in await exempt_among(session, {place for window in windows for place in window.places})
        },
        posts,
        await walks_in(session, windows, posts, span),
        await _away(session, windows, clock.zone),
        await _missed_before(session, windows),
        clock,
    )
    short = await short_of_time(session, [each for each in windows if not around.excuse(each)], posts, clock)
    for window in windows:
        misses = around.misses(window)
        if window.hours:
            misses = [Miss(Why.MISSED, post_id=post, minutes=minutes) for post, minutes in short.get(window.id, ())]
        for miss in misses:
            again = miss.why in MISSED and not window.hours and (window.id, miss.place_id) in around.before
            insert(session, CheckMiss, window_id=window.id, again=again, **miss._asdict())
        window.closed_at, window.missed = clock.now, sum(miss.why in MISSED for miss in misses)
        told_from = max(clock.now.astimezone(clock.zone).date(), window.last + DAY)  # a slot is over within its day
        window.told_on = working_day_from(around.calendar, told_from)
        if window.missed:
            window.tell_at = at(window.told_on, TELLS, clock.zone)


class Miss(NamedTuple):
    why: Why
    place_id: int | None = None
    post_id: int | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Closing:
    """What a batch of windows needs to know: `checks` by place; `closed` places; by id those that were `exempt` for a
    while; `posts` by id; `walks` by grid whose window it is; `away`: windows and posts whose holder was on leave
    throughout; `before`: windows and places that were missed in the window before, too.
    """

    calendar: Calendar
    checks: Mapping[int, Sequence[PlaceCheck]]
    closed: Collection[int]
    exempt: Mapping[int, Place]
    posts: Mapping[int, Post]
    walks: Mapping[int, Sequence[Walk]]
    away: Collection[tuple[int, int]]
    before: Collection[tuple[int, int | None]]
    clock: WallClock

    def misses(self, window: CheckWindow) -> list[Miss]:
        excuse = self.excuse(window)
        if window.places:
            return [Miss(why, place_id=place) for place in window.places if (why := self._why(window, place, excuse))]
        people, zone = owing_people(window, self.posts), self.clock.zone
        if any(walk.person_id in people and within(window, walk.at, zone) for walk in self.walks[window.grid_id]):
            return []
        return [Miss(excuse or Why.MISSED)]

    def _why(self, window: CheckWindow, place: int, excuse: Why | None) -> Why | None:
        """None where it was checked."""
        found = [each for each in self.checks.get(place, ()) if self._counts(window, each)]
        if any(each.outcome is not Outcome.NO_ENTRY for each in found):
            return None
        if place in self.closed:
            return Why.CLOSED
        if place in self.exempt and self.exempt[place].exempt_on(window.last):
            return Why.EXEMPT
        return excuse or (Why.NO_ENTRY if found else Why.MISSED)

    def _counts(self, window: CheckWindow, check: PlaceCheck) -> bool:
        inside = within(window, check.said_at, self.clock.zone)
        return inside and counts_for(window.owner, check.person_id, owing_people(window, self.posts), own=check.own)

    def excuse(self, window: CheckWindow) -> Why | None:
        if not Window(window.first, window.last).counts(self.calendar):
            return Why.CALENDAR
        if window.owner in AT_PLACE:
            return None
        if not window.owed_by:
            return Why.VACANT
        return Why.LEAVE if all((window.id, post) in self.away for post in window.owed_by) else None


def begin_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


async def _checks(
    session: AsyncSession, windows: Iterable[CheckWindow], span: tuple[datetime, datetime]
) -> Mapping[int, Sequence[PlaceCheck]]:
    places = {place for each in windows for place in each.places}
    rows = select(PlaceCheck).where(col(PlaceCheck.place_id).in_(places), col(PlaceCheck.said_at).between(*span))
    found: dict[int, list[PlaceCheck]] = defaultdict(list)
    for check in (await session.scalars(rows)).all() if places else ():
        found[check.place_id].append(check)
    return found


async def _closed(session: AsyncSession, windows: Iterable[CheckWindow]) -> Collection[int]:
    """Places that are no longer open."""
    places = {place for each in windows for place in each.places}
    rows = select(col(Place.id)).where(col(Place.id).in_(places), col(Place.closed_at).is_not(None))
    return set((await session.scalars(rows)).all())


async def _missed_before(session: AsyncSession, windows: Iterable[CheckWindow]) -> Collection[tuple[int, int | None]]:
    """Windows (by id) and the places that were missed in the window before, too; None: its round was."""
    same = (
        col(OLDER.grid_id) == col(THIS.grid_id),
        col(OLDER.duty) == col(THIS.duty),
        col(OLDER.heightened) == col(THIS.heightened),
        col(OLDER.first) < col(THIS.first),
    )
    newest = select(func.max(col(OLDER.first))).where(*same).correlate(THIS).scalar_subquery()
    rows = (
        select(col(THIS.id), col(CheckMiss.place_id))
        .join(
            BEFORE,
            and_(
                col(BEFORE.grid_id) == col(THIS.grid_id),
                col(BEFORE.duty) == col(THIS.duty),
                col(BEFORE.heightened) == col(THIS.heightened),
            ),
        )
        .join(CheckMiss, col(CheckMiss.window_id) == col(BEFORE.id))
        .where(col(THIS.id).in_([each.id for each in windows]), col(BEFORE.first) == newest)
        .where(col(CheckMiss.why).in_(MISSED))
    )
    return {(window_id, place) for window_id, place in (await session.execute(rows)).all()}


async def _away(session: AsyncSession, windows: Sequence[CheckWindow], zone: tzinfo) -> Collection[tuple[int, int]]:
    """Windows and posts (by id) whose holder was on leave from the first to the last day."""
    owing = {post for each in windows for post in each.owed_by}
    rows = (
        select(col(Post.id), col(Leave.begins_at), col(Leave.ends_at), col(Leave.ended_at))
        .join(Leave, col(Leave.person_id) == col(Post.person_id))
        .where(col(Post.id).in_(owing), col(Leave.state).in_((LeaveState.AWAY, LeaveState.OVER)))
    )
    leaves = (await session.execute(rows)).all()
    return {
        (window.id, post)
        for window in windows
        for post, begins, ends, ended in leaves
        if post in window.owed_by
        and begins <= begin_of(window.first, zone)
        and min(ends, ended or ends) >= begin_of(window.last + DAY, zone)
    }


CHECK_WINDOWS = DueRows(
    "check_windows",
    col(CheckWindow.due_at),
    col(CheckWindow.closed_at).is_(None),
    row=CheckWindow,
    handle=close_windows,
    seconds=60,
    batch=BATCH,
    then=(col(CheckWindow.id),),
)
