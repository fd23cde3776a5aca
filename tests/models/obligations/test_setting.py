from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.brigades.tables import Brigade
from models.errors import Conflict, Refused
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.tables import Person, Post, Role
from models.obligations.kinds import Owners, TaskKind
from models.obligations.owners import owned
from models.obligations.tables import Obligation
from models.obligations.telling import CARD, REMINDER, SEVERAL, SUMMARY
from models.obligations.worklist import waiting
from models.worklist import Wanted
from tests.models.checks.owing import add_place
from tests.models.obligations.asking import ask, tick, told
from tests.street import Street, resign

DAY = timedelta(days=1)
NOBODY = SimpleNamespace(name="-")


async def add_grid(session: AsyncSession, code: str, above: Grid, level: Level = Level.GRID) -> Grid:
    grid = Grid(code=code, name=f"{code}网格", level=level, path="", parent_id=above.id)
    grid.path = path_of(grid.id, above.path)
    session.add(grid)
    await session.flush()
    return grid


@pytest.mark.parametrize(
    ("owners", "expected"),
    [
        (Owners.LEADERS, ["S-1网格 马东宏", "S-1-1网格 谭远康", "S-1-2网格 -"]),
        (Owners.MEMBERS, ["S-1-1网格 傅勇", "S-1-1网格 陈明梅", "S-1-2网格 -"]),
        (
            Owners.STAFF,
            ["S-1网格 马东宏", "S-1-1网格 谭远康", "S-1-1网格 傅勇", "S-1-1网格 陈明梅", "S-1-2网格 -", "S-1-2网格 -"],
        ),
        (Owners.LOWEST, ["S-1-1网格 -", "S-1-2网格 -"]),
        (Owners.BRIGADES, ["S-1-2网格 -"]),
        (Owners.PLACES, ["S-1-1网格 甲厂"]),
    ],
)
async def test_each_owner_has_a_share_and_what_nobody_holds_is_the_grid_s(
    session: AsyncSession, street: Street, now: datetime, owners: Owners, expected: list[str]
) -> None:
    other = await add_grid(session, "S-1-2", street.community)
    session.add(Brigade(grid_id=other.id, founded_at=now))
    await add_place(session, street.grid, "甲厂", kind="key_unit")
    await add_place(session, street.grid, "乙店")
    post = Post(grid_id=street.street.id, role=Role.LEADER, name="曹林文", phone="+861", person_id=street.stranger.id)
    session.add(post)
    await session.flush()
    kind = TaskKind.SELF_ASSESSMENT if owners is Owners.PLACES else TaskKind.LETTER
    asked = await ask(session, street.street, street.stranger, now, owners, kind, place_kinds=("key_unit",))
    found = await owned(session, col(Obligation.requirement_id) == asked.id)
    names = [
        f"{each.grid.name} {each.post.name if each.post else each.place.name if each.place else '-'}" for each in found
    ]
    assert names == expected if owners is not Owners.STAFF else sorted(names) == sorted(expected)
    of_grids = owners in (Owners.LOWEST, Owners.BRIGADES)
    assert [each.vacant for each in found] == [name.endswith("-") and not of_grids for name in names]


async def test_only_leaders_ask_and_not_in_the_past_nor_of_nobody(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    with pytest.raises(Refused, match="not_leader"):
        await ask(session, street.grid, street.member, now)
    with pytest.raises(Conflict, match="past"):
        await ask(session, street.grid, street.leader, now, days=-1)
    with pytest.raises(Conflict, match="far"):
        await ask(session, street.grid, street.leader, now, days=400)
    with pytest.raises(Conflict, match="nobody"):
        await ask(session, street.grid, street.leader, now, Owners.PLACES, place_kinds=("shop",))


async def test_owners_hear_at_once_or_in_the_morning_and_what_nobody_can_be_asked_for_its_leader_is(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    night = now.replace(hour=14)  # 22:00 in Shanghai
    await ask(session, street.grid, street.leader, night, Owners.MEMBERS)
    await tick(session, night)
    assert await told(session, CARD) == []
    await tick(session, night + timedelta(hours=9))
    assert sorted(await told(session, CARD)) == [street.member.tg_user_id, street.leader.tg_user_id]


async def test_many_shares_of_one_are_one_message_and_reminders_are_folded(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    for n in range(5):
        await add_place(session, street.grid, f"{n}号厂", kind="key_unit")
    await ask(
        session, street.grid, street.leader, now, Owners.PLACES, TaskKind.SELF_ASSESSMENT, place_kinds=("key_unit",)
    )
    await ask(session, street.grid, street.leader, now, Owners.MEMBERS)
    await tick(session, now)
    member = street.member.tg_user_id
    assert (await told(session, SEVERAL), (await told(session, CARD)).count(member)) == ([member], 1)
    await tick(session, now + 3 * DAY)
    assert (await told(session, REMINDER)).count(member) == 1
    await tick(session, now + 3 * DAY)
    assert (await told(session, REMINDER)).count(member) == 1
    await tick(session, now + 9 * DAY)
    assert (await told(session, REMINDER)).count(member) == 2


async def test_what_is_overdue_is_told_to_the_level_above_in_one_message(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    post = Post(grid_id=street.street.id, role=Role.LEADER, name="曹林文", phone="+861", person_id=street.stranger.id)
    session.add(post)
    await session.flush()
    await ask(session, street.street, street.stranger, now, Owners.STAFF, days=1)
    await tick(session, now)
    await tick(session, now + DAY)
    assert await told(session, SUMMARY) == []
    await tick(session, now + 2 * DAY)
    assert await told(session, SUMMARY) == [street.community_leader.tg_user_id, street.stranger.tg_user_id]
    await tick(session, now + 8 * DAY)
    assert len(await told(session, SUMMARY)) == 2
    await tick(session, now + 9 * DAY)
    assert len(await told(session, SUMMARY)) == 4


async def test_it_stands_in_the_list_of_whoever_answers_for_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await add_place(session, street.grid, "甲厂", kind="key_unit")
    await ask(session, street.grid, street.leader, now, Owners.MEMBERS)
    about = (Owners.PLACES, TaskKind.SELF_ASSESSMENT)
    await ask(session, street.grid, street.leader, now, *about, days=3, place_kinds=("key_unit",))

    async def waits(person: Person, at: datetime = now) -> tuple[int, int]:
        found = await waiting(session, person.id, at, Wanted())
        return found.total, found.overdue

    assert await waits(street.member) == (2, 0)
    assert await waits(street.member, now + 5 * DAY) == (2, 1)
    assert await waits(street.leader) == (0, 0)
    place.responsible_id = street.stranger.id
    await session.flush()
    assert (await waits(street.member), await waits(street.stranger)) == ((1, 0), (1, 0))
    found = await waiting(session, street.member.id, now, Wanted(under=street.street.id, late=True))
    assert (found.total, list(found.items)) == (0, [])


async def test_what_nobody_holds_waits_for_the_nearest_who_leads(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    post = Post(grid_id=street.street.id, role=Role.LEADER, name="曹林文", phone="+861", person_id=street.stranger.id)
    session.add(post)
    await add_grid(session, "S-1-2", street.community)
    await ask(session, street.street, street.stranger, now, Owners.LEADERS)

    async def waits(person: Person) -> int:
        return (await waiting(session, person.id, now, Wanted())).total

    assert [await waits(each) for each in (street.stranger, street.community_leader, street.leader)] == [0, 2, 1]
    await resign(session, street.community_leader, now)
    assert [await waits(each) for each in (street.stranger, street.community_leader, street.leader)] == [2, 0, 1]
    await tick(session, now)
    assert (await told(session, CARD)).count(street.stranger.tg_user_id) == 2
