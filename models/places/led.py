"""The grids whose coverage a person answers for, and where one draws spot checks."""

from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Grid
from models.members.positions import lead_by, posts_of
from models.members.tables import LOOKING_AFTER, Person


async def led_grids(session: AsyncSession, person: Person) -> list[Grid]:
    """Those that the person leads now, then those looked after as police, adopting official or team."""
    held = await posts_of(session, person.id)
    beside = [each for each in held if each.post.role in LOOKING_AFTER]
    return [each.grid for each in (*await lead_by(session, held), *beside)]
