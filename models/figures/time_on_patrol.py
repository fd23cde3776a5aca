"""Time on patrol that posts owed, day by working day, and what of it was done: from windows that have closed."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import CheckMiss, CheckWindow
from models.figures.asked import Counted, read_all
from models.figures.checks import closed_in_time, closed_late
from models.figures.duties import Duty
from models.figures.parts import ByPart, parts_of
from models.grids.tables import Grid, Level
from models.grids.tree import END, WIDTH, subtree
from models.members.tables import Leave, LeaveState, Post
from models.patrols.hours_owed import OWING, TERMS, DutyTerms
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import Calendar, DayKind

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SMALL = (Level.GRID, Level.CELL)  # each is to have a member


@dataclass(frozen=True)
class PatrolTime:
    """In minutes, what `time_on_patrol` finds `owed` and `done`. `unstaffed`: small grids and working days of which
    time was asked, while nobody was there who owed it: no post was held, or all were on leave. `unknown`: small grids
    and days of which it was not known whether they are worked; of these nothing is owed.
    """

    done: int = 0
    owed: int = 0
    unstaffed: int = 0
    unknown: int = 0


PatrolDays = Mapping[date, PatrolTime]


class _Owing(NamedTuple):
    post: Post
    level: Level


class _Window(NamedTuple):
    id: int
    first: date
    due_at: datetime
    owed_by: Sequence[int]
    path: str
    level: Level

    @property
    def begun_at(self) -> datetime:
        """Time on patrol is asked day by day."""
        return self.due_at - DAY


@dataclass(frozen=True)
class _Day:
    """A window, and what of it each post owed."""

    window: _Window
    kind: DayKind
    duties: Mapping[int, Duty]

    @property
    def time(self) -> PatrolTime:
        every = self.duties.values()
        nobody = not every and self.window.level in SMALL
        return PatrolTime(
            done=sum(each.done for each in every),
            owed=sum(each.of for each in every),
            unstaffed=int(nobody and self.kind is DayKind.WORKING),
            unknown=int(nobody and self.kind is DayKind.UNKNOWN),
        )


async def time_on_patrol(session: AsyncSession, asked: Counted) -> list[Duty]:
    """In minutes: of each working day whose window ended in the period and was closed by `as_of`, and each post that
    owed time then, whose holder was not on leave. More than was owed counts as what was owed. Posts that nobody had
    claimed, and B posts, owe none. How much is owed is as the settings and the roster have it now.
    """
    days = await _days(session, asked.grid, closed_in_time(asked))
    return list({(post, day.window.first): duty for day in days for post, duty in day.duties.items()}.values())


async def patrol_time(session: AsyncSession, asked: Counted) -> ByPart[PatrolDays]:
    """By day, without those of which there is nothing."""
    days = await _days(session, asked.grid, closed_in_time(asked))
    found = await asyncio.to_thread(_by_part, asked.grid, days)
    return await parts_of(session, asked.grid, found, _days_together)


async def late_patrol_time(session: AsyncSession, asked: Counted, since: datetime) -> PatrolTime:
    """Of earlier periods, as `late_checks` has it."""
    return added(day.time for day in await _days(session, asked.grid, closed_late(asked, since)))


def added(times: Iterable[PatrolTime]) -> PatrolTime:
    each = list(times)
    return PatrolTime(*(sum(getattr(one, name) for one in each) for name in ("done", "owed", "unstaffed", "unknown")))


def _days_together(found: Iterable[PatrolDays]) -> PatrolDays:
    by_day: dict[date, list[PatrolTime]] = {}
    for each in found:
        for day, time in each.items():
            by_day.setdefault(day, []).append(time)
    return {day: added(times) for day, times in sorted(by_day.items())}


def _by_part(grid: Grid, days: Iterable[_Day]) -> dict[str, list[PatrolDays]]:
    found: dict[str, list[PatrolDays]] = {}
    for day in days:
        if (time := day.time) != PatrolTime():
            part = day.window.path[: len(grid.path) + WIDTH + len(END)]
            found.setdefault(part, []).append({day.window.first: time})
    return {part: [_days_together(each)] for part, each in found.items()}


async def _days(session: AsyncSession, grid: Grid, which: ColumnElement[bool]) -> Sequence[_Day]:
    windows = await _windows(session, grid, which)
    if not windows:
        return []
    posts = await _posts(session, {post for window in windows for post in window.owed_by})
    short = await _short(session, grid, which)
    away = await _leaves(session, windows, {each.post.person_id for each in posts.values()})
    days, terms = [window.first for window in windows], TERMS.of(session)
    calendar = await load_calendar(session, min(days), max(days))
    asked = [window for window in windows if terms.of(window.level)]
    return await asyncio.to_thread(lambda: [_day(each, calendar, terms, posts, short, away) for each in asked])


def _day(
    window: _Window,
    calendar: Calendar,
    terms: DutyTerms,
    posts: Mapping[int, _Owing],
    short: Mapping[tuple[int, int | None], int],
    away: Mapping[int, list[Leave]],
) -> _Day:
    kind, duties = calendar.kind(window.first), {}
    for post_id in window.owed_by if kind is DayKind.WORKING else ():
        owing = posts.get(post_id)
        if owing is None or not _owes(owing.post, window) or _on_leave(away, owing.post, window):
            continue
        owed = terms.of(owing.level) // MINUTE
        done = min(short.get((window.id, post_id), owed), owed)
        if owed:
            duties[post_id] = Duty(window.path, done, owed, (post_id,), day=window.first)
    return _Day(window, kind, duties)


async def _windows(session: AsyncSession, grid: Grid, which: ColumnElement[bool]) -> Sequence[_Window]:
    """Columns alone: rows of a class would cost ten times as much, for some 1,700 a week."""
    window, of = CheckWindow, Grid
    columns = (window.id, window.first, window.due_at, window.owed_by, of.path, of.level)
    rows = (
        select(*map(col, columns))
        .join(Grid, col(of.id) == col(window.grid_id))
        .where(subtree(grid), which, col(window.hours))
        .order_by(col(window.first), col(window.id))
    )
    return list(map(_Window._make, await read_all(session, rows)))


async def _posts(session: AsyncSession, ids: Iterable[int]) -> Mapping[int, _Owing]:
    rows = select(Post, col(Grid.level)).join(Grid, col(Grid.id) == col(Post.grid_id))
    found = await session.execute(rows.where(col(Post.id).in_(tuple(ids)), col(Post.role).in_(OWING)))
    return {post.id: _Owing(post, level) for post, level in found.all()}


async def _short(session: AsyncSession, grid: Grid, which: ColumnElement[bool]) -> Mapping[tuple[int, int | None], int]:
    """By window and post, the minutes of those who fell short."""
    rows = (
        select(col(CheckMiss.window_id), col(CheckMiss.post_id), col(CheckMiss.minutes))
        .join(CheckWindow, col(CheckWindow.id) == col(CheckMiss.window_id))
        .join(Grid, col(Grid.id) == col(CheckWindow.grid_id))
        .where(subtree(grid), which, col(CheckWindow.hours), col(CheckMiss.post_id).is_not(None))
    )
    return {(window, post): minutes or 0 for window, post, minutes in (await session.execute(rows)).all()}


async def _leaves(
    session: AsyncSession, windows: Sequence[_Window], people: Collection[int | None]
) -> Mapping[int, list[Leave]]:
    begin, end = min(each.begun_at for each in windows), max(each.due_at for each in windows)
    rows = select(Leave).where(
        col(Leave.person_id).in_([each for each in people if each]),
        col(Leave.state) != LeaveState.CANCELLED,
        col(Leave.begins_at) < end,
        or_(col(Leave.ends_at) >= begin, col(Leave.ended_at) >= begin),
    )
    found: dict[int, list[Leave]] = {}
    for leave in (await session.scalars(rows)).all():
        found.setdefault(leave.person_id, []).append(leave)
    return found


def _owes(post: Post, window: _Window) -> bool:
    """Whether somebody held it to the end of the day."""
    held = post.person_id is not None and post.claimed_at is not None and post.claimed_at <= window.due_at
    return held and (post.ended_at is None or post.ended_at >= window.due_at)


def _on_leave(away: Mapping[int, list[Leave]], post: Post, window: _Window) -> bool:
    """At the midnight that began the day, as what is owed is found: models/patrols/hours_owed.py."""
    begun = window.begun_at
    return any(
        leave.begins_at <= begun < min(leave.ends_at, leave.ended_at or leave.ends_at)
        for leave in away.get(post.person_id or 0, ())
    )
