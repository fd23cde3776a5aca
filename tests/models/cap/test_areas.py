import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.cap.areas import grids_in
from models.cap.message import Area
from models.grids.datum import Datum
from models.grids.tables import Grid
from models.grids.tree import path_of
from tests.models.cap.shapes import CENTRE, draw, square
from tests.street import Street


async def found(session: AsyncSession, *areas: Area) -> list[str]:
    return [grid.code for grid in (await grids_in(session, areas)).grids]


async def beside(session: AsyncSession, street: Street) -> Grid:
    """A second grid of the community, without a boundary."""
    other = Grid(code="S-1-2", name="二", level=street.grid.level, path="", parent_id=street.community.id)
    other.path = path_of(other.id, street.community.path)
    session.add(other)
    await session.flush()
    return other


async def test_a_code_names_a_grid(session: AsyncSession, street: Street) -> None:
    assert await found(session, Area("anything", codes=("500118", street.community.code))) == [street.community.code]


async def test_a_name_that_is_unique_names_a_grid(session: AsyncSession, street: Street) -> None:
    assert await found(session, Area(street.street.name)) == [street.street.code]
    street.community.name = street.street.name
    await session.flush()
    assert await found(session, Area(street.street.name)) == []


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.GCJ02, Datum.BD09])
async def test_a_polygon_touches_boundaries_in_whatever_datum_they_are_drawn(
    session: AsyncSession, street: Street, datum: Datum
) -> None:
    await draw(session, street.grid, 0.002, datum)
    a_little_east = (CENTRE[0] + 0.0044, CENTRE[1])
    assert await found(session, Area("", polygons=(tuple(square(0.002)),))), "the same square"
    assert not await found(session, Area("", polygons=(tuple(square(0.002, a_little_east)),))), "40 m beside it"


async def test_a_polygon_far_within_a_boundary_touches_it_and_one_around_it_too(
    session: AsyncSession, street: Street
) -> None:
    await draw(session, street.grid, 0.002)
    for half in (0.0001, 0.1):
        assert await found(session, Area("", polygons=(tuple(square(half)),)))


async def test_a_circle_touches_what_is_within_its_radius(session: AsyncSession, street: Street) -> None:
    await draw(session, street.grid, 0.002)
    two_away = (CENTRE[0], CENTRE[1] + 2 / 111.32)
    assert not await found(session, Area("", circles=((two_away, 1.5),)))
    assert await found(session, Area("", circles=((two_away, 2.5),)))


async def test_a_grid_that_is_touched_stands_alone_and_all_of_a_community_are_the_community(
    session: AsyncSession, street: Street
) -> None:
    other = await beside(session, street)
    await draw(session, street.grid, 0.002)
    around = Area("", polygons=(tuple(square(0.01)),))
    assert await found(session, around) == [street.grid.code]
    other.boundary = street.grid.boundary
    await session.flush()
    assert await found(session, around) == [street.street.code], "the only community of the street"


async def test_of_an_area_that_nobody_knows_nothing_is_found(session: AsyncSession, street: Street) -> None:
    assert await found(session, Area("海南", codes=("460000",), polygons=(tuple(square(0.1)),))) == []


async def test_each_area_is_found_by_itself(session: AsyncSession, street: Street) -> None:
    other = await beside(session, street)
    await draw(session, street.grid, 0.002)
    shape, unknown = Area("江边", polygons=(tuple(square(0.01)),)), Area("海南", codes=("460000",))
    called = Area("二", codes=(other.code,))
    both = await grids_in(session, (called, shape))
    assert ([grid.code for grid in both.grids], both.known, both.drawn) == ([street.grid.code, other.code], True, True)
    partly = await grids_in(session, (called, unknown))
    assert ([grid.code for grid in partly.grids], partly.known) == ([other.code], False)


async def test_a_band_that_only_crosses_a_grid_touches_it(session: AsyncSession, street: Street) -> None:
    await draw(session, street.grid, 0.002)
    x, y = CENTRE

    def band(north: float) -> Area:
        south, west, east = north - 0.0004, x - 0.02, x + 0.02
        ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
        return Area("", polygons=(ring,))

    assert await found(session, band(y))
    assert not await found(session, band(y + 0.003))


async def test_grids_without_a_boundary_in_the_same_street_make_a_shape_doubtful(
    session: AsyncSession, street: Street
) -> None:
    other = await beside(session, street)
    await draw(session, street.grid, 0.002)
    around = Area("", polygons=(tuple(square(0.01)),))
    assert not (await grids_in(session, (around,))).drawn
    assert (await grids_in(session, (around, Area("二", codes=(other.code,))))).drawn
    await draw(session, other, 0.001)
    assert (await grids_in(session, (around,))).drawn


async def test_what_a_boundary_above_counts_for_needs_none_of_its_own(session: AsyncSession, street: Street) -> None:
    await beside(session, street)
    await draw(session, street.community, 0.002)
    assert (await grids_in(session, (Area("", polygons=(tuple(square(0.01)),)),))).drawn
