from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.messages import MessageContent, Skip
from handlers.system.view import NAMED, VIEWS
from models.inbox.ranks import Rank
from models.inbox.set_aside import FOLDED, KIND, notify
from models.inbox.updates import Claimed, InboxState, InboxUpdate
from tests.handlers.room import Room

ADMIN = 900
RAW: dict[str, Any] = {"message": {"message_id": 3, "from": {"id": 7}, "text": "你好"}}


@pytest.fixture
def reading(room: Room) -> Room:
    room.views.update(VIEWS)
    return room


def put_aside(session: AsyncSession, number: int, at: datetime, kind: str = "message") -> Claimed:
    given: dict[str, Any] = {"lane": 0, "chat_id": -5, "payload": "{}", "received_at": at, "set_aside_at": at}
    session.add(InboxUpdate(update_id=number, sender_id=7, kind=kind, state=InboxState.SET_ASIDE, **given))
    return Claimed(number, 0, -5, 7, kind, Rank.FRESH, 2, "{}")


async def test_the_apology_says_the_number_and_what_is_true(reading: Room, session: AsyncSession) -> None:
    one = put_aside(session, 41, reading.now)
    await notify(session, one, RAW, [], reading.now)
    assert "已保留（编号 41）" in await reading.text("core.set_aside")
    await notify(session, one, RAW, [ADMIN], reading.now)
    assert "已保留并转交管理员（编号 41）" in await reading.text("core.set_aside")


async def test_administrators_read_number_kind_sender_and_chat(reading: Room, session: AsyncSession) -> None:
    put_aside(session, 41, reading.now)
    put_aside(session, 42, reading.now, "callback_query")
    one = put_aside(session, 43, reading.now, "a_kind_of_tomorrow")
    await notify(session, one, {}, [ADMIN], reading.now)
    told = (await reading.text(KIND)).splitlines()
    assert told[0] == "有 3 条更新未能处理，已保留。"
    assert told[1] == "· 编号 41：消息，来自用户 7，会话 -5"
    assert told[2:4] == [
        "· 编号 42：按钮操作，来自用户 7，会话 -5",
        "· 编号 43：a_kind_of_tomorrow，来自用户 7，会话 -5",
    ]


async def test_of_a_flood_the_first_are_named_and_the_others_counted(reading: Room, session: AsyncSession) -> None:
    for number in range(NAMED + 5):
        one = put_aside(session, 100 + number, reading.now)
    await notify(session, one, {}, [ADMIN], reading.now)
    told = (await reading.text(KIND)).splitlines()
    assert told[0] == f"有 {NAMED + 5} 条更新未能处理，已保留。"
    assert len(told) == 1 + NAMED + 2
    assert "另有 5" in told[-2]


async def test_what_was_tried_again_with_success_is_not_told(reading: Room, session: AsyncSession) -> None:
    put_aside(session, 40, reading.now - FOLDED)
    one = put_aside(session, 41, reading.now)
    await notify(session, one, {}, [ADMIN], reading.now)
    assert "编号 40" not in await reading.text(KIND)
    row = await session.get_one(InboxUpdate, 41)
    row.state = InboxState.DONE
    await session.flush()
    assert isinstance(await reading.worded(await reading.newest(KIND)), Skip)
    row.state = InboxState.SET_ASIDE
    row.set_aside_at = reading.now + timedelta(seconds=1)
    await session.flush()
    assert isinstance(await reading.worded(await reading.newest(KIND)), MessageContent)
