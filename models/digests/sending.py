"""Telling people of a period that was frozen: the grid's group, the groups below it, and leaders of what is unusual.

What could not be told before the period after it had ended is told no more: that one is, and says that it is late.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.digests.freezing import WITH_PARTS
from models.digests.leaders import tell_leaders
from models.digests.tables import FrozenPeriod
from models.due import DueRows, WallClock
from models.grids.tables import Binding, Grid, Level, Purpose
from models.grids.tree import ids_in, level_above, living, subtree
from models.members.reach import group_chat, leaders_chats
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.publicity.quiet import is_quiet
from models.schedule.report_periods.periods import PeriodKind, newest_whole

PAGE, BELOW, REPORT = "digests.page", "digests.below", "digests.report"


async def send(session: AsyncSession, rows: Sequence[FrozenPeriod], clock: WallClock) -> None:
    for row in rows:
        grid = await session.get_one(Grid, row.grid_id)
        row.tell_at = None
        if grid.retired_at is not None or row.period != newest_whole(row.kind, clock.now, clock.zone):
            continue
        row.told_at = clock.now
        if row.kind is PeriodKind.WEEK:
            await _week(session, row, grid, clock)
        else:
            await _report(session, row, grid, clock)


async def _week(session: AsyncSession, row: FrozenPeriod, grid: Grid, clock: WallClock) -> None:
    group = await group_chat(session, grid)
    for chat in [group] if group is not None else await leaders_chats(session, grid):
        _say(session, chat, PAGE, grid.id, row, clock)
    for below, chat in await _groups_below(session, grid):
        if not await is_quiet(session, chat):
            _say(session, chat, BELOW, below, row, clock)
    await tell_leaders(session, row, grid, clock)


async def _report(session: AsyncSession, row: FrozenPeriod, grid: Grid, clock: WallClock) -> None:
    """To the leaders of the street, and to its own."""
    street = await level_above(session, grid, Level.STREET)
    to = [chat for each in (grid, street) if each is not None for chat in await leaders_chats(session, each)]
    for chat in dict.fromkeys(to):
        _say(session, chat, REPORT, grid.id, row, clock)


def _say(session: AsyncSession, chat: int, kind: str, of: int, row: FrozenPeriod, clock: WallClock) -> None:
    period, late = row.period.name, row.late
    enqueue(session, chat, kind, Lane.ROUTINE, clock.now, subject_id=of, period=period, late=late)


async def _groups_below(session: AsyncSession, grid: Grid) -> Sequence[tuple[int, int]]:
    """Grids below that have no digest with parts of their own, each with its group."""
    with_parts = set(
        (await session.scalars(select(col(Grid.id)).where(subtree(grid), col(Grid.level).in_(WITH_PARTS)))).all()
    )
    rows = (
        select(col(Grid.id), col(Grid.path), col(Binding.chat_id))
        .join(Binding, col(Binding.grid_id) == col(Grid.id))
        .where(subtree(grid), living(), col(Grid.level).not_in(WITH_PARTS))
        .where(col(Binding.purpose) == Purpose.GROUP, col(Binding.unbound_at).is_(None))
        .order_by(col(Grid.path))
    )
    return [
        (below, chat)
        for below, path, chat in (await session.execute(rows)).all()
        if next(step for step in reversed(ids_in(path)) if step in with_parts) == grid.id
    ]


FROZEN_PERIODS = DueRows(
    "digests",
    col(FrozenPeriod.tell_at),
    col(FrozenPeriod.tell_at).is_not(None),
    row=FrozenPeriod,
    handle=send,
    seconds=20,
    batch=1,
    then=(col(FrozenPeriod.id),),
)
