from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.emergencies import actions
from models.emergencies.alerting import notify
from models.emergencies.calls import Cry, call_for_help
from models.emergencies.tables import Call
from models.grids.tables import Binding, Chat, Level, Purpose
from models.onboarding.chat_reachability import moved
from tests.models.emergencies.conftest import Quarter, chats
from tests.street import GROUP

LEADERS_CHAT = -2001


async def test_a_bound_leaders_chat_hears_instead_of_the_leader(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    session.add(Chat(id=LEADERS_CHAT, type="supergroup", title="网格长群", seen_at=now))
    session.add(Binding(grid_id=quarter.grid.id, purpose=Purpose.LEADERS, chat_id=LEADERS_CHAT, bound_at=now))
    await session.flush()
    await call_for_help(session, Cry(GROUP, 1, "着火", quarter.resident), quarter.grid, now)
    told = await chats(session, "alarm")
    assert LEADERS_CHAT in told
    assert quarter.leader.tg_user_id not in told


async def test_a_call_in_the_leaders_chat_is_answered_there_and_shown_in_the_group(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    await call_for_help(session, Cry(LEADERS_CHAT, 1, "着火", quarter.leader), quarter.grid, now)
    assert await chats(session, "card") == [LEADERS_CHAT, GROUP]
    assert LEADERS_CHAT not in await chats(session, "alarm")


@pytest.mark.parametrize(("reached", "expected"), [(True, "community_leader"), (False, "street_leader")])
async def test_a_level_out_of_reach_leaves_it_to_the_next_above(
    session: AsyncSession, quarter: Quarter, reached: bool, expected: str
) -> None:
    quarter.community_leader.started = reached
    await session.flush()
    found = await notify.level_chats(session, quarter.grid, Level.COMMUNITY)
    assert found == [getattr(quarter, expected).tg_user_id]


async def test_a_level_that_the_tree_does_not_have_has_nobody(session: AsyncSession, quarter: Quarter) -> None:
    assert await notify.level_chats(session, quarter.grid, Level.DISTRICT) == []


async def test_whoever_is_highest_in_reach_hears_of_a_call_from_nowhere(
    session: AsyncSession, quarter: Quarter
) -> None:
    quarter.street_leader.started = False
    await session.flush()
    assert await notify.above_all(session) == [quarter.community_leader.tg_user_id]


async def test_nobody_is_told_twice_at_once(session: AsyncSession, call: Call, quarter: Quarter, now: datetime) -> None:
    told = await chats(session, "alarm")
    assert len(told) == len(set(told))
    await actions.go(session, call, quarter.member, now)
    assert await notify.helpers_chats(session, call) == [quarter.member.tg_user_id]


async def test_a_call_follows_its_group_into_the_supergroup(session: AsyncSession, call: Call, now: datetime) -> None:
    await moved(session, GROUP, -1009, now)
    await session.refresh(call)
    assert (call.chat_id, call.message_id) == (-1009, None)
