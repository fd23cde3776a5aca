from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.criteria import Criterion
from models.assessment.kept import counts_kept
from models.assessment.results.standard import Missing, standings
from models.assessment.rules import RULES, Item, built_in
from models.grids.tables import Grid, Level
from models.members.tables import Post, Role
from models.obligations.acting import end, withdraw
from models.obligations.kinds import Owners
from models.obligations.tables import Obligation, Requirement
from models.obligations.workflow import Excuse, State
from tests.models.assessment.counted import DAY, MORNING, Result, add_grid
from tests.models.checks.owing import add_place, local
from tests.models.obligations.asking import ask, shares
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


async def letters(session: AsyncSession, grid: Grid, now: datetime) -> int:
    """How many percent are signed, where a hundred are asked for."""
    await session.flush()
    [standing] = await standings(session, grid, now)
    return next((one.has for one in standing.missing if one.item is Item.LETTERS), 100)


async def sign(session: AsyncSession, asked: Requirement, now: datetime, most: int = 99) -> None:
    for share in (await shares(session, asked))[:most]:
        share.state, share.done_at = State.DONE, now


async def test_letters_count_from_when_they_are_signed_until_the_next_are_due(
    session: AsyncSession, street: Street
) -> None:
    grid, leader, asked_on = street.grid, street.leader, local("2026-11-16")
    first = await ask(session, grid, leader, asked_on, Owners.MEMBERS, days=30)
    assert await letters(session, grid, asked_on) == 0
    await sign(session, first, asked_on + DAY, most=1)
    assert await letters(session, grid, asked_on + DAY) == 50
    await sign(session, first, asked_on + DAY)
    for later in (1, 29, 31, 394, 397, 2000):
        assert await letters(session, grid, asked_on + later * DAY) == 100
    again = asked_on + 365 * DAY
    second = await ask(session, grid, leader, again, Owners.MEMBERS, days=30)
    await sign(session, second, again, most=1)
    assert await letters(session, grid, again + 30 * DAY) == 100
    assert await letters(session, grid, again + 31 * DAY) == 50
    await sign(session, second, again + 32 * DAY)
    assert await letters(session, grid, again + 32 * DAY) == 100


async def test_letters_that_others_were_asked_for_later_leave_the_members_theirs(
    session: AsyncSession, street: Street
) -> None:
    grid, leader, now = street.grid, street.leader, local("2026-11-16")
    shop = await add_place(session, grid, "甲店")
    await ask(session, grid, leader, now, Owners.MEMBERS, days=3)
    of_places = await ask(session, grid, leader, now + DAY, Owners.PLACES, days=3, place_kinds=(shop.kind,))
    await sign(session, of_places, now + 2 * DAY)
    assert await letters(session, grid, now + 9 * DAY) == 33
    shop.closed_at = now + 9 * DAY
    assert await letters(session, grid, now + 9 * DAY) == 0


async def test_letters_that_were_excused_or_withdrawn_leave_those_before(session: AsyncSession, street: Street) -> None:
    grid, leader, now = street.grid, street.leader, local("2026-11-16")
    await sign(session, await ask(session, grid, leader, now, Owners.MEMBERS, days=3), now)
    excused = await ask(session, grid, leader, now + DAY, Owners.MEMBERS, days=3)
    for share in await shares(session, excused):
        share.state, share.excuse = State.EXCUSED, Excuse.GRANTED
    await withdraw(session, await ask(session, grid, leader, now + 2 * DAY, Owners.MEMBERS, days=3), leader, now)
    assert await letters(session, grid, now + 9 * DAY) == 100
    lapsed = await ask(session, grid, leader, now + 3 * DAY, Owners.MEMBERS, days=3)
    assert await letters(session, grid, now + 4 * DAY) == 100
    await end(session, lapsed, leader, now + 4 * DAY)
    assert await letters(session, grid, now + 4 * DAY) == 0


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
