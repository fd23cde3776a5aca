from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.members.positions import holds_position, leads, posts_of, staff_of
from models.members.tables import Leave, LeaveState, Post, Role
from tests.street import Street


async def test_a_person_s_posts_come_from_the_top_down_with_their_grids(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    session.add(Post(grid_id=street.grid.id, role=Role.BACKUP, name="马东宏", phone="+8619900000099", person_id=None))
    mine = Post(grid_id=street.grid.id, role=Role.BACKUP, name="马东宏", phone="+8619900000098")
    mine.person_id = street.community_leader.id
    session.add(mine)
    held = await posts_of(session, street.community_leader.id)
    assert [(each.grid.code, each.post.role) for each in held] == [("S-1", Role.LEADER), ("S-1-1", Role.BACKUP)]


async def test_ended_posts_and_retired_grids_are_held_no_more(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    [held] = await posts_of(session, street.leader.id)
    held.post.ended_at = now
    assert await posts_of(session, street.leader.id) == []
    assert not await holds_position(session, street.leader.id, street.grid)
    street.community.retired_at = now
    assert await posts_of(session, street.community_leader.id) == []


@pytest.mark.parametrize(
    ("who", "roles", "answer"),
    [
        ("member", None, True),
        ("member", [Role.LEADER], False),
        ("leader", [Role.LEADER], True),
        ("community_leader", [Role.LEADER], True),
        ("stranger", None, False),
        ("resident", None, False),
    ],
)
async def test_a_post_reaches_its_grid_and_all_below(
    session: AsyncSession, street: Street, who: str, roles: list[Role] | None, answer: bool
) -> None:
    person = getattr(street, who)
    asked = (
        holds_position(session, person.id, street.grid, roles)
        if roles
        else holds_position(session, person.id, street.grid)
    )
    assert await asked is answer


async def test_a_post_does_not_reach_upwards(session: AsyncSession, street: Street) -> None:
    assert not await holds_position(session, street.leader.id, street.community)
    assert not await holds_position(session, street.community_leader.id, street.street)


async def test_a_grid_s_own_staff_by_role(session: AsyncSession, street: Street) -> None:
    assert [post.name for post in await staff_of(session, street.grid, (Role.LEADER,))] == ["谭远康"]
    assert {post.name for post in await staff_of(session, street.grid, [Role.MEMBER])} == {"傅勇", "陈明梅"}
    assert len(await staff_of(session, street.grid)) == 3
    assert await staff_of(session, street.street, (Role.LEADER,)) == []


async def test_the_b_post_leads_while_a_leader_is_away(session: AsyncSession, street: Street, now: datetime) -> None:
    mine = Post(grid_id=street.grid.id, role=Role.BACKUP, name="路人", phone="+8619900000098")
    mine.person_id = street.stranger.id
    leave = Leave(person_id=street.leader.id, begins_at=now, ends_at=now, state=LeaveState.PLANNED, filed_at=now)
    session.add_all([mine, leave])
    await session.flush()
    assert await leads(session, street.stranger.id, street.grid) == []
    leave.state = LeaveState.AWAY
    assert [held.post.id for held in await leads(session, street.stranger.id, street.grid)] == [mine.id]
    [leader] = await leads(session, street.leader.id, street.grid)
    leader.post.ended_at = now
    assert await leads(session, street.stranger.id, street.grid) == []
