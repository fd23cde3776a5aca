"""A second place in the middle of a report in private is a second report."""

import pytest

from handlers.messages import MessageContent
from models.hazards.reporting.private_draft import IntakeState
from models.hazards.workflow import Severity
from tests.due import remind_of_intakes
from tests.handlers.hazards.reports import RESIDENT, added, card, edits, hazards, intake, labels, photo, press
from tests.handlers.room import Room
from tests.street import GROUP, Street

FIRST, SECOND = "3号楼楼道堆满杂物", "5号楼灭火器过期了"
QUESTION = ["另一处，分开上报", "同一处，合在一起", "不上报"]


@pytest.fixture
async def asked(room: Room, street: Street) -> MessageContent:
    await room.says(RESIDENT, GROUP, "大家好")
    await room.says(RESIDENT, RESIDENT, FIRST)
    await room.says(RESIDENT, RESIDENT, SECOND)
    return await card(room, "hazards.intake")


async def test_words_of_another_place_are_asked_about(room: Room, asked: MessageContent) -> None:
    assert labels(asked) == QUESTION
    assert f"前面说的：{FIRST}" in asked.html
    assert f"刚才说的：{SECOND}" in asked.html
    assert await hazards(room) == []


async def test_another_place_is_a_report_of_its_own_with_its_photo(room: Room, asked: MessageContent) -> None:
    await room.sends(RESIDENT, RESIDENT, **photo("of the second"))
    await press(room, RESIDENT, QUESTION[0])
    first = await card(room, "hazards.intake")
    assert f"另一处接着报：{SECOND}" in first.html
    assert labels(first)[0] == "提交上报"
    await press(room, RESIDENT, "提交上报")
    assert [hazard.text for hazard in await hazards(room)] == [FIRST]
    second = await intake(room)
    assert (second.text, [each["file_id"] for each in second.found]) == (SECOND, ["of the second"])
    await press(room, RESIDENT, "提交上报")
    assert [hazard.text for hazard in await hazards(room)] == [FIRST, SECOND]


async def test_the_same_place_is_one_report(room: Room, asked: MessageContent) -> None:
    await room.sends(RESIDENT, RESIDENT, **photo("p"))
    await press(room, RESIDENT, QUESTION[1])
    await press(room, RESIDENT, "提交上报")
    [hazard] = await hazards(room)
    assert hazard.text == f"{FIRST}\n{SECOND}"
    assert (await intake(room)).state is IntakeState.SENT


async def test_when_the_first_is_dropped_the_other_is_asked_about(room: Room, asked: MessageContent) -> None:
    await press(room, RESIDENT, QUESTION[0])
    await press(room, RESIDENT, "不上报")
    assert (await intake(room)).text == SECOND
    await press(room, RESIDENT, "提交上报")
    assert [hazard.text for hazard in await hazards(room)] == [SECOND]


async def test_who_reports_nothing_while_asked_drops_both(room: Room, asked: MessageContent) -> None:
    await press(room, RESIDENT, QUESTION[2])
    assert (await intake(room)).state is IntakeState.DROPPED
    assert "没有上报" in (await card(room, "hazards.intake")).html


async def test_an_album_of_the_other_place_is_asked_about_once(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "大家好")
    await room.says(RESIDENT, RESIDENT, FIRST)
    for name in ("p1", "p2"):
        await room.sends(
            RESIDENT, RESIDENT, **photo(name, media_group_id="7", caption=SECOND if name == "p1" else None)
        )
    assert (await room.kinds(RESIDENT)).count("hazards.intake") == 2
    await press(room, RESIDENT, QUESTION[0])
    await press(room, RESIDENT, "提交上报")
    assert [each["file_id"] for each in (await intake(room)).found] == ["p1", "p2"]


async def test_an_edit_of_what_was_said_of_the_other_place_follows_it(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "大家好")
    await room.says(RESIDENT, RESIDENT, FIRST)
    number = (await room.says(RESIDENT, RESIDENT, SECOND)).message_id
    await edits(room, number, RESIDENT, text=f"{SECOND}，共两个")
    await press(room, RESIDENT, QUESTION[0])
    await press(room, RESIDENT, "提交上报")
    await edits(room, number, RESIDENT, text=f"{SECOND}，共三个")
    await press(room, RESIDENT, "提交上报")
    await edits(room, number, RESIDENT, text=f"{SECOND}，共三个，还有消火栓没水")
    assert [hazard.text for hazard in await hazards(room)] == [FIRST, f"{SECOND}，共三个"]
    assert await added(room) == ["还有消火栓没水"]


@pytest.mark.parametrize("text", ["二楼也堆满了", "照片马上补", "3号楼和5号楼都有"])
async def test_what_may_be_the_same_place_joins_without_a_question(room: Room, street: Street, text: str) -> None:
    await room.says(RESIDENT, GROUP, "大家好")
    await room.says(RESIDENT, RESIDENT, FIRST)
    await room.says(RESIDENT, RESIDENT, text)
    assert labels(await card(room, "hazards.intake"))[0] == "提交上报"
    assert (await intake(room)).text == f"{FIRST}\n{text}"


async def test_what_is_urgent_is_never_asked_about(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "大家好")
    await room.says(RESIDENT, RESIDENT, FIRST)
    await room.says(RESIDENT, RESIDENT, "5号楼冒烟了")
    [hazard] = await hazards(room)
    assert hazard.severity is Severity.URGENT


async def test_a_command_for_another_place_is_asked_about_too(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "大家好")
    await room.says(RESIDENT, RESIDENT, FIRST)
    await room.says(RESIDENT, RESIDENT, f"/report {SECOND}")
    assert labels(await card(room, "hazards.intake")) == QUESTION


async def test_left_alone_it_is_asked_once_more_and_then_let_go(room: Room, asked: MessageContent) -> None:
    due = (await intake(room)).due_at
    assert due is not None
    assert await remind_of_intakes(room.session, due) == 1
    assert labels(await card(room, "hazards.intake")) == QUESTION
    again = (await intake(room)).due_at
    assert again is not None
    assert await remind_of_intakes(room.session, again) == 1
    assert (await intake(room)).state is IntakeState.DROPPED
