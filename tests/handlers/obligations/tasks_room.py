"""Pressing, answering and sending photos, as tests of tasks do."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.messages import MessageContent
from models.obligations.tables import Requirement
from tests.handlers.room import BOT, Room

RESIDENT, MEMBER, LEADER, ABOVE, STRANGER = 11, 12, 14, 15, 16
ASKED = 600
QUESTION, PROGRESS, ITEMS, ITEM = "hazards.ask", "obligations.progress", "obligations.items", "obligations.item"


async def content(room: Room, kind: str) -> MessageContent:
    said = await room.worded(await room.newest(kind))
    assert isinstance(said, MessageContent), said
    return said


def labels(said: MessageContent) -> list[str]:
    return [button.label for row in said.buttons for button in row]


async def press(room: Room, by: int | dict[str, Any], label: str, kind: str, where: int = 0) -> str:
    """The button whose label begins so, under the newest message of the kind."""
    number = next(room.numbers) + ASKED
    await room.sent(kind, number)
    said = await content(room, kind)
    data = next(button.data for row in said.buttons for button in row if button.label.startswith(label))
    request = await room.presses(by, where or by, data, on=number)
    return request.toast.text if request.toast else ""


async def answers(room: Room, by: int, *words: str) -> None:
    for each in words:
        await room.sent(QUESTION, next(room.numbers) + ASKED)
        await room.says(by, by, each)


async def photo(room: Room, by: int, on: int = 0) -> None:
    sizes = [{"file_id": f"p{next(room.numbers)}", "file_unique_id": "u", "width": 9, "height": 9}]
    more = {"reply_to_message": {**room.message(BOT, by), "message_id": on, "text": "…"}} if on else {}
    await room.sends(by, by, photo=sizes, **more)


async def requirements(session: AsyncSession) -> list[Requirement]:
    rows = select(Requirement).order_by(col(Requirement.id)).execution_options(populate_existing=True)
    return list((await session.scalars(rows)).all())
