from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Binding, Chat, Grid, Purpose
from models.members.reach import (
    Reached,
    group_chat,
    leaders_chats,
    members_chats,
    people_at_work,
    reach_in,
    reachable_people,
    upwards,
)
from models.members.tables import Leave, LeaveState, Person, Post, Role
from tests.street import GROUP, Street, resign

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


async def away(session: AsyncSession, now: datetime, *people: Person) -> None:
    for person in people:
        leave = Leave(person_id=person.id, begins_at=now, ends_at=now + timedelta(days=3), filed_at=now)
        leave.state = LeaveState.AWAY
        session.add(leave)
    await session.flush()


async def back_up(session: AsyncSession, street: Street, now: datetime) -> int:
    """A B post of the grid; its private chat."""
    person = Person(tg_user_id=21, name="陈国强", first_seen=now, started=True)
    post = Post(grid_id=street.grid.id, role=Role.BACKUP, name="陈国强", phone="+8619900000021", person_id=person.id)
    session.add_all([person, post])
    await session.flush()
    return 21


async def test_the_b_post_is_told_of_nothing_while_nobody_is_on_leave(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    backup = await back_up(session, street, now)
    assert backup not in await members_chats(session, street.grid)
    assert backup not in await leaders_chats(session, street.grid)


async def test_the_b_post_receives_for_a_member_on_leave_and_for_a_leader(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    backup = await back_up(session, street, now)
    await away(session, now, street.member, street.leader)
    assert await members_chats(session, street.grid) == [backup]
    assert await leaders_chats(session, street.grid) == [backup]
    found = await upwards(session, street.grid)
    assert found is not None
    assert found[1] == [backup]


async def test_colleagues_go_on_receiving(session: AsyncSession, street: Street, now: datetime) -> None:
    street.other_member.started = True
    (await session.get_one(Chat, street.other_member.tg_user_id)).reachable = True
    await away(session, now, street.member)
    assert await members_chats(session, street.grid) == [street.other_member.tg_user_id]


async def test_where_no_member_is_left_the_leader_receives(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await away(session, now, street.member)
    assert await members_chats(session, street.grid) == [street.leader.tg_user_id]


async def test_where_the_only_leader_is_away_the_next_level_is_told(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await away(session, now, street.leader)
    assert await leaders_chats(session, street.grid) == [street.community_leader.tg_user_id]
    found = await upwards(session, street.grid)
    assert found is not None
    assert (found[0].code, found[1]) == ("S-1", [street.community_leader.tg_user_id])


async def test_a_leaders_chat_hears_whoever_is_away(session: AsyncSession, street: Street, now: datetime) -> None:
    await lead_from(session, street.grid, LEADERS, now)
    await away(session, now, street.leader)
    assert await leaders_chats(session, street.grid) == [LEADERS]


async def test_when_everybody_is_away_they_are_disturbed_all_the_same(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await away(session, now, street.member, street.leader, street.community_leader)
    assert await members_chats(session, street.grid) == [street.member.tg_user_id]
    found = await upwards(session, street.grid)
    assert found is not None
    assert found[1] == [street.leader.tg_user_id]


async def test_a_leave_that_is_planned_or_over_changes_nothing(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await away(session, now, street.member)
    leave = (await session.scalars(select(Leave))).one()
    for state in (LeaveState.PLANNED, LeaveState.OVER, LeaveState.CANCELLED):
        leave.state = state
        assert await members_chats(session, street.grid) == [street.member.tg_user_id]


async def test_people_at_work_are_those_reached_in_their_post_and_not_away(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await away(session, now, street.member)
    asked = [None, street.member.id, street.other_member.id, street.leader.id, street.stranger.id]
    assert [person.id for person in await people_at_work(session, asked, street.grid)] == [street.leader.id]
    await resign(session, street.leader, now)
    assert await people_at_work(session, asked, street.grid) == []


async def test_where_nobody_can_be_reached_it_is_still_known_who_has_members(
    session: AsyncSession, street: Street
) -> None:
    found = await reach_in(session, [street.street.id, street.grid.id], Role.MEMBER)
    assert found == Reached({street.grid.id: [street.member.tg_user_id]}, frozenset({street.grid.id}))
    street.member.started = False
    await session.flush()
    found = await reach_in(session, [street.street.id, street.grid.id], Role.MEMBER)
    assert street.grid.id in found.peopled
    assert street.member.tg_user_id not in found.chats.get(street.grid.id, ())
    for post in (await session.scalars(select(Post).where(col(Post.role) == Role.MEMBER))).all():
        post.ended_at = post.claimed_at = street.member.first_seen
    await session.flush()
    assert (await reach_in(session, [street.grid.id], Role.MEMBER)).peopled == frozenset()
