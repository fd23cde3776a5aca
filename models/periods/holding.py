"""Which periods hold where and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import ids_in, subtree
from models.periods.tables import Period, PeriodKind, PeriodState


@dataclass(frozen=True)
class Heightened:
    """All heightened periods of some days, read once, with the paths of their grids."""

    periods: Sequence[tuple[Period, str]] = ()

    def holds(self, path: str, day: date) -> bool:
        """Whether one holds on this day in the grid of this path."""
        return any(path.startswith(above) and period.holds_on(day) for period, above in self.periods)


async def heightened(session: AsyncSession, first: date, last: date) -> Heightened:
    """Those that hold on any of these days."""
    rows = (
        select(Period, col(Grid.path))
        .join(Grid, col(Grid.id) == col(Period.grid_id))
        .where(col(Period.kind) == PeriodKind.HEIGHTENED, col(Period.last) >= first, col(Period.first) <= last)
    )
    return Heightened([(period, path) for period, path in (await session.execute(rows)).all()])


async def heightened_now(session: AsyncSession) -> Sequence[Grid]:
    """Where one runs: these grids and all below."""
    rows = select(Grid).join(Period, col(Period.grid_id) == col(Grid.id))
    running = (col(Period.kind) == PeriodKind.HEIGHTENED, col(Period.state) == PeriodState.RUNNING)
    return (await session.scalars(rows.where(*running))).all()


async def running_over(session: AsyncSession, grids: Sequence[Grid]) -> Sequence[Period]:
    """Those that run in one of these grids, opened there or above; what ends first comes first."""
    line = {step for grid in grids for step in ids_in(grid.path)}
    rows = select(Period).where(col(Period.grid_id).in_(line), col(Period.state) == PeriodState.RUNNING)
    return (await session.scalars(rows.order_by(col(Period.last), col(Period.id)))).all()


async def concerns(session: AsyncSession, period: Period, grids: Sequence[Grid]) -> bool:
    """Whether it is held in one of these grids, below or above."""
    rows = select(col(Grid.id)).where(col(Grid.id) == period.grid_id, about(grids))
    return await session.scalar(rows) is not None


@dataclass(frozen=True)
class Found:
    """A page of periods, each with the name of its grid; `total` is of all pages."""

    periods: Sequence[tuple[Period, str]]
    total: int


async def periods_about(session: AsyncSession, grids: Sequence[Grid], skip: int = 0, most: int = 10) -> Found:
    """Running and planned ones, opened in these grids, below or above."""
    where = (about(grids), col(Period.state) != PeriodState.OVER)
    joined = select(Period, col(Grid.name)).join(Grid, col(Grid.id) == col(Period.grid_id)).where(*where)
    total = int(await session.scalar(select(func.count()).select_from(joined.subquery())) or 0)
    page = joined.order_by(col(Period.first), col(Period.last), col(Period.id)).offset(skip).limit(most)
    return Found([(period, grid) for period, grid in (await session.execute(page)).all()], total)


def about(grids: Sequence[Grid]) -> ColumnElement[bool]:
    """Of grids in one of these subtrees, or on the way up from one."""
    line = {step for grid in grids for step in ids_in(grid.path)}
    return or_(col(Grid.id).in_(line), *map(subtree, grids))
