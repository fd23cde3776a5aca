"""Places of grids that have left the roster go to the level above, until a leader says where they belong."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.retired import living_above
from models.grids.tables import Grid
from models.places.changes.actions import record_place_event
from models.places.tables import Place, PlaceAct


async def look_after(session: AsyncSession, grids: Sequence[int], now: datetime) -> None:
    for grid in (await session.scalars(select(Grid).where(col(Grid.id).in_(grids)))).all():
        above = await living_above(session, grid)
        if above is None:
            continue
        for place in (await session.scalars(select(Place).where(col(Place.grid_id) == grid.id))).all():
            place.grid_id = above.id
            record_place_event(session, place, PlaceAct.EDIT, None, now, columns=["grid_id"])
