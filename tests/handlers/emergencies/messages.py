"""What the messages about a call for help say, as the tests look at them, and what is sent in reply."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent
from models.outbox.tables import OutboxMessage
from tests.handlers.room import BOT, Room
from tests.street import GROUP

MEMBER, CARD = 12, 900


async def ends(room: Room, by: int, where: int, outcome: str) -> None:
    """S1, in two presses."""
    await room.presses(by, where, f"sos:{outcome}:1")
    await room.presses(by, where, f"sosend:{outcome}:1")


async def said(room: Room, kind: str, chat_id: int, place: int = -1) -> MessageContent:
    messages = [each for each in await room.messages(chat_id) if each.kind == f"emergencies.{kind}"]
    worded = await room.worded(messages[place])
    assert isinstance(worded, MessageContent), worded
    return worded


def labels(worded: MessageContent) -> list[list[str]]:
    return [[button.label for button in row] for row in worded.buttons]


async def newest(room: Room, kind: str, chat_id: int) -> OutboxMessage:
    rows = select(OutboxMessage).where(
        col(OutboxMessage.kind) == f"emergencies.{kind}", col(OutboxMessage.chat_id) == chat_id
    )
    return list((await room.session.scalars(rows.order_by(col(OutboxMessage.id)))).all())[-1]


def photo(name: str) -> dict[str, Any]:
    return {"photo": [{"file_id": name, "file_unique_id": name, "width": 9, "height": 9}]}


async def added(room: Room, chat_id: int = MEMBER) -> list[OutboxMessage]:
    return [each for each in await room.messages(chat_id) if each.kind == "emergencies.added"]


async def replies(room: Room, by: int | dict[str, Any], **content: Any) -> None:
    card = {**room.message(BOT, GROUP), "message_id": CARD, "text": "…"}
    await room.sends(by, GROUP, reply_to_message=card, **content)
