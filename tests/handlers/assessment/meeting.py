"""Whom assessment is about, and how they press its buttons."""

from handlers.messages import MessageContent
from tests.handlers.room import Room

RESIDENT, MEMBER, OTHER, LEADER, ABOVE, STREET = 11, 12, 13, 14, 15, 41
HOME = "assessment.own"


async def content(room: Room, kind: str) -> MessageContent:
    said = await room.worded(await room.newest(kind))
    assert isinstance(said, MessageContent), said
    return said


def labels(said: MessageContent) -> list[str]:
    return [button.label for row in said.buttons for button in row]


async def press(room: Room, by: int, label: str, kind: str) -> str:
    """The button whose label begins so, under the newest message of the kind."""
    number = next(room.numbers) + 900
    await room.sent(kind, number)
    said = await content(room, kind)
    data = next(button.data for row in said.buttons for button in row if button.label.startswith(label))
    request = await room.presses(by, by, data, on=number)
    return request.toast.text if request.toast else ""
