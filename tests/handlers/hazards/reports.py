"""What residents send, and what has come of it."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent
from models.hazards.reporting.private_draft import Intake
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act
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


async def intake(room: Room) -> Intake:
    rows = select(Intake).order_by(col(Intake.id).desc())
    found = (await room.session.scalars(rows)).first()
    assert found is not None
    return found


async def press(room: Room, by: int, label: str) -> Any:
    """Presses what stands under this label on the newest question."""
    said = await card(room, "hazards.intake")
    data = next(button.data for row in said.buttons for button in row if button.label == label)
    assert len(data.encode()) <= 64
    return await room.presses(by, by, data)


async def edits(room: Room, number: int | None, where: int, *, by: int = RESIDENT, **content: Any) -> None:
    edited = int(room.now.timestamp()) + 60
    await room.take(edited_message={**room.message(by, where), "message_id": number, "edit_date": edited, **content})


async def added(room: Room) -> list[str]:
    events = (await room.session.scalars(select(HazardEvent).order_by(col(HazardEvent.id)))).all()
    return [event.data["text"] for event in events if event.act is Act.ADD]
