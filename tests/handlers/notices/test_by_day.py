"""What holds a notice up until the night: its chats hear it in the morning, and nobody else has to know why."""

from datetime import timedelta

import pytest

from handlers.messages import Later, MessageContent
from models.notices.copies import COPY
from models.notices.tables import NoticeKind
from tests.handlers.notices.desk import COMMUNITY, notice, press, said
from tests.handlers.room import Room
from tests.street import Street

MORNING = timedelta(hours=22)  # after nine o'clock


async def running(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水")
    found = await notice(room)
    for _ in range(2):
        await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:asks:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:3")


@pytest.mark.parametrize("hours", [12, 13, 21.9])
async def test_a_copy_that_was_held_up_waits_at_night_and_what_stands_is_edited(
    room: Room, street: Street, hours: float
) -> None:
    await running(room)
    copy, morning = await room.newest(COPY), room.now + MORNING
    room.now += timedelta(hours=hours)
    assert await room.worded(copy) == Later(morning)
    again = await room.views[COPY](room.context(copy, editing=True))
    assert isinstance(again, MessageContent)


async def test_a_warning_never_waits_and_a_notice_not_by_day(room: Room, street: Street) -> None:
    await running(room)
    copy = await room.newest(COPY)
    room.now += MORNING
    assert isinstance(await room.worded(copy), MessageContent)
    (await notice(room)).kind = NoticeKind.WARNING
    await room.session.flush()
    room.now -= timedelta(hours=1)
    assert isinstance(await room.worded(copy), MessageContent)


async def test_who_asks_for_reminders_at_night_hears_when_they_go(room: Room, street: Street) -> None:
    await running(room)
    found = await notice(room)
    room.now += timedelta(hours=13)
    await press(room, COMMUNITY, COMMUNITY, "notices.progress", f"nt:p:remind:{found.id}")
    assert "7:00" in (await said(room, "notices.reminded")).html
    assert "7:00" in await press(room, COMMUNITY, COMMUNITY, "notices.progress", f"nt:p:remind:{found.id}")
