"""Who answers for what was not done in a window: of the posts that owed it those that stood to its end and whose holder
was there on any of its working days; a B post only where nobody else was.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.windows.owing import AnyWindow, OwingPosts, posts_owing
from models.members.tables import Leave, LeaveState, Post, Role
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import Calendar, working_days_between

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Answering:
    """`away`: windows and people (by id) who were on leave on all of its working days."""

    posts: OwingPosts
    away: Collection[tuple[int, int | None]]

    def standing(self, window: AnyWindow) -> list[Post]:
        """Those that owed it and stood to its end."""
        owed = self.posts.of(window, until=window.due_at)
        return [post for post in owed if post.ended_at is None or post.ended_at >= window.due_at]

    def named(self, window: AnyWindow) -> list[Post]:
        there = [post for post in self.standing(window) if (window.id, post.person_id) not in self.away]
        return [post for post in there if post.role is not Role.BACKUP] or there

    def timed(self, window: AnyWindow) -> dict[int, int]:
        """Posts that owe time on patrol, and who holds them (by id): neither unclaimed ones nor B posts, nor those that
        came in the course of the day.
        """
        there = [post for post in self.named(window) if post.id in window.owed_by]
        return {post.id: post.person_id for post in there if post.person_id and post.role is not Role.BACKUP}


async def answering(session: AsyncSession, windows: Sequence[AnyWindow], calendar: Calendar | None = None) -> Answering:
    """`calendar`: of the days of these windows, where it is known already."""
    if not windows:
        return Answering(OwingPosts({}, {}), ())
    if calendar is None:
        calendar = await load_calendar(session, min(each.first for each in windows), max(each.last for each in windows))
    posts = await posts_owing(session, windows)
    leaves = await _leaves(session, windows, {post.person_id for each in windows for post in posts.of(each)})
    away = {
        (window.id, person)
        for window in windows
        for person in {post.person_id for post in posts.of(window)} & leaves.keys()
        if _away_throughout(window, leaves[person], working_days_between(calendar, window.first, window.last))
    }
    return Answering(posts, away)


def _away_throughout(window: AnyWindow, leaves: Sequence[Leave], days: Sequence[date]) -> bool:
    begins = [window.begun_at + (day - window.first) for day in days]
    return all(any(each.begins_at <= begin and _end_of(each) >= begin + DAY for each in leaves) for begin in begins)


def _end_of(leave: Leave) -> datetime:
    return min(leave.ends_at, leave.ended_at or leave.ends_at)


async def _leaves(
    session: AsyncSession, windows: Sequence[AnyWindow], people: set[int | None]
) -> Mapping[int | None, Sequence[Leave]]:
    """By person, those in the time of these windows."""
    found: dict[int | None, list[Leave]] = defaultdict(list)
    if asked := people - {None}:
        begin, end = min(each.begun_at for each in windows), max(each.due_at for each in windows)
        rows = select(Leave).where(
            col(Leave.person_id).in_(asked),
            col(Leave.state) != LeaveState.CANCELLED,
            col(Leave.begins_at) < end,
            col(Leave.ends_at) > begin,
        )
        for leave in (await session.scalars(rows)).all():
            found[leave.person_id].append(leave)
    return found
