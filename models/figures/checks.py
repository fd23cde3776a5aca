"""What is counted of checks that are owed: of places, and of rounds of patrol. Time on patrol is not among them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import MISSED, CheckMiss, CheckWindow
from models.figures.asked import Counted, number_of
from models.figures.parts import ByPart, part_of, parts_of
from models.grids.tables import Grid
from models.grids.tree import subtree


@dataclass(frozen=True)
class Checks:
    """Of windows that were over in the period and closed by `as_of`, usual and heightened ones: `due` are the
    checks that each expected (a place that two owe is due twice) without `excused` ones (no working day, all on leave,
    the place closed or exempt). Of these `missed` were not made in the window, also where nobody held the post or
    nobody opened; `made_up`: missed, and made by `as_of` after all.
    """

    due: int = 0
    missed: int = 0
    made_up: int = 0
    excused: int = 0

    @property
    def done(self) -> int:
        """In the window."""
        return self.due - self.missed


async def unclosed(session: AsyncSession, asked: Counted) -> bool:
    """Whether a window that is over by the end of the period is yet to be closed, so that its checks do not count."""
    over = col(CheckWindow.due_at) <= asked.end, col(CheckWindow.closed_at).is_(None)
    rows = exists().where(subtree(asked.grid), *over, col(Grid.id) == col(CheckWindow.grid_id))
    return bool(await session.scalar(select(rows)))


def closed_in_time(asked: Counted) -> ColumnElement[bool]:
    """None is closed before it is over: by when they were closed the index of a grid's windows finds them."""
    closed = col(CheckWindow.closed_at) > asked.begin, col(CheckWindow.closed_at) < asked.as_of
    return and_(asked.over_in(col(CheckWindow.due_at)), *closed)


def closed_late(asked: Counted, since: datetime) -> ColumnElement[bool]:
    """Of earlier periods, and closed from `since` on, when those had been counted: after a standstill."""
    closed = col(CheckWindow.closed_at) >= since, col(CheckWindow.closed_at) < asked.as_of
    return and_(col(CheckWindow.due_at) <= asked.begin, *closed)


async def checks(session: AsyncSession, asked: Counted) -> ByPart[Checks]:
    return await _checks(session, asked, closed_in_time(asked))


async def late_checks(session: AsyncSession, asked: Counted, since: datetime) -> Checks:
    """Of windows of earlier periods that were closed between `since` and `as_of`, so that they are in no period's
    numbers: each is among the late ones of one period.
    """
    return (await _checks(session, asked, closed_late(asked, since))).total


async def _checks(session: AsyncSession, asked: Counted, which: ColumnElement[bool]) -> ByPart[Checks]:
    windows = and_(subtree(asked.grid), which, col(CheckWindow.hours).is_(False))
    part, places = part_of(asked.grid), func.json_array_length(col(CheckWindow.places))
    expected = (
        select(part, func.sum(case((places == 0, 1), else_=places)))
        .select_from(CheckWindow)
        .join(Grid, col(Grid.id) == col(CheckWindow.grid_id))
        .where(windows)
        .group_by(part)
    )
    missed = col(CheckMiss.why).in_(MISSED)
    made_up = and_(missed, col(CheckMiss.made_up_at) < asked.as_of)
    misses = (
        select(part, number_of(missed), number_of(made_up), number_of(~missed))
        .select_from(CheckWindow)
        .join(Grid, col(Grid.id) == col(CheckWindow.grid_id))
        .join(CheckMiss, col(CheckMiss.window_id) == col(CheckWindow.id))
        .where(windows)
        .group_by(part)
    )
    found: dict[str, list[Checks]] = defaultdict(list)
    for path, due in (await session.execute(expected)).all():
        found[path].append(Checks(due))
    for path, not_done, later, excused in (await session.execute(misses)).all():
        found[path].append(Checks(-excused, not_done, later, excused))
    return await parts_of(session, asked.grid, found, _together)


def _together(found: Iterable[Checks]) -> Checks:
    each = list(found)
    return Checks(*(sum(getattr(one, name) for one in each) for name in ("due", "missed", "made_up", "excused")))
