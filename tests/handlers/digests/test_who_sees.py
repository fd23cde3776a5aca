"""Who sees the digest of which grid: by the command, by a button under an old digest, by a link from a group."""

from collections.abc import Awaitable, Callable, Mapping

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.digests.presses import PAGE
from handlers.digests.view import REFUSED
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.tables import Post, Role
from tests.handlers.room import Room
from tests.street import Street

ASKING, HERE = 16, 700
WEEK, BEFORE = "2026-W46", "2026-W45"
ABOVE = {"S", "S-1", "S-1-1"}
STREET = {*ABOVE, "S-1-2", "S-2"}
GONE = "S-9"
HOLDERS: list[tuple[str, Role | None, str, set[str], set[str]]] = [
    # who; of what; sees the numbers of; may have the details of
    ("a resident", None, "", set(), set()),
    ("a member", Role.MEMBER, "S-1-1", ABOVE, set()),
    ("a grid's leader", Role.LEADER, "S-1-1", ABOVE, {"S-1-1"}),
    ("another grid's leader", Role.LEADER, "S-1-2", {"S", "S-1", "S-1-2"}, {"S-1-2"}),
    ("a backup", Role.BACKUP, "S-1-1", ABOVE, set()),
    ("a community's leader", Role.LEADER, "S-1", {*ABOVE, "S-1-2"}, {"S-1", "S-1-1", "S-1-2"}),
    ("another community's leader", Role.LEADER, "S-2", {"S", "S-2"}, {"S-2"}),
    ("the street's leader", Role.LEADER, "S", STREET, STREET),
    ("another street's leader", Role.LEADER, "X", {"X"}, {"X"}),
    ("police of a community", Role.POLICE, "S-1", {*ABOVE, "S-1-2"}, set()),
    ("an adopting official", Role.ADOPTING, "S-1-1", ABOVE, set()),
    ("a fire team", Role.TEAM, "S", STREET, set()),
    ("a liaison", Role.LIAISON, "S", set(), set()),
    ("leader of a grid that is gone", Role.LEADER, GONE, set(), set()),
]
Grids = Mapping[str, Grid]
Way = Callable[[Room, Grid], Awaitable[None]]


@pytest.fixture
async def grids(session: AsyncSession, street: Street) -> Grids:
    def made(code: str, level: Level, above: Grid | None) -> Grid:
        grid = Grid(code=code, name=f"{code}网格", level=level, path="", parent_id=above.id if above else None)
        grid.path = path_of(grid.id, above.path if above else "")
        session.add(grid)
        return grid

    second = made("S-1-2", Level.GRID, street.community), made("S-2", Level.COMMUNITY, street.street)
    gone = made(GONE, Level.COMMUNITY, street.street)
    gone.retired_at = street.leader.first_seen
    found = street.street, street.community, street.grid, *second, made("X", Level.STREET, None), gone
    await session.flush()
    return {grid.code: grid for grid in found}


async def held(room: Room, street: Street, grid: Grid, role: Role) -> Post:
    who = {"name": "路人", "phone": "+8619900000099", "person_id": street.stranger.id}
    post = Post.model_validate({**who, "grid_id": grid.id, "role": role, "claimed_at": room.now})
    room.session.add(post)
    await room.session.flush()
    return post


async def by_command(room: Room, grid: Grid) -> None:
    await room.says(ASKING, ASKING, f"/digest {grid.code} {BEFORE}")


async def by_link(room: Room, grid: Grid) -> None:
    await room.says(ASKING, ASKING, f"/start digest_before_{grid.id}_{WEEK}")


async def by_press(room: Room, grid: Grid, ask: str = "before") -> None:
    message = HERE + len(await room.messages())
    await room.standing(ASKING, PAGE, message, subject_id=grid.id, period=WEEK)
    await room.presses(ASKING, ASKING, f"dig:{ask}:{grid.id}:{WEEK}", on=message)


async def sees(room: Room, grid: Grid, way: Way) -> bool:
    """Whether it is shown; else it is refused."""
    await way(room, grid)
    answer = (await room.messages(ASKING))[-1]
    if answer.kind == PAGE:
        assert (answer.subject_id, answer.args["period"]) == (grid.id, BEFORE)
        return True
    assert (answer.kind, answer.args["code"]) == (REFUSED, "digest.not_yours")
    return False


@pytest.mark.parametrize("way", [by_command, by_press, by_link])
@pytest.mark.parametrize(("role", "code", "seen"), [each[1:4] for each in HOLDERS], ids=[each[0] for each in HOLDERS])
async def test_who_sees_the_numbers_of_what(
    room: Room, street: Street, grids: Grids, role: Role | None, code: str, seen: set[str], way: Way
) -> None:
    if role is not None:
        await held(room, street, grids[code], role)
    asked = [grid for name, grid in grids.items() if name != GONE]
    assert {grid.code for grid in asked if await sees(room, grid, way)} == seen


@pytest.mark.parametrize(
    ("role", "code", "has"), [(*each[1:3], each[4]) for each in HOLDERS], ids=[each[0] for each in HOLDERS]
)
async def test_who_may_have_the_details_behind_them(
    room: Room, street: Street, grids: Grids, role: Role | None, code: str, has: set[str]
) -> None:
    """The ledger asks on; who may see the numbers alone hears so."""
    if role is not None:
        await held(room, street, grids[code], role)
    found = set()
    for name, grid in grids.items():
        await by_press(room, grid, "details")
        if (await room.messages(ASKING))[-1].kind not in {REFUSED, "ledgers.refused"}:
            found.add(name)
    assert found == has


@pytest.mark.parametrize("way", [by_command, by_press, by_link])
async def test_with_the_post_goes_the_sight(room: Room, street: Street, grids: Grids, way: Way) -> None:
    post = await held(room, street, grids["S-1"], Role.LEADER)
    assert await sees(room, grids["S-1"], way)
    post.ended_at = room.now
    await room.session.flush()
    assert not await sees(room, grids["S-1"], way)


async def test_without_a_grid_named_it_is_the_highest_of_one_s_own(room: Room, street: Street, grids: Grids) -> None:
    for code in ("S-1-2", "S-2"):
        await held(room, street, grids[code], Role.LEADER)
    await held(room, street, grids["S"], Role.LIAISON)
    await room.says(ASKING, ASKING, "/digest")
    answer = (await room.messages(ASKING))[-1]
    assert (answer.kind, answer.subject_id) == (PAGE, min(grids["S-1-2"], grids["S-2"], key=lambda each: each.path).id)
