"""Which grid a report that is being made in private is about: chosen, or looked for in the tree."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import NotFound
from models.grids.tables import Grid
from models.hazards.reporting.private_draft import Intake
from models.members.locate_grid import is_small


async def choose(session: AsyncSession, intake: Intake, grid_id: int, now: datetime) -> None:
    """A small grid is taken; of a larger one those below are offered. Raises NotFound."""
    grid = await session.get(Grid, grid_id)
    if grid is None or grid.retired_at is not None:
        raise NotFound("grid")
    if await is_small(session, grid):
        intake.grid_id, intake.place_id, intake.browsing = grid.id, None, False
    else:
        browse(intake, grid.id)
    intake.touched_at = now


def browse(intake: Intake, under_id: int | None, page: int = 0) -> None:
    """The place of the registry, if one was named, is not the one that is meant; a stop of a round is still the one
    that it was found on.
    """
    intake.grid_id = intake.place_id = None
    intake.browsing, intake.under_id, intake.page = True, under_id, max(page, 0)
