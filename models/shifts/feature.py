from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.feature import Domain
from models.grids.retired import living_above
from models.grids.tables import Grid
from models.shifts.asking import BEGINS, SHIFT_DUE, SILENT
from models.shifts.tables import Shift


async def look_after(session: AsyncSession, grids: Sequence[int], now: datetime) -> None:
    """Shifts of grids that have left the roster are the level above's."""
    for grid in (await session.scalars(select(Grid).where(col(Grid.id).in_(grids)))).all():
        above = await living_above(session, grid)
        if above is not None:
            ahead = update(Shift).where(col(Shift.grid_id) == grid.id, col(Shift.ends_at) > now)
            await session.execute(ahead.values(grid_id=above.id))


SHIFTS = Domain("shifts", tables=(Shift,), due=(SHIFT_DUE,), standing=(BEGINS, SILENT), retired=look_after)
