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
from models.checks.duties import Owner
from models.checks.opening import at
from models.checks.short_time import short_of_time
from models.checks.tables import CheckMiss, CheckWindow, Outcome, PlaceCheck, Why
from models.db.database import insert
from models.due import DueRows, WallClock
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.tables import Leave, LeaveState, Post
from models.patrols.tables import PatrolPerson, PatrolRound
from models.places.tables import Place
from models.schedule.workdays import load_calendar
from models.schedule.working_days import Calendar, working_day_from

DAY = timedelta(days=1)
TELLS = time(8, 30)
BATCH = 50
MISSED = (Why.MISSED, Why.NO_ENTRY, Why.VACANT)


async def close_windows(session: AsyncSession, windows: Sequence[CheckWindow], clock: WallClock) -> None:
    first, last = min(each.first for each in windows), max(each.last for each in windows)
    span = begin_of(first, clock.zone), begin_of(last + DAY, clock.zone)
    posts = await _posts(session, windows)
    around = Closing(
        await load_calendar(session, first, last),
        await _checks(session, windows, span),
        await _closed(session, windows),
        posts,
        await _walks(session, windows, posts, span),
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
        window.told_on = working_day_from(around.calendar, clock.now.astimezone(clock.zone).date())
        if window.missed:
            window.tell_at = at(window.told_on, TELLS, clock.zone)


class Miss(NamedTuple):
    why: Why
    place_id: int | None = None
    post_id: int | None = None
    minutes: int | None = None


class Walk(NamedTuple):
    """Somebody was on a round in a grid, from this time on."""

    person_id: int
    path: str
    at: datetime


@dataclass(frozen=True)
class Closing:
    """What a batch of windows needs to know: `checks` by place; `closed` places; `posts` by id; `walks` by grid whose
    window it is; `away`: windows and posts whose holder was on leave throughout; `before`: windows and places that
    were missed in the window before, too.
    """

    calendar: Calendar
    checks: Mapping[int, Sequence[PlaceCheck]]
    closed: Collection[int]
    posts: Mapping[int, Post]
    walks: Mapping[int, Sequence[Walk]]
    away: Collection[tuple[int, int]]
    before: Collection[tuple[int, int | None]]
    clock: WallClock

    def misses(self, window: CheckWindow) -> list[Miss]:
        if window.places:
            return [Miss(why, place_id=place) for place in window.places if (why := self._why(window, place))]
        people = {self.posts[post].person_id for post in window.owed_by if post in self.posts}
        if any(walk.person_id in people and self._within(window, walk.at) for walk in self.walks[window.grid_id]):
            return []
        return [Miss(self.excuse(window) or Why.MISSED)]

    def _why(self, window: CheckWindow, place: int) -> Why | None:
        """None where it was checked."""
        found = [each for each in self.checks.get(place, ()) if self._counts(window, each)]
        if any(each.outcome is not Outcome.NO_ENTRY for each in found):
            return None
        if place in self.closed:
            return Why.CLOSED
        if excuse := self.excuse(window):
            return excuse
        return Why.NO_ENTRY if found else Why.MISSED

    def _counts(self, window: CheckWindow, check: PlaceCheck) -> bool:
        return self._within(window, check.said_at) and (check.own or window.owner is not Owner.RESPONSIBLE)

    def _within(self, window: CheckWindow, said_at: datetime) -> bool:
        return window.first <= said_at.astimezone(self.clock.zone).date() <= window.last

    def excuse(self, window: CheckWindow) -> Why | None:
        if not Window(window.first, window.last).counts(self.calendar):
            return Why.CALENDAR
        if window.owner is Owner.RESPONSIBLE:
            return None
        if not window.owed_by:
            return Why.VACANT
        return Why.LEAVE if all((window.id, post) in self.away for post in window.owed_by) else None


def begin_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


async def _posts(session: AsyncSession, windows: Iterable[CheckWindow]) -> Mapping[int, Post]:
    owing = {post for each in windows for post in each.owed_by}
    return {post.id: post for post in (await session.scalars(select(Post).where(col(Post.id).in_(owing)))).all()}


async def _walks(
    session: AsyncSession,
    windows: Iterable[CheckWindow],
    posts: Mapping[int, Post],
    span: tuple[datetime, datetime],
) -> Mapping[int, Sequence[Walk]]:
    """By grid of a window that is owed a round, the rounds in it or below of who owes one."""
    owed = [each for each in windows if not each.places and not each.hours]
    people = {posts[post].person_id for each in owed for post in each.owed_by if post in posts}
    grids = {each.grid_id for each in owed}
    found: dict[int, list[Walk]] = defaultdict(list)
    if not people - {None}:
        return found
    rows = (
        select(col(PatrolPerson.person_id), col(Grid.path), col(PatrolPerson.joined_at))
        .join(PatrolRound, col(PatrolRound.id) == col(PatrolPerson.round_id))
        .join(Grid, col(Grid.id) == col(PatrolRound.grid_id))
        .where(col(PatrolPerson.person_id).in_(people), col(PatrolPerson.joined_at).between(*span))
    )
    for walk in (Walk(*row) for row in (await session.execute(rows)).all()):
        for grid_id in grids.intersection(ids_in(walk.path)):
            found[grid_id].append(walk)
    return found


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
    this, before, older = aliased(CheckWindow), aliased(CheckWindow), aliased(CheckWindow)
    same = (
        col(older.grid_id) == col(this.grid_id),
        col(older.duty) == col(this.duty),
        col(older.first) < col(this.first),
    )
    newest = select(func.max(col(older.first))).where(*same).correlate(this).scalar_subquery()
    rows = (
        select(col(this.id), col(CheckMiss.place_id))
        .join(before, and_(col(before.grid_id) == col(this.grid_id), col(before.duty) == col(this.duty)))
        .join(CheckMiss, col(CheckMiss.window_id) == col(before.id))
        .where(col(this.id).in_([each.id for each in windows]), col(before.first) == newest)
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
