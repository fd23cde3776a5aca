"""Windows close: what was expected and is not there is written down, once, with why."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.cycles import Window
from models.checks.duties import Owner
from models.checks.opening import at
from models.checks.tables import CheckMiss, CheckWindow, Outcome, PlaceCheck, Why
from models.db.database import insert
from models.due import DueRows, WallClock
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.members.tables import Leave, LeaveState, Post, Role
from models.patrols.duty import duty_on
from models.patrols.tables import PatrolPerson, PatrolRound
from models.places.tables import Place
from models.schedule.workdays import load_calendar
from models.schedule.working_days import Calendar, working_day_from

DAY = timedelta(days=1)
TELLS = time(8, 30)
BATCH = 50
MISSED = (Why.MISSED, Why.NO_ENTRY, Why.VACANT)


async def close_windows(session: AsyncSession, windows: Sequence[CheckWindow], clock: WallClock) -> None:
    calendar = await load_calendar(session, min(each.first for each in windows), max(each.last for each in windows))
    around = Closing(
        calendar,
        await _checks(session, windows, clock.zone),
        await _closed(session, windows),
        await _away(session, windows, clock.zone),
        clock,
    )
    for window in windows:
        await around.close(session, window)


class Miss(NamedTuple):
    why: Why
    place_id: int | None = None
    post_id: int | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Closing:
    """`checks` by place; `closed` places; `away`: windows and posts whose holder was on leave throughout."""

    calendar: Calendar
    checks: Mapping[int, Sequence[PlaceCheck]]
    closed: Collection[int]
    away: Collection[tuple[int, int]]
    clock: WallClock

    async def close(self, session: AsyncSession, window: CheckWindow) -> None:
        if window.hours:
            misses = [miss async for miss in self._short(session, window)]
        elif window.places:
            misses = [Miss(why, place_id=place) for place in window.places if (why := self._why(window, place))]
        else:
            why = None if await round_in(session, window, self.clock.zone) else self._excuse(window) or Why.MISSED
            misses = [Miss(why)] if why else []
        before = await _missed_before(session, window) if misses and not window.hours else ()
        for miss in misses:
            again = miss.why in MISSED and miss.place_id in before
            insert(session, CheckMiss, window_id=window.id, again=again, **miss._asdict())
        window.closed_at, window.missed = self.clock.now, sum(miss.why in MISSED for miss in misses)
        window.told_on = working_day_from(self.calendar, self.clock.now.astimezone(self.clock.zone).date())
        if window.missed:
            window.tell_at = at(window.told_on, TELLS, self.clock.zone)

    async def _short(self, session: AsyncSession, window: CheckWindow) -> AsyncIterator["Miss"]:
        """Whose time on patrol fell short; a post that nobody has claimed owes none."""
        if self._excuse(window) is Why.CALENDAR:
            return
        posts = select(Post).where(col(Post.id).in_(window.owed_by), col(Post.role) != Role.BACKUP)
        for post in (await session.scalars(posts)).all():
            if post.person_id is not None:
                day = await duty_on(session, post.person_id, window.first, self.clock.now, self.clock.zone)
                if day.left:
                    yield Miss(Why.MISSED, post_id=post.id, minutes=int(day.done.total_seconds() // 60))

    def _why(self, window: CheckWindow, place: int) -> Why | None:
        """None where it was checked."""
        found = [each for each in self.checks.get(place, ()) if self._counts(window, each)]
        if any(each.outcome is not Outcome.NO_ENTRY for each in found):
            return None
        if place in self.closed:
            return Why.CLOSED
        if excuse := self._excuse(window):
            return excuse
        return Why.NO_ENTRY if found else Why.MISSED

    def _counts(self, window: CheckWindow, check: PlaceCheck) -> bool:
        day = check.said_at.astimezone(self.clock.zone).date()
        return window.first <= day <= window.last and (check.own or window.owner is not Owner.RESPONSIBLE)

    def _excuse(self, window: CheckWindow) -> Why | None:
        if not Window(window.first, window.last).counts(self.calendar):
            return Why.CALENDAR
        if window.owner is Owner.RESPONSIBLE:
            return None
        if not window.owed_by:
            return Why.VACANT
        return Why.LEAVE if all((window.id, post) in self.away for post in window.owed_by) else None


async def round_in(session: AsyncSession, window: CheckWindow, zone: tzinfo) -> bool:
    """Whether somebody who owed it was on a round within the grid in this window."""
    grid = await session.get_one(Grid, window.grid_id)
    there = select(col(Grid.id)).where(subtree(grid))
    people = select(col(Post.person_id)).where(col(Post.id).in_(window.owed_by), col(Post.person_id).is_not(None))
    walked = exists().where(
        col(PatrolPerson.round_id) == col(PatrolRound.id),
        col(PatrolPerson.person_id).in_(people),
        col(PatrolRound.grid_id).in_(there),
        col(PatrolPerson.joined_at) >= begin_of(window.first, zone),
        col(PatrolPerson.joined_at) < begin_of(window.last + DAY, zone),
    )
    return bool(await session.scalar(select(walked)))


def begin_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


async def _checks(
    session: AsyncSession, windows: Iterable[CheckWindow], zone: tzinfo
) -> Mapping[int, Sequence[PlaceCheck]]:
    windows = list(windows)
    begin = begin_of(min(each.first for each in windows), zone)
    end = begin_of(max(each.last for each in windows) + DAY, zone)
    rows = select(PlaceCheck).where(
        col(PlaceCheck.place_id).in_({place for each in windows for place in each.places}),
        col(PlaceCheck.said_at) >= begin,
        col(PlaceCheck.said_at) < end,
    )
    found: dict[int, list[PlaceCheck]] = defaultdict(list)
    for check in (await session.scalars(rows)).all():
        found[check.place_id].append(check)
    return found


async def _closed(session: AsyncSession, windows: Iterable[CheckWindow]) -> Collection[int]:
    """Places that are no longer open."""
    places = {place for each in windows for place in each.places}
    rows = select(col(Place.id)).where(col(Place.id).in_(places), col(Place.closed_at).is_not(None))
    return set((await session.scalars(rows)).all())


async def _missed_before(session: AsyncSession, window: CheckWindow) -> Collection[int | None]:
    """The places that were missed in the window before, too; None: the round was."""
    same = (col(CheckWindow.grid_id) == window.grid_id, col(CheckWindow.duty) == window.duty)
    before = select(col(CheckWindow.id)).where(*same, col(CheckWindow.first) < window.first)
    newest = before.order_by(col(CheckWindow.first).desc()).limit(1).scalar_subquery()
    missed = select(col(CheckMiss.place_id)).where(col(CheckMiss.window_id) == newest, col(CheckMiss.why).in_(MISSED))
    return set((await session.scalars(missed)).all())


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
