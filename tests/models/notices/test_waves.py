from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Chat, Level, Purpose
from models.notices.copies import COPY, OUTCOME
from models.notices.progress import PROGRESSES, tally_of
from models.notices.sending import NOTICES, send
from models.notices.tables import Notice, NoticeState
from models.notices.waves import TRY_AGAIN, is_wave, refused
from models.outbox.hold import hold_chat
from models.outbox.tables import MessageState
from tests.due import taker
from tests.models.notices.conftest import Town, bind, clock, drafted, grid, messages, said

follow, show = taker(NOTICES), taker(PROGRESSES)
SECOND = timedelta(seconds=1)
RIGHTS = "Bad Request: not enough rights to send text messages to the chat"
GROUPS = [-5000 - number for number in range(20)]


@pytest.mark.parametrize(
    ("tried", "refusing", "wave"), [(9, 9, False), (10, 1, False), (10, 2, True), (339, 33, False), (339, 34, True)]
)
def test_more_than_a_tenth_of_ten_or_more_is_a_wave(tried: int, refusing: int, wave: bool) -> None:
    assert is_wave(tried, refusing) is wave


async def running(session: AsyncSession, town: Town, now: datetime) -> Notice:
    for number, chat in enumerate(GROUPS):
        where = grid(f"S-2-9{number}", Level.GRID, town.other_community)
        session.add(where)
        await session.flush()
        await bind(session, where, chat, Purpose.GROUP, now)
    notice = await drafted(session, town, now)
    await send(session, notice, notice.revision, town.boss, clock(now))
    return notice


async def refuse(session: AsyncSession, chat: int, now: datetime, why: str = RIGHTS) -> None:
    """As delivery does."""
    await hold_chat(session, chat, now, await refused(session, chat, why, now), why)


async def due(session: AsyncSession, now: datetime) -> list[int]:
    waiting = [each for each in await messages(session, COPY) if each.state is MessageState.PENDING]
    return [each.chat_id for each in waiting if each.not_before <= now]


async def test_a_wave_pauses_the_notice_and_gives_up_no_chat(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await running(session, town, now)
    await said(session, COPY, now, *GROUPS[:9])
    for chat in GROUPS[9:11]:
        await refuse(session, chat, now)
    assert notice.paused_at == now
    assert [each.args["why"] for each in await messages(session, OUTCOME)] == ["paused"]
    assert await due(session, now + TRY_AGAIN - SECOND) == []
    assert (await session.get_one(Chat, GROUPS[9])).reachable
    later = now + TRY_AGAIN
    await follow(session, later)
    assert await due(session, later) == [GROUPS[9]]
    await refuse(session, GROUPS[9], later)
    await show(session, later + SECOND)
    assert notice.paused_at == now
    again = later + TRY_AGAIN
    await follow(session, again)
    await said(session, COPY, again, GROUPS[9])
    await show(session, again + 3 * SECOND)
    assert notice.paused_at is None
    assert len(await due(session, again + 3 * SECOND)) == 22 - 10
    await said(session, COPY, again)
    await show(session, again + 9 * SECOND)
    assert (notice.state, (await tally_of(session, notice.id)).reached) == (NoticeState.SENT, 22)
    assert [each.args["why"] for each in await messages(session, OUTCOME)] == ["paused"]


async def test_a_few_that_refuse_are_out_of_reach_once_all_were_tried(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await running(session, town, now)
    lost = GROUPS[0]
    await refuse(session, lost, now)
    assert (await session.get_one(Chat, lost)).reachable
    others = [each.chat_id for each in await messages(session, COPY) if each.chat_id != lost]
    await said(session, COPY, now, *others)
    await show(session, now + 3 * SECOND)
    chat = await session.get_one(Chat, lost, populate_existing=True)
    assert (chat.reachable, notice.state) == (False, NoticeState.SENT)
    tally = await tally_of(session, notice.id)
    assert (tally.reached, tally.lost, tally.copies) == (21, 1, 22)


async def test_other_reasons_are_no_wave_and_other_chats_are_judged_at_once(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await running(session, town, now)
    await said(session, COPY, now, *GROUPS[:9])
    await refuse(session, GROUPS[9], now, "Forbidden: bot was kicked from the supergroup chat")
    await refuse(session, GROUPS[10], now)
    assert notice.paused_at is None
    await refuse(session, GROUPS[0], now)  # it has its copy: what is refused is something else
    assert not (await session.get_one(Chat, GROUPS[0], populate_existing=True)).reachable
