"""In which minute after a period's hour a grid's digest goes, so that heavy ones do not coincide.

A district comes first, then its streets, a minute each; after each street its communities, a minute each. Their turn
is their place among those of one level below the same grid, by code; it begins again where there are too many.
"""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid, Level
from models.grids.tree import level_above, living

APART = 30  # minutes over which communities are spread; streets over one less, so that all are told within an hour


async def minute(session: AsyncSession, grid: Grid) -> int:
    match grid.level:
        case Level.COMMUNITY:
            street = await level_above(session, grid, Level.STREET)
            of_street = await minute(session, street) if street is not None else 0
            return of_street + 1 + await _place(session, grid) % APART
        case Level.STREET:
            below = int(grid.parent_id is not None)
            return below + await _place(session, grid) % (APART - 1 - below)
    return 0


async def _place(session: AsyncSession, grid: Grid) -> int:
    """How many come before it."""
    beside = (col(Grid.parent_id) == grid.parent_id, col(Grid.level) == grid.level, living())
    rows = select(func.count()).select_from(Grid).where(*beside, col(Grid.code) < grid.code)
    return await session.scalar(rows) or 0
