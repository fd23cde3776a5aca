"""What the group of a grid is told of a week: few numbers, and the hazard that has been open longest."""

from dataclasses import dataclass
from datetime import tzinfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.digests.figures import UnitFigures, part_of
from models.digests.stored_periods import frozen, total_in
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE
from models.schedule.report_periods.periods import ReportPeriod


@dataclass(frozen=True)
class GroupLines:
    """`open` and `oldest` are as they are now, lest people be told of what has been done meanwhile: only hazards whose
    card stands in a group.
    """

    reported: int
    closed: int
    open: int
    oldest: Hazard | None


async def group_lines(session: AsyncSession, grid: Grid, period: ReportPeriod, zone: tzinfo) -> GroupLines:
    told = await _of_part(session, grid, period) or await total_in(session, grid, period, zone)
    live = select(Hazard).join(Grid, col(Grid.id) == col(Hazard.grid_id)).where(subtree(grid))
    here = live.where(col(Hazard.state).in_(LIVE), col(Hazard.chat_id).is_not(None))
    oldest = (await session.scalars(here.order_by(col(Hazard.created_at)).limit(1))).first()
    many = await session.scalar(select(func.count()).select_from(here.subquery()))
    return GroupLines(told.reported.hazards, told.progress.closed, many or 0, oldest)


async def _of_part(session: AsyncSession, grid: Grid, period: ReportPeriod) -> UnitFigures | None:
    """As it was frozen with the grid above."""
    above = await session.get(Grid, grid.parent_id) if grid.parent_id is not None else None
    row = await frozen(session, above, period) if above is not None else None
    return part_of(row.figures, grid.id) if row is not None else None
