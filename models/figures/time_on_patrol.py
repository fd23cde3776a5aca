"""Time on patrol that posts owed, day by working day, and what of it was done: from windows that have closed."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import CheckMiss, CheckWindow, begun_at
from models.figures.asked import Counted, read_all
from models.figures.duties import Duty
from models.grids.tables import Grid, Level
from models.grids.tree import subtree
from models.members.tables import Leave, LeaveState, Post
from models.patrols.hours_owed import OWING, TERMS, DutyTerms
from models.schedule.calendar.stored_days import load_calendar

MINUTE = timedelta(minutes=1)


class _Owing(NamedTuple):
    post: Post
    level: Level


class _Window(NamedTuple):
    id: int
    path: str
    first: date
    last: date
    from_at: datetime | None
    due_at: datetime
    owed_by: Sequence[int]


async def time_on_patrol(session: AsyncSession, asked: Counted) -> list[Duty]:
    """In minutes: of each working day whose window ended in the period and was closed by `as_of`, and each post that
    owed time then, whose holder was not on leave. More than was owed counts as what was owed. Posts that nobody had
    claimed, and B posts, owe none. How much is owed is as the settings and the roster have it now.
    """
    windows = await _windows(session, asked)
    if not windows:
        return []
    posts = await _posts(session, {post for window in windows for post in window.owed_by})
    short = await _short(session, asked)
    away = await _leaves(session, asked, {each.post.person_id for each in posts.values()})
    days = {window.first for window in windows}
    calendar = await load_calendar(session, min(days), max(days))
    worked = {day for day in days if calendar.works(day)}
    terms = TERMS.of(session)
    return await asyncio.to_thread(_owed, windows, posts, short, away, worked, terms)


def _owed(
    windows: Sequence[_Window],
    posts: Mapping[int, _Owing],
    short: Mapping[tuple[int, int | None], int],
    away: Mapping[int, list[Leave]],
    worked: Collection[date],
    terms: DutyTerms,
) -> list[Duty]:
    found: dict[tuple[int, date], Duty] = {}
    for window in windows:
        if window.first not in worked:
            continue
        for post_id in window.owed_by:
            owing = posts.get(post_id)
            if owing is None or not _owes(owing.post, window) or _on_leave(away, owing.post, window):
                continue
            owed = terms.of(owing.level) // MINUTE
            done = min(short.get((window.id, post_id), owed), owed)
            if owed:
                found[post_id, window.first] = Duty(window.path, done, owed, (post_id,), day=window.first)
    return list(found.values())


async def _windows(session: AsyncSession, asked: Counted) -> Sequence[_Window]:
    window = CheckWindow
    columns = (window.id, Grid.path, window.first, window.last, window.from_at, window.due_at, window.owed_by)
    rows = (
        select(*map(col, columns))
        .join(Grid, col(Grid.id) == col(CheckWindow.grid_id))
        .where(subtree(asked.grid), asked.over_in(col(CheckWindow.due_at)), col(CheckWindow.hours))
        .where(col(CheckWindow.closed_at) < asked.as_of)
        .order_by(col(CheckWindow.first), col(CheckWindow.id))
    )
    return list(map(_Window._make, await read_all(session, rows)))


async def _posts(session: AsyncSession, ids: Iterable[int]) -> Mapping[int, _Owing]:
    rows = select(Post, col(Grid.level)).join(Grid, col(Grid.id) == col(Post.grid_id))
    found = await session.execute(rows.where(col(Post.id).in_(tuple(ids)), col(Post.role).in_(OWING)))
    return {post.id: _Owing(post, level) for post, level in found.all()}


async def _short(session: AsyncSession, asked: Counted) -> Mapping[tuple[int, int | None], int]:
    """By window and post, the minutes of those who fell short."""
    rows = (
        select(col(CheckMiss.window_id), col(CheckMiss.post_id), col(CheckMiss.minutes))
        .join(CheckWindow, col(CheckWindow.id) == col(CheckMiss.window_id))
        .join(Grid, col(Grid.id) == col(CheckWindow.grid_id))
        .where(subtree(asked.grid), asked.over_in(col(CheckWindow.due_at)), col(CheckMiss.post_id).is_not(None))
    )
    return {(window, post): minutes or 0 for window, post, minutes in (await session.execute(rows)).all()}


async def _leaves(session: AsyncSession, asked: Counted, people: Iterable[int | None]) -> Mapping[int, list[Leave]]:
    rows = select(Leave).where(
        col(Leave.person_id).in_([each for each in people if each]),
        col(Leave.state) != LeaveState.CANCELLED,
        col(Leave.begins_at) < asked.end,
        or_(col(Leave.ends_at) >= asked.begin, col(Leave.ended_at) >= asked.begin),
    )
    found: dict[int, list[Leave]] = {}
    for leave in (await session.scalars(rows)).all():
        found.setdefault(leave.person_id, []).append(leave)
    return found


def _owes(post: Post, window: _Window) -> bool:
    """Whether somebody held it by then."""
    return post.person_id is not None and post.claimed_at is not None and post.claimed_at <= window.due_at


def _on_leave(away: Mapping[int, list[Leave]], post: Post, window: _Window) -> bool:
    """At the midnight that began the day, as what is owed is found: models/patrols/hours_owed.py."""
    leaves = away.get(post.person_id or 0)
    if not leaves:
        return False
    begun = begun_at(window.first, window.last, window.from_at, window.due_at)
    return any(leave.begins_at <= begun < min(leave.ends_at, leave.ended_at or leave.ends_at) for leave in leaves)
