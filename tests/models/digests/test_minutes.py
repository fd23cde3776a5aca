"""Digests of one street come apart, and after it; those of the streets of one district, too."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.digests.minutes import APART, minute
from models.grids.tables import Grid, Level
from models.grids.tree import path_of

HOUR = 60


async def grids(session: AsyncSession, level: Level, many: int, above: Grid | None = None) -> Sequence[Grid]:
    code, way = (f"{above.code}-", above.path) if above is not None else ("", "")
    found = []
    for number in range(many):
        grid = Grid(code=f"{code}{number:02}", name="", level=level, path="", parent_id=above.id if above else None)
        grid.path = path_of(grid.id, way)
        found.append(grid)
    session.add_all(found)
    await session.flush()
    return found


async def minutes(session: AsyncSession, of: Sequence[Grid]) -> list[int]:
    return [await minute(session, each) for each in of]


async def test_a_street_alone_comes_first_and_its_communities_minute_by_minute(session: AsyncSession) -> None:
    [street] = await grids(session, Level.STREET, 1)
    communities = await grids(session, Level.COMMUNITY, 13, street)
    assert await minute(session, street) == 0
    assert await minutes(session, communities) == list(range(1, 14))


async def test_too_many_begin_again_and_all_are_told_within_the_hour(session: AsyncSession) -> None:
    streets = await grids(session, Level.STREET, 40)
    last = max(zip(await minutes(session, streets), range(40), strict=True))[1]
    communities = await grids(session, Level.COMMUNITY, 40, streets[last])
    found = await minutes(session, communities)
    assert found[APART:] == found[: 40 - APART]
    assert await minute(session, streets[last]) < min(found)
    assert max(found) < HOUR


async def test_the_streets_of_a_district_follow_it_and_each_other_whatever_is_beside(session: AsyncSession) -> None:
    district, other = await grids(session, Level.DISTRICT, 2)
    for each in (district, other):
        streets = await grids(session, Level.STREET, 14, each)
        assert await minutes(session, [each, *streets]) == list(range(15))
    communities = await grids(session, Level.COMMUNITY, 3, streets[13])
    assert await minutes(session, communities) == [15, 16, 17]


async def test_who_is_no_more_takes_no_minute(session: AsyncSession, now: datetime) -> None:
    [street] = await grids(session, Level.STREET, 1)
    gone, *communities = await grids(session, Level.COMMUNITY, 3, street)
    gone.retired_at = now
    await session.flush()
    assert await minutes(session, communities) == [1, 2]
