from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.datum import Datum, taken_into
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


async def test_a_place_finds_the_grid_whose_map_is_shifted_half_a_kilometre(
    session: AsyncSession, street: Street
) -> None:
    here = {"longitude": 105.927, "latitude": 29.356}
    x, y = taken_into(Datum.GCJ02, *here.values())
    corners = ((-1e-3, -1e-3), (1e-3, -1e-3), (1e-3, 1e-3), (-1e-3, 1e-3), (-1e-3, -1e-3))
    street.grid.boundary = {"type": "Polygon", "coordinates": [[[x + east, y + north] for east, north in corners]]}
    found = []
    for datum in (Datum.GCJ02, Datum.WGS84, Datum.UNKNOWN):
        street.grid.boundary_datum = datum
        await session.flush()
        found.append(await grid_at(session, here))
    assert found == [street.grid, None, None]


async def test_where_only_one_way_leads_on_it_is_taken(session: AsyncSession, street: Street) -> None:
    above, found = await below(session, None)
    assert (above, list(found)) == (street.community, [street.grid])


async def test_what_there_is_to_choose_is_in_the_order_of_codes(session: AsyncSession, street: Street) -> None:
    session.add(grid("S-1-2", street.community))
    session.add(grid("S-1-0", street.community))
    await session.flush()
    _, found = await below(session, None)
    assert [each.code for each in found] == ["S-1-0", "S-1-1", "S-1-2"]
