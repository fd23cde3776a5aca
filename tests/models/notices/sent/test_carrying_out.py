from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.notices.sending import NOTICES, send
from models.notices.sent.carrying_out import NOT_DONE, TO_DO
from models.notices.sent.ending import withdraw
from models.notices.sent.receipts import DO_REMINDER, REMIND_AGAIN, receive, remind, report_done
from models.notices.tables import Asks, Notice, NoticeState
from models.notices.warnings import STILL
from tests.due import taker
from tests.models.notices.conftest import Town, clock, drafted, messages

follow, step = taker(TO_DO), taker(NOTICES)
HOUR = timedelta(hours=1)
MEMBER, OTHER = 12, 33


async def running(session: AsyncSession, town: Town, now: datetime, **values: Any) -> Notice:
    """Asks the members of two grids; three posts, of which one's holder has not started the bot."""
    notice = await drafted(session, town, now, asks=Asks.MEMBERS, **{"done_by": now + HOUR, **values})
    await send(session, notice, notice.revision, town.boss, clock(now))
    return notice


async def told(session: AsyncSession, kind: str) -> list[int]:
    return sorted(each.chat_id for each in await messages(session, kind))


async def test_who_has_not_done_it_in_time_is_reminded_once_and_the_writer_hears_of_it(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await running(session, town, now)
    await receive(session, notice, town.street.member, now)
    await report_done(session, notice, town.other_member, now)
    await follow(session, now + HOUR - timedelta(seconds=1))
    assert await told(session, DO_REMINDER) == []
    await follow(session, now + HOUR)
    assert (await told(session, DO_REMINDER), await told(session, NOT_DONE)) == ([MEMBER], [notice.chat_id])
    await follow(session, now + 9 * HOUR)
    assert len(await told(session, DO_REMINDER)) == 1


async def test_a_notice_holds_on_until_those_who_have_not_done_it_in_time_were_reminded(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    by = now + timedelta(days=30)
    notice = await running(session, town, now, done_by=by)
    await step(session, now + timedelta(days=8))
    await follow(session, by)
    assert await told(session, DO_REMINDER) == [MEMBER, OTHER]
    assert (await report_done(session, notice, town.street.member, by + 9 * HOUR)).done == 1
    await step(session, by + STILL)
    assert notice.state is NoticeState.EXPIRED
    read = await drafted(session, town, now, done_by=by)
    await send(session, read, read.revision, town.boss, clock(now))
    assert read.expires_at == now + timedelta(days=7)  # nobody is asked


async def test_not_within_five_minutes_of_another_reminder(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await running(session, town, now)
    by_hand = now + HOUR - timedelta(minutes=2)
    await remind(session, notice, town.boss, clock(by_hand))
    await follow(session, now + HOUR)
    assert (await told(session, DO_REMINDER), notice.remind_at) == ([], by_hand + REMIND_AGAIN)
    await follow(session, by_hand + REMIND_AGAIN)
    assert await told(session, DO_REMINDER) == [MEMBER, OTHER]


async def test_nobody_once_all_have_done_it_or_it_is_over_or_nothing_is_to_be_done(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    done = await running(session, town, now)
    for member in (town.street.member, town.street.other_member, town.other_member):
        await report_done(session, done, member, now)
    over = await running(session, town, now)
    await withdraw(session, over, town.boss, "误发", now)
    assert (over.remind_at, (await running(session, town, now, done_by=None)).remind_at) == (None, None)
    await follow(session, now + HOUR)
    assert (await told(session, DO_REMINDER), await told(session, NOT_DONE)) == ([], [])


async def test_a_time_that_has_passed_when_it_is_sent_leaves_five_minutes(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    assert (await running(session, town, now, done_by=now - HOUR)).remind_at == now + REMIND_AGAIN


async def test_what_was_to_be_done_in_the_evening_is_asked_about_in_the_morning(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    evening, morning = now + 13.5 * HOUR, now + 22 * HOUR
    notice = await running(session, town, now, done_by=evening)
    await follow(session, evening)
    assert (await told(session, DO_REMINDER), await told(session, NOT_DONE)) == ([], [])
    assert notice.remind_at == morning
    await follow(session, morning)
    assert (await told(session, DO_REMINDER), await told(session, NOT_DONE)) == ([MEMBER, OTHER], [notice.chat_id])
