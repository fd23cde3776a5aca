"""Which grid a person who writes in private means: by posts and groups, by a place, or chosen from the tree."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.boundary import Boundary
from models.grids.tables import Grid, Level
from models.grids.tree import children, living
from models.members.positions import posts_of
from models.members.sightings import grids_where_seen

SMALL = frozenset({Level.GRID, Level.CELL})
DRAWN = cast(col(Grid.boundary), Text) != "null"  # a missing boundary is stored as JSON's null


async def own_grids(session: AsyncSession, person_id: int) -> list[Grid]:
    """The small grids where the person has a post, then those whose groups they were seen in."""
    held = [held.grid for held in await posts_of(session, person_id)]
    seen = await grids_where_seen(session, person_id)
    each = {grid.id: grid for grid in (*held, *seen)}
    return [grid for grid in each.values() if await is_small(session, grid)]


async def is_small(session: AsyncSession, grid: Grid) -> bool:
    """Whether a hazard can be reported to the grid itself rather than to one below it."""
    return grid.level in SMALL or not await children(session, grid)


async def grid_at(session: AsyncSession, place: dict[str, Any]) -> Grid | None:
    """The deepest grid whose boundary holds the place."""
    columns = (col(Grid.id), col(Grid.path), col(Grid.boundary), col(Grid.boundary_datum))
    drawn = (await session.execute(select(*columns).where(living(), DRAWN))).all()
    here = place["longitude"], place["latitude"]
    around = [(path.count("/"), grid_id) for grid_id, path, *drawn_so in drawn if Boundary(*drawn_so).holds(here)]
    return await session.get(Grid, max(around)[1]) if around else None


async def any_drawn(session: AsyncSession) -> bool:
    """Whether a place says anything at all."""
    return (await session.scalars(select(col(Grid.id)).where(living(), DRAWN).limit(1))).first() is not None


async def below(session: AsyncSession, above: Grid | None) -> tuple[Grid | None, Sequence[Grid]]:
    """What there is to choose from in the tree; where only one way leads on, it is taken."""
    while True:
        found = await children(session, above) if above else await _roots(session)
        if len(found) != 1 or await is_small(session, found[0]):
            return above, found
        above = found[0]


async def _roots(session: AsyncSession) -> Sequence[Grid]:
    rows = select(Grid).where(col(Grid.parent_id).is_(None), living()).order_by(col(Grid.code))
    return (await session.scalars(rows)).all()
