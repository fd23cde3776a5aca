"""The places that a notice may name: the grid, with what the report says of where in it."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from locales.translator import visible
from models.grids.tables import Grid
from models.hazards.rectification.actions import PLACE_LIMIT, office_of
from models.hazards.tables import Hazard
from models.text.place_words import place_named
from reports.rectification.data import joined, names_down_to, place_of

IN_WORDS, IN_GRID = "words", "grid"


async def places(session: AsyncSession, hazard: Hazard) -> Mapping[str, str]:
    """What is offered: as the report names it, and the grid alone."""
    grid = await session.get_one(Grid, hazard.grid_id)
    of_grid, named = await place_of(session, await office_of(session, grid), grid), place_named(visible(hazard.text))
    found = {IN_WORDS: joined(of_grid, named)} if named and named not in of_grid else {}
    return {key: place[:PLACE_LIMIT] for key, place in {**found, IN_GRID: of_grid}.items()}


async def with_names(session: AsyncSession, hazard: Hazard, written: str) -> str:
    """What was written of a place, after the names of office and grid where it has none of them."""
    grid = await session.get_one(Grid, hazard.grid_id)
    names = await names_down_to(session, await office_of(session, grid), grid)
    return written if any(name in written for name in names) else joined("".join(names), written)
