from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.criteria import Criterion
from models.assessment.kept import counts_kept
from models.assessment.results.standard import Missing, standings
from models.assessment.rules import RULES, Item, built_in
from models.grids.tables import Grid, Level
from models.members.tables import Post, Role
from models.obligations.kinds import Owners
from models.obligations.tables import Obligation
from models.obligations.workflow import State
from tests.models.assessment.counted import MORNING, Result, add_grid
from tests.models.checks.owing import add_place, local
from tests.models.obligations.asking import ask
from tests.street import Street


async def missing(session: AsyncSession, grid: Grid) -> dict[str, dict[Item, tuple[int, int]]]:
    """By the grid's code what it has, and what is wanted."""
    await session.flush()
    return {
        each.grid.code: {one.item: (one.has, one.wanted) for one in each.missing}
        for each in await standings(session, grid, MORNING)
    }


async def test_a_grid_meets_the_standard_once_it_has_all_that_is_asked(session: AsyncSession, street: Street) -> None:
    bare = {Item.BOUNDARY: (0, 1), Item.LETTERS: (0, 100), Item.PLACES: (0, 1)}
    assert await missing(session, street.street) == {"S-1-1": bare}
    street.grid.boundary = {"type": "Polygon", "coordinates": []}
    await add_place(session, street.grid, "甲店")
    asked = await ask(session, street.community, street.community_leader, local("2026-11-01"), Owners.STAFF)
    shares = col(Obligation.requirement_id) == asked.id
    rows = (await session.scalars(select(Obligation).where(shares, col(Obligation.grid_id) == street.grid.id))).all()
    assert await missing(session, street.grid) == {"S-1-1": {Item.LETTERS: (0, 100)}}
    for signed, row in enumerate(rows, 1):
        row.state = State.DONE
        expected = {} if signed == len(rows) else {Item.LETTERS: (100 * signed // len(rows), 100)}
        assert await missing(session, street.grid) == {"S-1-1": expected}
    [standing] = await standings(session, street.grid, MORNING)
    assert standing.met
    later = await standings(session, street.grid, MORNING + timedelta(days=400))
    assert [one.item for one in later[0].missing] == [Item.LETTERS]


async def test_a_grid_without_leader_members_or_group_is_named_with_it(session: AsyncSession, street: Street) -> None:
    community = await add_grid(session, street.street, "S-2", Level.COMMUNITY)
    grid = await add_grid(session, community, "S-2-1", Level.GRID)
    cell = await add_grid(session, grid, "S-2-1-1", Level.CELL)
    await add_place(session, cell, "乙店")
    found = await missing(session, street.street)
    assert found["S-2-1"] == {
        Item.LEADER: (0, 1),
        Item.MEMBERS: (0, 1),
        Item.BOUNDARY: (0, 1),
        Item.GROUP: (0, 1),
        Item.LETTERS: (0, 100),
    }
    assert found.keys() == {"S-1-1", "S-2-1"}
    leaders = col(Post.grid_id) == street.grid.id, col(Post.role) == Role.LEADER
    await session.execute(update(Post).where(*leaders).values(ended_at=MORNING))
    assert (await missing(session, street.grid))["S-1-1"][Item.LEADER] == (0, 1)


async def test_patrols_and_checks_are_those_of_the_last_quarter_that_was_counted(
    session: AsyncSession, street: Street, found: Result
) -> None:
    before = await missing(session, street.grid)
    score = found.scores["S-1-1", None]
    score.counts = {**score.counts, **counts_kept({Criterion.PATROL: (89, 100), Criterion.CHECKS: (9, 10)})}  # type: ignore[dict-item]
    after = await missing(session, street.grid)
    assert after == {"S-1-1": {**before["S-1-1"], Item.PATROL: (89, 90)}}


async def test_a_street_asks_for_what_it_chooses(session: AsyncSession, street: Street) -> None:
    nothing = dict.fromkeys(Item, 0)
    RULES.keep(session, replace(built_in(), standard={**nothing, Item.MEMBERS: 3}))
    [standing] = await standings(session, street.grid, MORNING)
    assert standing.missing == [Missing(Item.MEMBERS, 2, 3)]
    assert [one.share for one in standing.missing] == [False]
    RULES.keep(session, replace(built_in(), standard=nothing))
    assert [each.met for each in await standings(session, street.grid, MORNING)] == [True]
