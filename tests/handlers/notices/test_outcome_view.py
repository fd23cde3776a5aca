"""What the level above reads of a red warning that was not confirmed."""

import pytest

from handlers.messages import MessageContent, Skip
from models.due import WallClock
from models.notices.sending import send
from models.notices.sent.receipts import receive
from models.notices.tables import Asks, Notice, NoticeLevel
from models.notices.warnings import UNHEARD
from tests.due import SHANGHAI
from tests.handlers.notices.desk import BOSS, COMMUNITY, LEADERS_CHAT, boss, notice
from tests.handlers.room import Room
from tests.street import Street


@pytest.fixture
async def warning(room: Room, street: Street) -> Notice:
    await room.says(COMMUNITY, COMMUNITY, "/warn 今晚大风\n发布：气象台\n危害：坠物\n范围：全社区\n措施：收好杂物")
    found = await notice(room)
    found.level, found.asks = NoticeLevel.RED, Asks.STAFF
    await room.session.flush()
    await send(room.session, found, found.revision, street.community_leader, WallClock(room.now, SHANGHAI))
    return found


async def unheard(room: Room, about: Notice, chat_id: int, **args: object) -> MessageContent | Skip:
    await room.standing(chat_id, UNHEARD, 802, about.id, **args)
    worded = await room.worded(await room.newest(UNHEARD))
    assert isinstance(worded, MessageContent | Skip)
    return worded


@pytest.mark.parametrize(("chat_id", "named"), [(BOSS, True), (LEADERS_CHAT, False)])
async def test_who_is_silent_is_named_in_private_alone(
    room: Room, street: Street, warning: Notice, chat_id: int, *, named: bool
) -> None:
    told = await unheard(room, warning, chat_id, grids=[street.grid.id], whole=False)
    assert isinstance(told, MessageContent)
    assert told.html.startswith(
        f"<b>红色预警{warning.code}（S-1网格）：已过1小时，仍有3个岗位未确认收到。</b>\n今晚大风\n"
    )
    assert "S-1-1网格网格长" in told.html
    assert ("谭远康" in told.html, told.buttons) == (named, ())


async def test_who_leads_all_of_it_opens_how_far_it_is(room: Room, street: Street, warning: Notice) -> None:
    await boss(room, street)
    told = await unheard(room, warning, BOSS, grids=[street.grid.id], whole=True)
    assert isinstance(told, MessageContent)
    assert [[each.label for each in row] for row in told.buttons] == [["查看进度"]]
    await room.presses(BOSS, BOSS, f"nt:o:{warning.id}", on=802)
    assert (await room.newest("notices.progress")).chat_id == BOSS


async def test_nothing_is_said_of_a_grid_that_has_confirmed_meanwhile(
    room: Room, street: Street, warning: Notice
) -> None:
    for each in (street.leader, street.member, street.other_member):
        await receive(room.session, warning, each, room.now)
    assert isinstance(await unheard(room, warning, BOSS, grids=[street.grid.id], whole=True), Skip)


async def test_one_of_a_warning_without_a_first_line_is_said_too(room: Room, warning: Notice) -> None:
    warning.words = ""
    told = await unheard(room, warning, BOSS)
    assert isinstance(told, MessageContent)
    assert told.html.startswith(f"<b>红色预警{warning.code}")
