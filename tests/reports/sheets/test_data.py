from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from reports.sheets import data
from tests.street import Street

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}


async def test_a_number_is_printed_where_the_street_publishes_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    street.street.published, street.community.duty_phone = "leader", "023-49800119"
    made = await data.grid_sheet(session, street.grid, "wangge_bot", "")
    phones = {each.role: each.phone for each in made.staff}
    assert phones["网格长"]
    assert phones["网格员"] == ""
    assert made.duty_phone == "023-49800119"
    assert made.staff[0].role == "网格长"
    community, leader = made.above[0]
    assert (community, leader and leader.name, bool(leader and leader.phone)) == (
        "S-1网格",
        street.community_leader.name,
        True,
    )


async def test_the_street_signs(session: AsyncSession, street: Street) -> None:
    assert await data.office(session, street.grid, "") == "S网格"
    assert await data.office(session, street.grid, "永川区{street}办事处") == "永川区S网格办事处"


async def test_a_grid_without_a_boundary_has_no_map(session: AsyncSession, street: Street) -> None:
    assert await data.grid_map(session, street.grid) is None


async def test_a_community_s_map_shows_its_grids(session: AsyncSession, street: Street) -> None:
    street.community.boundary = street.grid.boundary = SQUARE
    drawn = await data.grid_map(session, street.community)
    assert drawn is not None
    assert [other.name for other in drawn.others] == ["S-1-1网格"]


async def test_a_chart_names_who_leads_and_who_patrols(session: AsyncSession, street: Street) -> None:
    top = await data.responsibility(session, street.street)
    community = top.below[0]
    grid = community.below[0]
    assert list(community.leaders) == [street.community_leader.name]
    assert list(grid.leaders) == [street.leader.name]
    assert sorted(grid.members) == sorted([street.member.name, street.other_member.name])
