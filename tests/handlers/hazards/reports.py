"""What residents send, and what has come of it."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent
from models.hazards.tables import Hazard
from tests.handlers.room import Room

RESIDENT = 11
WORDS = "3号楼楼道堆物"


def photo(name: str = "file-1", **more: Any) -> dict[str, Any]:
    return {"photo": [{"file_id": name, "file_unique_id": f"u{name}", "width": 900, "height": 600}], **more}


async def hazards(room: Room) -> list[Hazard]:
    return list((await room.session.scalars(select(Hazard).order_by(col(Hazard.id)))).all())


async def card(room: Room, kind: str = "hazards.card") -> MessageContent:
    said = await room.worded(await room.newest(kind))
    assert isinstance(said, MessageContent), said
    return said


def labels(said: MessageContent) -> list[str]:
    return [button.label for row in said.buttons for button in row]
