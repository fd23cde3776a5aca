"""The grids whose coverage a person answers for."""

from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Grid
from models.members.positions import lead_by, posts_of
from models.members.tables import Person


async def led_grids(session: AsyncSession, person: Person) -> list[Grid]:
    """Those that the person leads now."""
    return [held.grid for held in await lead_by(session, await posts_of(session, person.id))]
