"""An edit adds what is new, may raise and ring, and makes nothing twice."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.emergencies.tables import Call
from models.hazards.reporting.private_draft import Intake, IntakeState
from models.hazards.workflow import Severity, State
from models.mandatory_reports.tables import MandatoryReport
from tests.handlers.hazards.reports import RESIDENT, WORDS, added, edits, hazards, photo
from tests.handlers.room import Room
from tests.street import GROUP, Street

MEMBER = 12


async def rows(room: Room, kind: Any) -> list[Any]:
    return list((await room.session.scalars(select(kind).order_by(kind.id))).all())


@pytest.mark.parametrize("command", ["/report ", "/report@wangge_bot，", "#隐患 "])
async def test_words_that_an_edit_adds_join_the_hazard(room: Room, street: Street, command: str) -> None:
    said = await room.says(RESIDENT, GROUP, f"{command}{WORDS}")
    await edits(room, said.message_id, GROUP, text=f"{command}{WORDS}，还有电动车")
    [hazard] = await hazards(room)
    assert (hazard.state, hazard.text) == (State.OPEN, WORDS)
    assert await added(room) == ["还有电动车"]


@pytest.mark.parametrize("text", [f"/report {WORDS}", f"/report {WORDS}！", f"/report：{WORDS}", "/report"])
async def test_an_edit_that_says_nothing_new_says_and_writes_nothing(room: Room, street: Street, text: str) -> None:
    said = await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    before = await room.kinds()
    await edits(room, said.message_id, GROUP, text=text)
    assert (await room.kinds(), await added(room)) == (before, [])


async def test_an_edit_can_only_raise_it(room: Room, street: Street) -> None:
    said = await room.says(RESIDENT, GROUP, "/report 配电箱冒火花")
    [hazard] = await hazards(room)
    grave = hazard.severity
    await edits(room, said.message_id, GROUP, text="/report 楼道有点乱")
    assert hazard.severity is grave


async def test_fire_in_an_edit_rings_once_and_what_follows_goes_to_the_call(room: Room, street: Street) -> None:
    said = await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    await edits(room, said.message_id, GROUP, text=f"/report {WORDS}，着火了")
    [hazard], [call] = await hazards(room), await rows(room, Call)
    assert (hazard.severity, call.hazard_id, call.text) == (Severity.URGENT, hazard.id, "着火了")
    rung = (await room.kinds()).count("emergencies.alarm")
    assert rung
    await edits(room, said.message_id, GROUP, text=f"/report {WORDS}，着火了，3号楼502")
    assert (await room.kinds()).count("emergencies.alarm") == rung
    assert len(await rows(room, Call)) == 1


@pytest.mark.parametrize("wrong", ["/reprot ", "/上报 ", "@wangge_bot "])
async def test_a_command_put_right_makes_one_report_and_takes_the_offer(room: Room, street: Street, wrong: str) -> None:
    said = await room.says(RESIDENT, GROUP, f"{wrong}{WORDS}")
    await room.sent("hazards.offer", 900)
    await edits(room, said.message_id, GROUP, text=f"/report {WORDS}")
    await edits(room, said.message_id, GROUP, text=f"/report {WORDS} ")
    [hazard] = await hazards(room)
    assert (hazard.text, hazard.message_id) == (WORDS, said.message_id)
    assert (await room.newest("hazards.offer")).args["taken"]


async def test_what_was_reported_by_the_button_is_not_reported_again(room: Room, street: Street) -> None:
    said = await room.says(RESIDENT, GROUP, f"/reprot {WORDS}")
    await room.sent("hazards.offer", 900)
    await room.presses(RESIDENT, GROUP, "hzr", on=900)
    assert len(await hazards(room)) == 1
    await edits(room, said.message_id, GROUP, text=f"/report {WORDS}，二楼")
    assert (len(await hazards(room)), await added(room)) == (1, ["二楼"])


async def test_a_command_in_reply_to_a_photo_is_known_by_its_own_message(room: Room, street: Street) -> None:
    shown = {**room.message(MEMBER, GROUP), **photo()}
    said = await room.says(RESIDENT, GROUP, f"/report {WORDS}", reply_to_message=shown)
    await edits(room, said.message_id, GROUP, text=f"/report {WORDS}，三楼", reply_to_message=shown)
    await edits(room, shown["message_id"], GROUP, by=MEMBER, **photo(caption="/report 就是这里"))
    assert (len(await hazards(room)), await added(room)) == (1, ["三楼", "就是这里"])


async def test_an_empty_draft_is_filled_by_an_edit(room: Room, street: Street) -> None:
    said = await room.says(RESIDENT, GROUP, "/report")
    await edits(room, said.message_id, GROUP, text=f"/report {WORDS}")
    [hazard] = await hazards(room)
    assert (hazard.state, hazard.text) == (State.OPEN, WORDS)


async def test_an_edited_addition_is_added_as_far_as_it_is_new(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    await room.sent("hazards.card", 900)
    card = {**room.message({"id": 42, "is_bot": True, "first_name": "网格哨"}, GROUP), "message_id": 900}
    said = await room.says(MEMBER, GROUP, "三楼也有", reply_to_message=card)
    await edits(room, said.message_id, GROUP, by=MEMBER, text="三楼也有，四楼也有", reply_to_message=card)
    await edits(room, said.message_id, GROUP, by=MEMBER, text="三楼也有，四楼也有。", reply_to_message=card)
    assert await added(room) == ["三楼也有", "四楼也有"]


async def test_the_words_of_a_draft_in_private_follow(room: Room, street: Street) -> None:
    said = await room.says(RESIDENT, RESIDENT, WORDS)
    await room.says(RESIDENT, RESIDENT, "还有一辆电动车在充电")
    await edits(room, said.message_id, RESIDENT, text="5号楼楼道堆物")
    [intake] = await rows(room, Intake)
    assert intake.text == "5号楼楼道堆物\n还有一辆电动车在充电"


async def test_a_command_put_right_in_private_sends_the_draft(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "/help@wangge_bot")  # known in the group since
    said = await room.says(RESIDENT, RESIDENT, f"/reprot {WORDS}")
    await edits(room, said.message_id, RESIDENT, text=f"/report {WORDS}")
    await edits(room, said.message_id, RESIDENT, text=f"/report {WORDS}，三楼")
    [intake], [hazard] = await rows(room, Intake), await hazards(room)
    assert (intake.state, hazard.text, await added(room)) == (IntakeState.SENT, WORDS, ["三楼"])


@pytest.mark.parametrize("first", ["在吗", WORDS, "/reprot 楼道", "/hepl"])
@pytest.mark.parametrize("where", [RESIDENT, GROUP])
async def test_a_cry_put_in_by_an_edit_rings(room: Room, street: Street, first: str, where: int) -> None:
    said = await room.says(RESIDENT, where, first)
    await edits(room, said.message_id, where, text="/sos 3号楼着火了")
    await edits(room, said.message_id, where, text="/sos 3号楼着火了！")
    [call] = await rows(room, Call)
    assert call.text == "3号楼着火了"


async def test_a_call_is_told_what_its_message_says_now(room: Room, street: Street) -> None:
    said = await room.says(RESIDENT, GROUP, "/sos")
    rung = (await room.kinds()).count("emergencies.alarm")
    await edits(room, said.message_id, GROUP, text="/sos 3号楼502")
    [call] = await rows(room, Call)
    assert (call.text, (await room.kinds()).count("emergencies.alarm")) == ("3号楼502", rung)


async def test_a_must_report_gets_the_words_and_stays_with_the_leader(room: Room, street: Street) -> None:
    said = await room.says(RESIDENT, GROUP, "/report 402独居老人")
    [told] = await rows(room, MandatoryReport)
    await edits(room, said.message_id, GROUP, text="/report 402独居老人，已八十岁")
    assert told.text == "402独居老人\n已八十岁"
    assert (len(await rows(room, MandatoryReport)), await hazards(room)) == (1, [])


async def test_small_talk_edited_to_small_talk_stays_without_an_answer(room: Room, street: Street) -> None:
    said = await room.says(RESIDENT, RESIDENT, "在吗")
    before = await room.kinds()
    for text in ("在吗？", "/help", "/status H1"):
        await edits(room, said.message_id, RESIDENT, text=text)
    assert await room.kinds() == before


async def test_what_was_said_long_ago_makes_nothing_by_an_edit(room: Room, street: Street) -> None:
    long_ago = int((room.now - timedelta(days=2)).timestamp())
    await edits(room, 5, GROUP, text=f"/report {WORDS}", date=long_ago)
    assert await hazards(room) == []
