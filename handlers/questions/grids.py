"""Asking for a grid among those that somebody leads and those next below."""

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import BadAnswer, Choice
from handlers.messages import RenderContext
from handlers.request import Request
from locales.translator import cut
from models.grids.tables import Grid
from models.grids.tree import children
from models.members.positions import lead_by, posts_of
from models.members.tables import Person

MOST_GRIDS, LABEL = 60, 40


async def grids_to_choose(session: AsyncSession, person: Person) -> list[Grid]:
    led = [held.grid for held in await lead_by(session, await posts_of(session, person.id))]
    below = [each for grid in led for each in await children(session, grid)]
    return list({grid.id: grid for grid in (*led, *below)}.values())[:MOST_GRIDS]


async def grid_choices(context: RenderContext, person: Person) -> list[Choice]:
    return [Choice(str(grid.id), cut(grid.name, LABEL)) for grid in await grids_to_choose(context.session, person)]


async def read_grid(answer: str, request: Request, person: Person) -> int:
    """Its id; raises BadAnswer `no_such_grid`."""
    found = [grid.id for grid in await grids_to_choose(request.session, person) if answer in (str(grid.id), grid.name)]
    if len(found) != 1:
        raise BadAnswer("no_such_grid")
    return found[0]
