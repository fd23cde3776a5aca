from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Conflict, Refused
from models.notices.copies import COPY
from models.notices.drafting import TEXT_LIMIT
from models.notices.sending import NOTICES, agree, send
from models.notices.sent.receipts import AGAIN, REMIND_AGAIN, REMINDER, TIMES, receive, remind, undo
from models.notices.tables import Asks, Notice, NoticeKind, NoticeLevel, NoticeState
from models.notices.warnings import HEADLINE, PARTS, SAID_AGAIN, UNHEARD, at_level
from models.outbox.tables import Lane, MessageState
from tests.due import taker
from tests.models.notices.conftest import LEADERS_CHAT, WHOLE, Town, clock, drafted, messages, said

follow, again = taker(NOTICES), taker(SAID_AGAIN)
HOUR = timedelta(hours=1)


async def running(session: AsyncSession, town: Town, now: datetime, **values: Any) -> Notice:
    where = {"grid_id": town.street.community.id}
    notice = await drafted(session, town, now, NoticeKind.WARNING, **where, **values)
    await send(session, notice, notice.revision, town.boss, clock(now))
    await said(session, COPY, now)
    return notice


@pytest.mark.parametrize(
    ("lacking", "why"),
    [
        ({"level": None}, "no_level"),
        ({"words": "风" * (HEADLINE + 1)}, "long_headline"),
        ({"words": " \n阵风10级"}, "no_headline"),
        ({"words": "大风\n" + "风" * (TEXT_LIMIT - 3), "parts": dict.fromkeys(PARTS, "略")}, "long_warning"),
        ({"parts": WHOLE | {"action": ""}}, "parts_missing"),
        ({"parts": {}}, "parts_missing"),
        ({"words": "大风\n有效期：另行通知", "parts": dict.fromkeys(PARTS, "略")}, "parts_missing"),
        ({"parts": WHOLE | {"until": "2026-11-16T00:59:00+00:00"}}, "ends_before"),
        ({"done_by": datetime(2026, 11, 17, 1, tzinfo=UTC), "asks": Asks.MEMBERS}, "to_do_after_end"),
    ],
)
async def test_a_warning_that_lacks_something_is_not_sent(
    session: AsyncSession, town: Town, now: datetime, lacking: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        await running(session, town, now, **lacking)


@pytest.mark.parametrize(("until", "hours"), [("", 24), ("2026-11-16T03:00:00+00:00", 2)])
async def test_every_warning_ends_and_says_so_where_it_stands(
    session: AsyncSession, town: Town, now: datetime, until: str, hours: int
) -> None:
    warning = await running(session, town, now, parts=WHOLE | {"until": until})
    await follow(session, now + hours * HOUR - timedelta(seconds=1))
    states = [warning.state]
    await follow(session, now + hours * HOUR)
    assert [*states, warning.state] == [NoticeState.SENDING, NoticeState.EXPIRED]
    assert {(each.state, each.lane) for each in await messages(session, COPY)} == {(MessageState.PENDING, Lane.IDLE)}


async def test_where_the_last_edit_was_refused_it_says_that_it_has_ended_too(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    await running(session, town, now)
    for copy in await messages(session, COPY):
        copy.state = MessageState.FAILED
    await follow(session, now + 24 * HOUR)
    assert {each.state for each in await messages(session, COPY)} == {MessageState.PENDING}


async def test_a_red_one_is_said_again_for_an_hour_and_then_climbs(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    street = town.street
    await running(session, town, now, level=NoticeLevel.RED, asks=Asks.LEADERS)
    for turn in range(1, TIMES + 1):
        await again(session, now + turn * AGAIN - timedelta(seconds=1))
        await again(session, now + turn * AGAIN)
        assert len(await messages(session, REMINDER)) == 2 * turn  # the leaders of the community and of the grid
    assert await messages(session, UNHEARD) == []
    await again(session, now + (TIMES + 1) * AGAIN)
    of_community, of_grid = {"grids": [street.community.id], "whole": True}, {"grids": [street.grid.id], "whole": True}
    told = {each.chat_id: each.args for each in await messages(session, UNHEARD)}
    assert told == {31: of_community, 32: of_community, LEADERS_CHAT: of_grid}
    await again(session, now + (TIMES + 2) * AGAIN)
    assert (len(await messages(session, REMINDER)), len(await messages(session, UNHEARD))) == (2 * TIMES, 3)


async def test_of_a_streets_red_one_a_silent_grid_is_told_to_its_community_alone(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await drafted(session, town, now, NoticeKind.WARNING, level=NoticeLevel.RED, asks=Asks.LEADERS)
    await send(session, warning, warning.revision, town.boss, clock(now))
    await agree(session, warning, warning.revision, town.deputy, clock(now))
    for each in (town.deputy, town.street.community_leader):
        await receive(session, warning, each, now)
    warning.said_again = TIMES
    await again(session, now + AGAIN)
    [told] = await messages(session, UNHEARD)
    assert (told.chat_id, told.lane) == (LEADERS_CHAT, Lane.ESCALATION)
    assert told.args == {"grids": [town.street.grid.id], "whole": False}


@pytest.mark.parametrize(
    ("level", "asks", "asked"),
    [
        (NoticeLevel.ORANGE, Asks.NOBODY, Asks.NOBODY),
        (NoticeLevel.ORANGE, Asks.MEMBERS, Asks.MEMBERS),
        (NoticeLevel.RED, Asks.NOBODY, Asks.LEADERS),
        (NoticeLevel.RED, Asks.MEMBERS, Asks.STAFF),
        (NoticeLevel.RED, Asks.STAFF, Asks.STAFF),
    ],
)
async def test_what_becomes_red_asks_leaders(
    session: AsyncSession, town: Town, now: datetime, level: NoticeLevel, asks: Asks, asked: Asks
) -> None:
    warning = await drafted(session, town, now, NoticeKind.WARNING, asks=asks)
    assert at_level(warning, level)["asks"] is asked


async def test_by_hand_and_by_itself_nobody_is_reminded_twice_in_five_minutes(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await running(session, town, now, level=NoticeLevel.RED, asks=Asks.LEADERS)
    by_hand = now + AGAIN - timedelta(minutes=1)
    await remind(session, warning, town.boss, clock(by_hand))
    await again(session, now + AGAIN)
    assert len(await messages(session, REMINDER)) == 2
    await again(session, by_hand + REMIND_AGAIN)
    assert len(await messages(session, REMINDER)) == 4
    with pytest.raises(Conflict, match="reminded"):
        await remind(session, warning, town.boss, clock(by_hand + 2 * REMIND_AGAIN - timedelta(seconds=1)))


async def test_who_has_confirmed_hears_no_more_and_others_do(session: AsyncSession, town: Town, now: datetime) -> None:
    warning = await running(session, town, now, level=NoticeLevel.RED, asks=Asks.LEADERS)
    await receive(session, warning, town.street.leader, now)
    await again(session, now + AGAIN)
    assert [each.chat_id for each in await messages(session, REMINDER)] == [town.street.community_leader.tg_user_id]
    await receive(session, warning, town.street.community_leader, now)
    await again(session, now + 2 * AGAIN)
    assert (len(await messages(session, REMINDER)), warning.again_at) == (1, None)


async def test_who_takes_back_the_last_confirmation_hears_of_it_again(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning, leader = await running(session, town, now, level=NoticeLevel.RED, asks=Asks.LEADERS), town.street.leader
    pressed = now + AGAIN - timedelta(minutes=1)
    for each in (leader, town.street.community_leader):
        await receive(session, warning, each, pressed)
    await again(session, now + AGAIN)
    states = [warning.again_at]
    taken_back = now + AGAIN + timedelta(minutes=1)
    await undo(session, warning, leader, taken_back)
    assert [*states, warning.again_at] == [None, taken_back + AGAIN]
    await again(session, taken_back + AGAIN)
    assert [each.chat_id for each in await messages(session, REMINDER)] == [leader.tg_user_id]


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({}, timedelta(minutes=8)),
        ({"level": NoticeLevel.ORANGE}, None),
        ({"said_again": TIMES}, None),
    ],
)
async def test_what_is_taken_back_moves_no_time_and_begins_nothing_anew(
    session: AsyncSession, town: Town, now: datetime, values: dict[str, Any], due: timedelta | None
) -> None:
    warning = await running(session, town, now, **{"level": NoticeLevel.RED, "asks": Asks.LEADERS, **values})
    warning.again_at = now + due if due else None
    await receive(session, warning, town.street.leader, now)
    await undo(session, warning, town.street.leader, now)
    assert warning.again_at == (now + due if due else None)


@pytest.mark.parametrize("values", [{"level": NoticeLevel.ORANGE}, {"level": NoticeLevel.RED, "drill": True}])
async def test_others_and_drills_are_not_said_again(
    session: AsyncSession, town: Town, now: datetime, values: dict[str, Any]
) -> None:
    staff_only = {"reach": ["staff"], "branches": [], "levels": [], "place_kinds": []}
    warning = await running(session, town, now, asks=Asks.LEADERS, audience=staff_only, **values)
    assert warning.again_at is None
