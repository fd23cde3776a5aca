"""Households of grids that have left the roster go to the level above."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.retired import living_above
from models.grids.tables import Grid
from models.visits.tables import Household


async def look_after(session: AsyncSession, grids: Sequence[int], _now: datetime) -> None:
    for grid in (await session.scalars(select(Grid).where(col(Grid.id).in_(grids)))).all():
        above = await living_above(session, grid)
        if above is not None:
            theirs = update(Household).where(col(Household.grid_id) == grid.id)
            await session.execute(theirs.values(grid_id=above.id))
