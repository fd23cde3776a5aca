"""Who writes notices in these tests, and how they press."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent
from models.members.tables import Person, Role
from models.notices.tables import Notice
from tests.handlers.room import Room
from tests.offices import hold, person
from tests.street import Street

RESIDENT, MEMBER, LEADER, COMMUNITY, BOSS = 11, 12, 14, 15, 31
LEADERS_CHAT = -1002


async def notice(room: Room) -> Notice:
    rows = select(Notice).order_by(col(Notice.id).desc()).limit(1)
    return (await room.session.scalars(rows.execution_options(populate_existing=True))).one()


async def boss(room: Room, street: Street) -> Person:
    made = person(room.session, BOSS, "曹林文", room.now)
    hold(room.session, street.street, Role.LEADER, made)
    await room.session.flush()
    return made


def photo(number: int) -> dict[str, Any]:
    return {"photo": [{"file_id": f"f{number}", "file_unique_id": f"u{number}", "width": 9, "height": 9}]}


async def said(room: Room, kind: str) -> MessageContent:
    content = await room.worded(await room.newest(kind))
    assert isinstance(content, MessageContent), content
    return content


async def press(room: Room, by: int, where: int, kind: str, data: str) -> str:
    """The toast."""
    number = 5000 + next(room.numbers)
    await room.sent(kind, number)
    request = await room.presses(by, where, data, on=number)
    return request.toast.text if request.toast else ""
