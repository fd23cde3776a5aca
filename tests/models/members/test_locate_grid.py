from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.locate_grid import any_drawn, below, grid_at
from tests.models.conftest import square
from tests.street import Street

HERE = {"latitude": 5.0, "longitude": 5.0}


def grid(code: str, above: Grid) -> Grid:
    made = Grid(code=code, name=code, level=Level.GRID, parent_id=above.id, path="")
    made.path = path_of(made.id, above.path)
    return made


async def test_the_deepest_grid_around_a_place_is_found(session: AsyncSession, street: Street) -> None:
    assert not await any_drawn(session)
    street.street.boundary, street.grid.boundary = square(0), square(0)
    await session.flush()
    assert await any_drawn(session)
    assert await grid_at(session, HERE) is street.grid
    assert await grid_at(session, {"latitude": 5.0, "longitude": 25.0}) is None


async def test_where_only_one_way_leads_on_it_is_taken(session: AsyncSession, street: Street) -> None:
    above, found = await below(session, None)
    assert (above, list(found)) == (street.community, [street.grid])


async def test_what_there_is_to_choose_is_in_the_order_of_codes(session: AsyncSession, street: Street) -> None:
    session.add(grid("S-1-2", street.community))
    session.add(grid("S-1-0", street.community))
    await session.flush()
    _, found = await below(session, None)
    assert [each.code for each in found] == ["S-1-0", "S-1-1", "S-1-2"]
