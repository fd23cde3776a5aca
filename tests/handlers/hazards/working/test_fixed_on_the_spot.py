import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.messages import MessageContent
from models.evidence.attach import Found
from models.hazards.reporting.submit import Said, add, report
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from tests.handlers.room import SHANGHAI, Room
from tests.street import GROUP, Street


@pytest.fixture
async def hazard(room: Room, street: Street) -> Hazard:
    said = Said(GROUP, 501, "3号楼楼道堆物", (Found("photo", "file-1", 1000, 501),), person=street.resident)
    made = await report(room.session, said, street.grid, room.now, SHANGHAI)
    await room.session.flush()
    return made


async def press(room: Room, by: int, hazard: Hazard, data: str) -> str:
    """On the card, as delivery has sent it; the toast."""
    card = await room.newest("hazards.card")
    number = next(room.numbers)
    await room.sent("hazards.card", number)
    request = await room.presses(by, GROUP, data, on=number)
    assert card.chat_id == GROUP
    return request.toast.text if request.toast else ""


async def first_label(room: Room) -> str:
    said = await room.worded(await room.newest("hazards.card"))
    assert isinstance(said, MessageContent)
    return said.buttons[0][0].label


async def done_with(session: AsyncSession, hazard: Hazard) -> dict[str, object]:
    rows = select(HazardEvent).where(col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.act) == Act.DONE)
    return (await session.scalars(rows)).one().data


async def test_without_a_photo_the_first_tap_asks_and_the_second_does(
    room: Room, hazard: Hazard, street: Street
) -> None:
    by = street.member.tg_user_id
    assert "如已当场整改完成" in await press(room, by, hazard, f"hz:done:{hazard.number}")
    assert await first_label(room) == "确认：当场整改完成"
    await press(room, by, hazard, f"hzx:{hazard.number}")
    assert hazard.state is State.REVIEW
    assert await done_with(room.session, hazard) == {"on_the_spot": True}
    assert (await room.worded(await room.newest("hazards.card"))).buttons == ()  # type: ignore[union-attr]
    await room.says(by, GROUP, f"/status H{hazard.number}")
    assert "当场整改完成" in await room.text("hazards.status")


@pytest.mark.parametrize("name", ["resident", "stranger"])
async def test_who_may_not_is_refused_at_the_first_tap_and_at_the_second(
    room: Room, hazard: Hazard, street: Street, name: str
) -> None:
    by = getattr(street, name).tg_user_id
    for data in (f"hz:done:{hazard.number}", f"hzx:{hazard.number}"):
        assert "只有" in await press(room, by, hazard, data)
    assert hazard.state is State.OPEN
    assert await first_label(room) == "受理"


async def test_with_a_photo_by_staff_one_tap_is_enough(room: Room, hazard: Hazard, street: Street) -> None:
    photo = Found("photo", "file-2", 1000, 502)
    await add(room.session, hazard, Said(GROUP, 502, "", (photo,), person=street.member), room.now, SHANGHAI)
    await press(room, street.member.tg_user_id, hazard, f"hz:done:{hazard.number}")
    assert hazard.state is State.REVIEW
    assert await done_with(room.session, hazard) == {"on_the_spot": True}


async def test_what_was_accepted_before_is_done_with_one_tap(room: Room, hazard: Hazard, street: Street) -> None:
    by = street.member.tg_user_id
    await press(room, by, hazard, f"hz:accept:{hazard.number}")
    await press(room, by, hazard, f"hz:done:{hazard.number}")
    assert hazard.state is State.REVIEW
    assert await done_with(room.session, hazard) == {}


@pytest.mark.parametrize("data", ["hzx", "hzx:", "hzx:x", "hzx:999"])
async def test_a_forged_second_tap_does_nothing(room: Room, hazard: Hazard, street: Street, data: str) -> None:
    assert "失效" in await press(room, street.member.tg_user_id, hazard, data)
    assert hazard.state is State.OPEN


async def test_what_the_card_asks_for_once_it_is_accepted_is_the_photo_and_then_the_press(
    room: Room, hazard: Hazard, street: Street
) -> None:
    await press(room, street.member.tg_user_id, hazard, f"hz:accept:{hazard.number}")
    assert "请回复本消息发送照片" in await shown(room)
    result = Said(GROUP, 502, "已清理", (Found("photo", "file-2", 1000, 502),), person=street.member)
    await add(room.session, hazard, result, room.now, SHANGHAI)
    said = await shown(room)
    assert "处置好后，请按“处置完成”" in said
    assert "请回复本消息发送照片" not in said


async def shown(room: Room) -> str:
    said = await room.worded(await room.newest("hazards.card"))
    assert isinstance(said, MessageContent)
    return said.html
