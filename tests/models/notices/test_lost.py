"""Chats that cannot be reached: who hears of them, and what they get when they come back."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Chat, Purpose
from models.notices.audience import Reach
from models.notices.copies import COPY
from models.notices.sending import send
from models.notices.sent.progress import LOST_GRIDS, PROGRESSES
from models.notices.tables import Notice, NoticeState
from models.onboarding import chat_reachability
from models.outbox.hold import hold_chat
from tests.due import taker
from tests.models.notices.conftest import (
    LEADERS_CHAT,
    OTHER_GROUP,
    Town,
    bind,
    clock,
    drafted,
    messages,
    said,
    to,
)
from tests.street import GROUP

show = taker(PROGRESSES)
SOON = timedelta(seconds=3)


async def lost(session: AsyncSession, *chats: int) -> None:
    for chat in chats:
        (await session.get_one(Chat, chat)).reachable = False
    await session.flush()


async def running(session: AsyncSession, town: Town, now: datetime, *reach: Reach) -> Notice:
    notice = await drafted(session, town, now, audience=to(*reach or (Reach.GROUPS,)))
    await send(session, notice, notice.revision, town.boss, clock(now))
    return notice


async def test_each_level_above_hears_once_of_all_its_grids_when_all_has_been_tried(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    await lost(session, GROUP, OTHER_GROUP)
    notice = await running(session, town, now, Reach.GROUPS, Reach.LEADERS)
    await show(session, now + SOON)
    assert await messages(session, LOST_GRIDS) == []
    await said(session, COPY, now, LEADERS_CHAT)
    await show(session, now + 2 * SOON)
    assert notice.state is NoticeState.SENT
    told = [(each.chat_id, each.args["grids"]) for each in await messages(session, LOST_GRIDS)]
    above = (town.deputy.tg_user_id, [town.other_grid.id])  # nobody leads the other community; the boss wrote it
    assert told == [(LEADERS_CHAT, [town.street.grid.id]), above]
    notice.progress_at = now
    await show(session, now + 3 * SOON)
    assert len(await messages(session, LOST_GRIDS)) == 2


async def test_the_writer_sees_it_on_the_progress_and_is_not_told_beside(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    await bind(session, town.street.street, -1009, Purpose.LEADERS, now)
    await lost(session, LEADERS_CHAT, -1009)
    await running(session, town, now, Reach.LEADERS)
    await show(session, now + SOON)
    assert [each.chat_id for each in await messages(session, LOST_GRIDS)] == [town.deputy.tg_user_id]


async def test_a_chat_that_comes_back_gets_what_still_holds(session: AsyncSession, town: Town, now: datetime) -> None:
    await lost(session, GROUP)
    await running(session, town, now)
    await hold_chat(session, GROUP, now, now + timedelta(days=1), "chat not found")
    await chat_reachability.reachable(session, GROUP, now + 2 * SOON)
    (copy,) = [each for each in await messages(session, COPY) if each.chat_id == GROUP]
    assert copy.not_before == now + 2 * SOON
