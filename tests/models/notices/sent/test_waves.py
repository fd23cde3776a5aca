from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Chat, Level, Purpose
from models.notices.copies import COPY, OUTCOME
from models.notices.sending import NOTICES, send
from models.notices.sent.progress import PROGRESSES, tally_of
from models.notices.sent.waves import LASTS, TRY_AGAIN, is_wave, refused
from models.notices.tables import Notice, NoticeCopy, NoticeState
from models.outbox.hold import hold_chat
from models.outbox.tables import MessageState
from tests.due import taker
from tests.models.notices.conftest import OTHER_GROUP, Town, bind, clock, drafted, grid, messages, said
from tests.street import GROUP

follow, show = taker(NOTICES), taker(PROGRESSES)
SECOND = timedelta(seconds=1)
RIGHTS = "Bad Request: not enough rights to send text messages to the chat"
GROUPS = [-5000 - number for number in range(20)]


@pytest.mark.parametrize(
    ("copies", "refusing", "wave"),
    [(2, 2, False), (5, 3, True), (22, 2, False), (22, 3, True), (339, 33, False), (339, 34, True)],
)
def test_more_than_a_tenth_of_all_copies_is_a_wave_from_three_on(copies: int, refusing: int, wave: bool) -> None:
    assert is_wave(copies, refusing) is wave


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


async def paused(session: AsyncSession, town: Town, now: datetime) -> Notice:
    """After eleven were taken and three refused."""
    notice = await running(session, town, now)
    await said(session, COPY, now, GROUP, OTHER_GROUP, *GROUPS[:9])
    for chat in GROUPS[9:12]:
        await refuse(session, chat, now)
    assert notice.paused_at == now
    return notice


async def told(session: AsyncSession) -> list[str]:
    return [each.args["why"] for each in await messages(session, OUTCOME)]


async def test_a_wave_pauses_the_notice_and_gives_up_no_chat(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await paused(session, town, now)
    assert await told(session) == ["paused"]
    assert await due(session, now + TRY_AGAIN - SECOND) == []
    assert (await session.get_one(Chat, GROUPS[9])).reachable
    later, untried = now + TRY_AGAIN, GROUPS[12:]
    for turn, tried in enumerate(GROUPS[9:12]):
        at = later + turn * TRY_AGAIN
        await follow(session, at)
        assert set(await due(session, at)) == {tried, untried[turn]}
        await refuse(session, tried, at)
        await refuse(session, untried[turn], at)
        await show(session, at + SECOND)
    assert notice.paused_at == now
    again = later + 3 * TRY_AGAIN
    await follow(session, again)
    await said(session, COPY, again, GROUPS[15])
    await show(session, again + 3 * SECOND)
    assert notice.paused_at is None
    await said(session, COPY, again + TRY_AGAIN)
    await show(session, again + TRY_AGAIN + 3 * SECOND)
    assert (notice.state, (await tally_of(session, notice.id)).reached) == (NoticeState.SENT, 22)
    assert await told(session) == ["paused"]


async def test_chats_that_were_known_to_be_out_of_reach_are_no_wave_and_try_none_out(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice, muted = await running(session, town, now), GROUPS[:3]
    for chat in (*muted, GROUP):
        (await session.get_one(Chat, chat)).reachable = False
    for chat in (*muted, *GROUPS[3:5]):
        await refuse(session, chat, now)
    assert notice.paused_at is None
    await refuse(session, GROUPS[5], now)
    assert notice.paused_at == now
    later = now + TRY_AGAIN
    await follow(session, later)
    assert set(await due(session, later)) == {muted[0], OTHER_GROUP}


async def test_who_refuses_for_ever_keeps_nobody_else_from_hearing(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await paused(session, town, now)
    muted = set(GROUPS[9:12])
    later = now + TRY_AGAIN
    await follow(session, later)
    await refuse(session, GROUPS[9], later)
    await said(session, COPY, later, GROUPS[12])
    await show(session, later + SECOND)
    assert notice.paused_at is None
    assert set(await due(session, later + SECOND)) == set(GROUPS[13:])
    await said(session, COPY, later + SECOND, *GROUPS[13:])
    await show(session, later + 4 * SECOND)
    assert notice.state is NoticeState.SENDING
    last = later + SECOND + TRY_AGAIN
    assert set(await due(session, last)) == muted
    for chat in muted:
        await refuse(session, chat, last)
    assert notice.paused_at is None
    await show(session, last + SECOND)
    tally = await tally_of(session, notice.id)
    assert (notice.state, tally.reached, tally.lost, tally.copies) == (NoticeState.SENT, 19, 3, 22)
    assert await told(session) == ["paused"]


async def test_a_second_wave_is_not_told_again_and_no_wave_lasts_longer_than_a_day(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await paused(session, town, now)
    later = now + TRY_AGAIN
    await follow(session, later)
    await said(session, COPY, later, GROUPS[19])
    await show(session, later)
    for chat in GROUPS[12:15]:
        await refuse(session, chat, later)
    assert notice.paused_at == later
    assert await told(session) == ["paused"]
    await follow(session, later + LASTS)
    assert notice.paused_at is None
    assert set(await due(session, later + LASTS)) == {*GROUPS[9:12], *GROUPS[15:19]}
    assert set(await due(session, later + LASTS + TRY_AGAIN)) == set(GROUPS[9:19])


async def test_what_was_under_way_when_it_paused_proves_nothing(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await paused(session, town, now)
    await said(session, COPY, now + SECOND, *GROUPS[12:15])
    await show(session, now + 3 * SECOND)
    assert notice.paused_at == now


async def test_copies_that_were_not_enqueued_yet_are_tried_too(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await paused(session, town, now)
    await said(session, COPY, now, *GROUPS[12:19])
    for message in await messages(session, COPY):
        if message.chat_id == GROUPS[19]:
            await session.delete(message)
    for copy in await session.scalars(select(NoticeCopy).where(col(NoticeCopy.chat_id) == GROUPS[19])):
        copy.letter_id = None
    await follow(session, now + TRY_AGAIN)
    assert set(await due(session, now + TRY_AGAIN)) == {GROUPS[9], GROUPS[19]}
    assert notice.paused_at == now


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
    for chat in GROUPS[9:11]:
        await refuse(session, chat, now, "Forbidden: bot was kicked from the supergroup chat")
    for chat in GROUPS[11:13]:
        await refuse(session, chat, now)
    assert notice.paused_at is None
    await refuse(session, GROUPS[0], now)  # it has its copy: what is refused is something else
    assert not (await session.get_one(Chat, GROUPS[0], populate_existing=True)).reachable
