from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Binding, Chat, Grid, Purpose
from models.members.reach import group_chat, leaders_chats, members_chats, reachable_people, upwards
from tests.street import GROUP, Street

LEADERS = -2001


async def lead_from(session: AsyncSession, grid: Grid, chat_id: int, now: datetime) -> Chat:
    chat = Chat(id=chat_id, type="group", title="网格长群", seen_at=now)
    session.add_all([chat, Binding(grid_id=grid.id, purpose=Purpose.LEADERS, chat_id=chat_id, bound_at=now)])
    await session.flush()
    return chat


async def test_without_a_leaders_chat_leaders_are_reached_in_private(session: AsyncSession, street: Street) -> None:
    assert await leaders_chats(session, street.grid) == [street.leader.tg_user_id]


async def test_a_leaders_chat_stands_before_private_chats(session: AsyncSession, street: Street, now: datetime) -> None:
    await lead_from(session, street.grid, LEADERS, now)
    assert await leaders_chats(session, street.grid) == [LEADERS]


async def test_a_leaders_chat_out_of_reach_gives_way_to_private_chats(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    chat = await lead_from(session, street.grid, LEADERS, now)
    chat.reachable = False
    assert await leaders_chats(session, street.grid) == [street.leader.tg_user_id]


async def test_a_leader_who_blocked_the_bot_is_not_reached(session: AsyncSession, street: Street) -> None:
    street.leader.started = False
    assert await leaders_chats(session, street.grid) == []


async def test_residents_groups_are_never_where_leaders_are_told(session: AsyncSession, street: Street) -> None:
    street.leader.started = street.community_leader.started = False
    assert await upwards(session, street.grid) is None


async def test_the_first_level_with_anybody_is_found(session: AsyncSession, street: Street, now: datetime) -> None:
    found = await upwards(session, street.grid)
    assert found is not None
    assert (found[0].code, found[1]) == ("S-1-1", [street.leader.tg_user_id])
    street.leader.started = False
    found = await upwards(session, street.grid)
    assert found is not None
    assert (found[0].code, found[1]) == ("S-1", [street.community_leader.tg_user_id])
    street.community_leader.started = False
    await lead_from(session, street.street, LEADERS, now)
    found = await upwards(session, street.grid)
    assert found is not None
    assert (found[0].code, found[1]) == ("S", [LEADERS])


async def test_the_group_is_known_while_it_can_be_reached(session: AsyncSession, street: Street) -> None:
    assert await group_chat(session, street.grid) == GROUP
    assert await group_chat(session, street.community) is None
    (await session.get_one(Chat, GROUP)).reachable = False
    assert await group_chat(session, street.grid) is None


async def test_members_who_started_the_bot_are_reached_in_private(session: AsyncSession, street: Street) -> None:
    assert await members_chats(session, street.grid) == [street.member.tg_user_id]


async def test_only_people_who_can_be_written_to_are_kept(session: AsyncSession, street: Street) -> None:
    asked = [street.member.id, street.other_member.id, street.resident.id]
    assert [person.id for person in await reachable_people(session, asked)] == [street.member.id]
