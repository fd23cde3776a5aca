"""What the posts of a street owed in a year, in rows: time on patrol, checks, notices; and who took hazards up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from models.base import Row
from models.checks.duties import Owner
from models.checks.tables import CheckMiss, CheckWindow, Why
from models.db.database import Database
from models.escalation.tables import Aim, Lack, Rung, RungState
from models.grids.tables import Grid, Level
from models.hazards.tables import Hazard
from models.members.tables import Post, Role
from models.notices.tables import Notice, NoticeReceipt, NoticeState
from models.schedule.calendar.stored_days import take_from_library
from tests.bench.rig.history import row_of

DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(weeks=1)
OWING = (Role.LEADER, Role.MEMBER)
NOTICES, CHECKED = 100, 6  # a year; places a grid and week
MISSED, LATE = 0.06, 0.15  # shares
TOOK_UP = """UPDATE hazard_events SET person_id = (
    SELECT min(posts.person_id) FROM posts JOIN hazards ON hazards.grid_id = posts.grid_id
    WHERE hazards.id = hazard_events.hazard_id AND posts.role = 'member') WHERE act IN ('accept', 'done')"""
Rows = Iterator[tuple[type[Row], dict[str, Any]]]


async def owe(database: Database, begin: datetime, end: datetime) -> None:
    """All posts have been held since `begin`."""
    async with database.write() as session:
        await take_from_library(session)
        await session.execute(update(Post).values(claimed_at=begin))
        await session.execute(text(TOOK_UP))
        posts = (await session.scalars(select(Post).where(col(Post.role).in_(OWING)).order_by(col(Post.id)))).all()
        small = select(col(Grid.id)).where(col(Grid.level).in_((Level.GRID, Level.COMMUNITY)))
        grids = (await session.scalars(small.order_by(col(Grid.code)))).all()
        hazards = (await session.execute(select(col(Hazard.id), col(Hazard.created_at)))).all()
    by_grid = defaultdict(list)
    for post in posts:
        by_grid[post.grid_id].append(post.id)
    chance = Random(7)
    async with database.engine.begin() as connection:
        for grid_id in grids:
            await _write(connection, _windows(grid_id, by_grid[grid_id], begin, end, chance))
        await _write(connection, _notices(posts, begin, end, chance))
        await _write(connection, _rungs(hazards, chance))
    if not database.embedded:
        async with database.engine.begin() as connection:
            await connection.execute(text("ANALYZE"))


async def _write(connection: AsyncConnection, rows: Rows) -> None:
    found: Mapping[type[Row], list[dict[str, Any]]] = defaultdict(list)
    for kind, row in rows:
        found[kind].append(row)
    for kind, several in found.items():
        await connection.execute(insert(kind.__table__), several)  # type: ignore[attr-defined]


def _windows(grid_id: int, posts: Sequence[int], begin: datetime, end: datetime, chance: Random) -> Rows:
    """Each day time on patrol, each week some places."""
    for days in range((end - begin).days):
        due = begin + (days + 1) * DAY
        yield from _window(grid_id, posts, due, DAY, chance, hours=True)
        if days % 7 == 6:
            yield from _window(grid_id, posts, due, WEEK, chance, hours=False)


def _window(
    grid_id: int, posts: Sequence[int], due: datetime, lasts: timedelta, chance: Random, *, hours: bool
) -> Rows:
    first, last = (due - lasts + DAY / 2).date(), (due - DAY / 2).date()
    window = CheckWindow(
        grid_id=grid_id,
        duty=f"{hours}",
        owner=Owner.MEMBER,
        first=first,
        last=last,
        places=[] if hours else list(range(1, CHECKED + 1)),
        hours=hours,
        owed_by=list(posts) if hours else list(posts[-1:]),
        opened_at=due - lasts,
        due_at=due,
        closed_at=due + HOUR,
    )
    yield CheckWindow, row_of(window)
    for each in posts if hours else range(CHECKED):
        if chance.random() < MISSED:
            of_post: dict[str, Any] = {"post_id": each, "minutes": chance.randrange(120)} if hours else {}
            yield CheckMiss, row_of(CheckMiss(window_id=window.id, why=Why.MISSED, **of_post))


def _notices(posts: Sequence[Post], begin: datetime, end: datetime, chance: Random) -> Rows:
    for number in range(1, NOTICES + 1):
        at, author = begin + (end - begin) * (number / (NOTICES + 1)), posts[0]
        notice = Notice(
            number=number,
            grid_id=author.grid_id,
            author_id=author.person_id or 0,
            post_id=author.id,
            chat_id=1,
            words=f"第{number}号通知",
            state=NoticeState.SENT,
            holds_hours=24,
            created_at=at,
            started_at=at,
        )
        yield Notice, row_of(notice)
        for post in posts:
            received = None if chance.random() < MISSED else at + HOUR
            receipt = NoticeReceipt(notice_id=notice.id, post_id=post.id, grid_id=post.grid_id, received_at=received)
            yield NoticeReceipt, row_of(receipt)


def _rungs(hazards: Iterable[tuple[int, datetime]], chance: Random) -> Rows:
    """Of each hazard three; of some the first leader was told."""
    for hazard_id, at in hazards:
        late = chance.random() < LATE
        for position, lack in enumerate((Lack.ACCEPTED, Lack.ACCEPTED, Lack.DONE)):
            due = at + (position + 1) * HOUR
            taken = late and position == 1
            rung = Rung(
                subject_kind="hazard",
                subject_id=hazard_id,
                position=position,
                lack=lack,
                aim=Aim.GRID,
                due_at=due,
                state=RungState.TAKEN if taken else RungState.CANCELLED,
                taken_at=due if taken else None,
            )
            yield Rung, row_of(rung)
