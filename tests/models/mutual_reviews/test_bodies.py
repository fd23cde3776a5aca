"""Who reviews whom."""

import pytest

from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.tables import Role
from models.mutual_reviews.bodies import Standing, area_of, bodies, posts_in, streets_of
from tests.models.mutual_reviews.crowd import Crowd


async def reviewed(crowd: Crowd, *held: tuple[str, Role], lives_in: str = "", appraises: str = "") -> set[str]:
    """`side name` of what somebody with these posts reviews."""
    of = {"street": crowd.street.street, "community": crowd.street.community, "grid": crowd.street.grid}
    of |= {"other": crowd.other_grid}
    person = await crowd.person()
    for where, role in held:
        await crowd.post(of[where], role, person, crowd.department if role is Role.LIAISON else None)
    area = await area_of(crowd.session, crowd.street.street)
    standing = Standing(
        (await posts_in(crowd.session, area, [person.id]))[person.id],
        [of[appraises].id] if appraises else (),
        of[lives_in].id if lives_in else None,
    )
    named = {grid.name: key for key, grid in of.items()}
    return {f"{body.side} {named.get(body.name, body.name)}" for body in bodies(area, standing)}


UP = {"communities street", "communities 派出所"}


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([("grid", Role.MEMBER)], {"grids community"}),
        ([("grid", Role.LEADER), ("other", Role.BACKUP)], {"grids community"}),
        ([("community", Role.LEADER)], UP | {"communities grid", "communities other"}),
        ([("community", Role.LEADER), ("grid", Role.LEADER)], UP | {"communities other"}),
        ([("street", Role.LEADER)], {"street community"}),
        ([("street", Role.LEADER), ("community", Role.MEMBER)], {"communities 派出所", "communities grid"}),
        ([("street", Role.LIAISON)], {"street community"}),
        ([("street", Role.LIAISON), ("grid", Role.MEMBER)], {"grids community"}),
        ([("grid", Role.POLICE)], set()),
        ([], set()),
    ],
)
async def test_each_body_once_and_never_one_s_own(
    crowd: Crowd, held: list[tuple[str, Role]], expected: set[str]
) -> None:
    found = await reviewed(crowd, *held)
    assert found == expected | ({"communities other"} if ("community", Role.MEMBER) in held else set())


async def test_residents_and_appraisers_review_grids_in_whose_line_they_hold_nothing(crowd: Crowd) -> None:
    assert await reviewed(crowd, lives_in="grid") == {"residents grid"}
    assert await reviewed(crowd, appraises="community") == {"residents grid", "residents other"}
    assert await reviewed(crowd, ("grid", Role.MEMBER), lives_in="grid") == {"grids community"}
    assert await reviewed(crowd, ("grid", Role.MEMBER), lives_in="other") == {"grids community", "residents other"}


async def test_a_cell_s_people_belong_to_its_grid_and_so_do_its_residents(crowd: Crowd) -> None:
    cell = Grid(code="S-1-1-1", name="一单元", level=Level.CELL, path="", parent_id=crowd.street.grid.id)
    cell.path = path_of(cell.id, crowd.street.grid.path)
    crowd.session.add(cell)
    person = await crowd.person()
    await crowd.post(cell, Role.MEMBER, person)
    area = await area_of(crowd.session, crowd.street.street)
    own = (await posts_in(crowd.session, area, [person.id]))[person.id]
    assert [each.id for each in bodies(area, Standing(own, (), cell.id))] == [crowd.street.community.id]
    assert [each.id for each in bodies(area, Standing((), (), cell.id))] == [crowd.street.grid.id]


async def test_in_which_street_somebody_takes_part(crowd: Crowd) -> None:
    assert [each.id for each in await streets_of(crowd.session, crowd.street.member)] == [crowd.street.street.id]
    assert [each.id for each in await streets_of(crowd.session, crowd.liaison)] == [crowd.street.street.id]
    assert await streets_of(crowd.session, crowd.street.stranger) == []
