"""Who has left is asked no more; who comes after them is."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Refused
from models.members.tables import Person, Post, Role
from models.notices.sending import send
from models.notices.sent.carrying_out import TO_DO
from models.notices.sent.ending import withdraw
from models.notices.sent.heirs import ask_heirs
from models.notices.sent.receipts import (
    AGAIN,
    DO_REMINDER,
    REMINDER,
    count_of,
    not_done,
    own_receipts,
    receive,
    remind,
    report_done,
    unconfirmed,
)
from models.notices.tables import Asks, Notice, NoticeKind, NoticeLevel
from models.notices.warnings import SAID_AGAIN
from tests.due import taker
from tests.models.notices.conftest import Town, clock, drafted, messages
from tests.offices import hold, person
from tests.street import resign

carry_out, again = taker(TO_DO), taker(SAID_AGAIN)
DAY = timedelta(days=1)
MEMBER, NEXT = 12, 51


async def running(
    session: AsyncSession, town: Town, now: datetime, kind: NoticeKind = NoticeKind.NOTICE, **values: Any
) -> Notice:
    """Asks three members, of whom one has not started the bot."""
    about = {"asks": Asks.MEMBERS, "grid_id": town.street.street.id, **values}
    notice = await drafted(session, town, now, kind, **about)
    await send(session, notice, notice.revision, town.boss, clock(now))
    return notice


async def succeed(session: AsyncSession, town: Town, now: datetime) -> Person:
    """The second community's member leaves, and another comes."""
    await resign(session, town.other_member, now)
    heir = person(session, NEXT, "许接任", now)
    hold(session, town.other_grid, Role.MEMBER, heir)
    await session.flush()
    return heir


async def told(session: AsyncSession, kind: str) -> list[int]:
    return sorted(each.chat_id for each in await messages(session, kind))


async def test_who_has_left_is_not_reminded_named_or_asked(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await running(session, town, now, done_by=now + DAY)
    await resign(session, town.other_member, now)
    assert await ask_heirs(session, now) == 0
    assert len(await unconfirmed(session, notice.id)) == len(await not_done(session, notice.id)) == 2
    await remind(session, notice, town.boss, clock(now))
    await carry_out(session, now + DAY)
    assert (await told(session, REMINDER), await told(session, DO_REMINDER)) == ([MEMBER], [MEMBER])
    with pytest.raises(Refused, match="not_asked"):
        await receive(session, notice, town.other_member, now)
    await receive(session, notice, town.street.member, now)
    count = await receive(session, notice, town.street.other_member, now)
    assert (count.received, count.asked) == (2, 2)


async def test_what_was_confirmed_before_still_counts(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await running(session, town, now)
    await receive(session, notice, town.other_member, now)
    await succeed(session, town, now)
    assert await ask_heirs(session, now) == 0
    count = await count_of(session, notice.id)
    assert (count.received, count.asked) == (1, 3)


async def test_the_next_holder_is_asked_at_once_and_once(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await running(session, town, now)
    heir = await succeed(session, town, now)
    assert [await ask_heirs(session, now), await ask_heirs(session, now)] == [1, 0]
    assert await told(session, REMINDER) == [NEXT]
    assert "许接任" in [each.post.name for each in await unconfirmed(session, notice.id)]
    count = await receive(session, notice, heir, now)
    assert (count.received, count.asked) == (1, 3)


async def test_no_post_that_nobody_has_claimed_nor_one_of_the_writer_s_is_asked(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    await running(session, town, now)
    await resign(session, town.other_member, now)
    session.add(Post(grid_id=town.other_grid.id, role=Role.MEMBER, name="许接任", phone="+8619900000051"))
    hold(session, town.other_grid, Role.MEMBER, town.boss)
    await session.flush()
    assert await ask_heirs(session, now) == 0


async def test_what_is_over_asks_nobody(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await running(session, town, now)
    await withdraw(session, notice, town.boss, "误发", now)
    await succeed(session, town, now)
    assert await ask_heirs(session, now) == 0


async def test_one_next_holder_takes_the_place_of_one(session: AsyncSession, town: Town, now: datetime) -> None:
    hold(session, town.other_grid, Role.MEMBER, person(session, 50, "彭同事", now))
    await session.flush()
    notice = await running(session, town, now)
    for each in (await unconfirmed(session, notice.id))[2:]:
        each.post.ended_at = now
    heir = await succeed(session, town, now)
    assert [await ask_heirs(session, now), await ask_heirs(session, now)] == [1, 0]
    assert len(await own_receipts(session, notice, heir)) == 1


async def test_what_was_read_and_not_done_the_next_holder_does(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await running(session, town, now, done_by=now + DAY)
    await receive(session, notice, town.other_member, now)
    heir = await succeed(session, town, now)
    assert await ask_heirs(session, now) == 1
    assert await told(session, REMINDER) == []
    await carry_out(session, now + DAY)
    assert await told(session, DO_REMINDER) == [MEMBER, NEXT]
    count = await report_done(session, notice, heir, now + DAY)
    assert (count.received, count.done, count.asked) == (1, 1, 3)


async def test_a_red_warning_that_all_had_confirmed_is_said_again_to_the_next_holder(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    where = {"grid_id": town.other_community.id, "level": NoticeLevel.RED}
    warning = await running(session, town, now, NoticeKind.WARNING, **where)
    await resign(session, town.other_member, now)
    await again(session, now + AGAIN)
    assert (await told(session, REMINDER), warning.again_at) == ([], None)
    await succeed(session, town, now)
    later = now + 2 * AGAIN
    assert await ask_heirs(session, later) == 1
    assert (await told(session, REMINDER), warning.again_at) == ([NEXT], later + AGAIN)
