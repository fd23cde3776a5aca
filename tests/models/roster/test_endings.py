from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Refused
from models.grids.tables import Binding, Chat, Grid, Purpose
from models.roster.endings import Endings
from models.roster.importer import foresee, import_roster
from models.roster.records import Roster
from tests.models.roster.rosters import line, roster, street


def town(grids: int, *, parent: str = "C", leader: str = "曹林文") -> Roster:
    """S over C and D, and so many grids, each with a leader of its own."""
    communities = [line(code, "community", "S", leader="", leader_phone="") for code in ("C", "D")]
    below = [
        line(f"G{n}", parent=parent, leader=leader, leader_phone=f"1990000{n:04}" if leader else "")
        for n in range(grids)
    ]
    return roster(line("S", "street", leader="", leader_phone=""), *communities, *below)


async def stored(session: AsyncSession) -> tuple[int, int]:
    living = select(func.count()).select_from(Grid).where(col(Grid.retired_at).is_(None))
    return await session.scalar(living) or 0, await session.scalar(select(func.count()).select_from(Grid)) or 0


async def test_what_would_end_is_told_by_name_and_nothing_is_written(session: AsyncSession, now: datetime) -> None:
    await import_roster(session, street(line("G3", parent="C2", leader_phone="19900000030")), now)
    entries = [replace(each, parent="C2") if each.code == "G1" else each for each in street().entries]
    entries = [replace(each, holders=()) if each.code == "G2" else each for each in entries]
    ends = await foresee(session, replace(street(), entries=tuple(entries)), now)
    assert ends.grids == ("G3 网格G3",)
    assert sorted(ends.posts) == ["宋斌 (G2)", "曹林文 (G2)", "曹林文 (G3)"]
    assert (ends.moved, ends.unled) == (("G1 网格G1: C1 → C2",), ("G2 网格G2",))
    assert (ends.standing, ends.many) == ((6, 9), False)
    assert await stored(session) == (6, 6)


async def test_a_first_import_and_the_same_again_end_nothing(session: AsyncSession, now: datetime) -> None:
    nothing = ((), (), (), (), ())
    first = await foresee(session, town(9), now)
    await import_roster(session, town(9), now)
    again = await foresee(session, town(9), now)
    for ends in (first, again):
        assert (ends.grids, ends.served, ends.posts, ends.moved, ends.unled) == nothing


@pytest.mark.parametrize(
    ("after", "refused"),
    [
        (town(100), False),
        (town(95), False),
        (town(94), True),
        (town(1), True),
        (town(100, leader=""), True),
        (town(100, parent="D"), False),
        (roster(line("S", "street")), True),
    ],
)
async def test_more_than_a_small_share_is_ended_only_on_demand(
    session: AsyncSession, now: datetime, after: Roster, refused: bool
) -> None:
    await import_roster(session, town(100), now)
    if refused:
        with pytest.raises(Refused) as error:
            await import_roster(session, after, now)
        assert error.value.code == "roster.ends_many"
        assert await stored(session) == (103, 103)
        await import_roster(session, after, now, retire=True)
    else:
        await import_roster(session, after, now)
    assert await stored(session) == (len(after.entries), 103)


async def test_a_grid_with_a_group_is_retired_only_on_demand(session: AsyncSession, now: datetime) -> None:
    await import_roster(session, street(), now)
    session.add(Chat(id=-1, type="supergroup", seen_at=now))
    grid = (await session.scalars(select(Grid).where(col(Grid.code) == "G2"))).one()
    session.add(Binding(grid_id=grid.id, purpose=Purpose.GROUP, chat_id=-1, bound_at=now))
    await session.flush()
    fewer = replace(street(), entries=tuple(each for each in street().entries if each.code != "G2"))
    assert (await foresee(session, fewer, now)).served == ("G2 网格G2",)
    with pytest.raises(Refused):
        await import_roster(session, fewer, now)


@pytest.mark.parametrize(("ended", "of", "many"), [(3, 4, False), (4, 5, True), (5, 100, False), (6, 100, True)])
def test_three_are_few_and_so_is_one_in_twenty(ended: int, of: int, many: bool) -> None:
    names = tuple(f"G{n}" for n in range(ended))
    assert Endings(names, (), (), (), (), (of, 0)).many is many
    assert Endings((), (), names, (), (), (0, of)).many is many
    assert Endings((), (), (), names, (), (of, of)).many is False
