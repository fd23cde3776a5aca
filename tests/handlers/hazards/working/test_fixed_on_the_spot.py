from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.messages import MessageContent
from models.evidence.attach import Found
from models.hazards.reporting.submit import Said, add, report
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from tests.handlers.room import SHANGHAI, Room
from tests.models.hazards.steps import order
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


async def result(room: Room, hazard: Hazard, street: Street, kind: str = "photo") -> None:
    number = next(room.numbers)
    found = Found(kind, f"file-{number}", 1000, number)
    await add(room.session, hazard, Said(GROUP, number, "", (found,), person=street.member), room.now, SHANGHAI)


@pytest.mark.parametrize("act", ["accept", "on_site"])
async def test_what_was_accepted_before_is_asked_about_just_so_and_was_not_done_on_the_spot(
    room: Room, hazard: Hazard, street: Street, act: str
) -> None:
    by = street.member.tg_user_id
    await press(room, by, hazard, f"hz:{act}:{hazard.number}")
    assert "如已处置完成" in await press(room, by, hazard, f"hz:done:{hazard.number}")
    assert await first_label(room) == "确认：处置完成，无照片"
    await press(room, by, hazard, f"hzx:{hazard.number}")
    assert hazard.state is State.REVIEW
    assert await done_with(room.session, hazard) == {}


async def test_what_is_ordered_to_be_rectified_is_asked_about_on_the_alert(
    room: Room, hazard: Hazard, street: Street
) -> None:
    await order(room.session, hazard, street.leader, room.now)
    ping, number = await room.newest("hazards.ping"), next(room.numbers)
    await room.sent("hazards.ping", number)
    asked = await room.presses(ping.chat_id, ping.chat_id, f"hz:done:{hazard.number}", on=number)
    assert asked.toast is not None
    assert "如已处置完成" in asked.toast.text
    assert hazard.state is State.RECTIFYING
    said = await room.worded(await room.newest("hazards.ping"))
    assert isinstance(said, MessageContent)
    assert said.buttons[0][0].label == "确认：处置完成，无照片"


@pytest.mark.parametrize(("kind", "shows"), [("photo", True), ("video", True), ("voice", False), ("place", False)])
async def test_a_voice_or_a_place_shows_no_result(
    room: Room, hazard: Hazard, street: Street, kind: str, shows: bool
) -> None:
    by = street.member.tg_user_id
    await press(room, by, hazard, f"hz:accept:{hazard.number}")
    await result(room, hazard, street, kind)
    await press(room, by, hazard, f"hz:done:{hazard.number}")
    assert (hazard.state is State.REVIEW) is shows


@pytest.mark.parametrize("ends", ["sent back", "opened again"])
async def test_a_photo_that_was_found_wanting_proves_nothing_the_second_time(
    room: Room, hazard: Hazard, street: Street, ends: str
) -> None:
    by, session = street.member.tg_user_id, room.session
    await press(room, by, hazard, f"hz:accept:{hazard.number}")
    await result(room, hazard, street)
    await press(room, by, hazard, f"hz:done:{hazard.number}")
    assert hazard.state is State.REVIEW
    room.now += timedelta(hours=1)
    if ends == "sent back":
        await perform(session, hazard, Act.SEND_BACK, street.leader, room.now, SHANGHAI, reason="未整改")
    else:
        await perform(session, hazard, Act.CLOSE, street.leader, room.now, SHANGHAI)
        await perform(session, hazard, Act.DISSATISFIED, street.resident, room.now, SHANGHAI)
        await perform(session, hazard, Act.ACCEPT, street.member, room.now, SHANGHAI)
    room.now += timedelta(hours=1)
    assert "还没有整改后的照片" in await press(room, by, hazard, f"hz:done:{hazard.number}")
    assert "请回复本消息发送照片" in await shown(room)
    await result(room, hazard, street)
    assert await first_label(room) == "已到场"
    await press(room, by, hazard, f"hz:done:{hazard.number}")
    assert hazard.state is State.REVIEW


async def test_the_question_goes_once_the_hazard_moves(room: Room, hazard: Hazard, street: Street) -> None:
    by = street.member.tg_user_id
    await press(room, by, hazard, f"hz:done:{hazard.number}")
    assert await first_label(room) == "确认：当场整改完成"
    await press(room, by, hazard, f"hz:accept:{hazard.number}")
    assert await first_label(room) == "已到场"
    await press(room, by, hazard, f"hz:done:{hazard.number}")
    assert await first_label(room) == "确认：处置完成，无照片"


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
