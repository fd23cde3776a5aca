"""Who may see the numbers of a grid: staff of it, of what is above it, and of what belongs to it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Grid
from models.members.permissions import STAFF
from models.members.positions import posts_of
from models.members.tables import Person


async def may_see(session: AsyncSession, grid: Grid, person: Person) -> bool:
    own = (each.path for each in await _own(session, person))
    return any(path.startswith(grid.path) or grid.path.startswith(path) for path in own)


async def of_own(session: AsyncSession, person: Person) -> Grid | None:
    """The highest grid of one's own."""
    return next(iter(await _own(session, person)), None)


async def _own(session: AsyncSession, person: Person) -> Sequence[Grid]:
    """From the top down."""
    return [held.grid for held in await posts_of(session, person.id) if held.post.role in STAFF]
