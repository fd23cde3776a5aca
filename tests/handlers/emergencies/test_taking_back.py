"""Who called by mistake takes it back; once somebody goes, staff decide."""

import pytest
from sqlalchemy import select

from handlers.messages import MessageContent
from models.emergencies.tables import Call
from models.emergencies.workflow import CallState, Finding, Outcome
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from tests.handlers.room import Room
from tests.street import GROUP

RESIDENT, OTHER_RESIDENT, MEMBER, LEADER = 11, 16, 12, 14
MISTAKE = "我按错了"


async def the_call(room: Room) -> Call:
    return (await room.session.scalars(select(Call).execution_options(populate_existing=True))).one()


async def toast(room: Room, by: int, data: str, where: int = GROUP) -> str:
    request = await room.presses(by, where, data)
    assert request.toast is not None
    return request.toast.text


async def told(room: Room, kind: str) -> set[int]:
    return {message.chat_id for message in await room.messages() if message.kind == kind}


async def card(room: Room, kind: str = "emergencies.card") -> MessageContent:
    said = await room.worded(await room.newest(kind))
    assert isinstance(said, MessageContent)
    return said


def labels(said: MessageContent) -> list[str]:
    return [button.label for row in said.buttons for button in row]


@pytest.mark.parametrize("data", ["sos:mistake:1", "sos:nothing:1"])
async def test_the_caller_ends_it_at_once_while_nobody_goes_and_all_hear_so(room: Room, data: str) -> None:
    await room.says(RESIDENT, GROUP, "/sos")
    assert "已撤回" in await toast(room, RESIDENT, data)
    call = await the_call(room)
    assert (call.state, call.outcome) == (CallState.FALSE_ALARM, Outcome.MISTAKE)
    assert {GROUP, MEMBER, LEADER} <= await told(room, "emergencies.over")
    assert "求助人表示是误触" in await room.text("emergencies.over")
    assert "李秀英" not in (await card(room)).html


async def test_an_accidental_touch_is_met_with_the_way_back(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/sos")
    said = await card(room)
    assert f"如属误触，请求助人立即点“{MISTAKE}”" in said.html
    assert MISTAKE in labels(said)


async def test_a_call_with_words_bears_the_button_and_no_more(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/sos 3号楼着火")
    said = await card(room)
    assert "误触" not in said.html
    assert MISTAKE in labels(said)


async def test_a_caller_in_private_has_the_button_too(room: Room) -> None:
    await room.says(RESIDENT, RESIDENT, "/sos")
    assert labels(await card(room, "emergencies.progress")) == [MISTAKE]
    assert "已撤回" in await toast(room, RESIDENT, "sos:mistake:1", RESIDENT)
    assert labels(await card(room, "emergencies.progress")) == []


async def test_once_somebody_goes_they_are_asked_and_told_once(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/sos")
    await room.presses(MEMBER, GROUP, "sos:going:1")
    assert MISTAKE not in labels(await card(room))
    for _ in range(3):
        assert "网格人员已在处置" in await toast(room, RESIDENT, "sos:mistake:1")
    assert (await the_call(room)).state is CallState.GOING
    assert await told(room, "emergencies.asked") == {MEMBER}
    assert (await room.kinds()).count("emergencies.asked") == 1
    assert "求助人表示是误触，请到场人员核实" in await room.text("emergencies.asked")
    assert "求助人表示是误触，请到场人员核实" in (await card(room)).html


async def test_what_is_confirmed_is_not_taken_back(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/sos")
    await room.presses(MEMBER, MEMBER, "sos:fire:1")
    await room.presses(RESIDENT, GROUP, "sos:mistake:1")
    assert await told(room, "emergencies.asked") == {LEADER}
    call = await the_call(room)
    assert call.state not in (CallState.FALSE_ALARM, CallState.ENDED)
    assert call.finding is Finding.FIRE


async def test_a_neighbour_takes_back_nothing(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/sos")
    for data in ("sos:mistake:1", "sos:nothing:1"):
        assert "只有求助人本人可以撤回" in await toast(room, OTHER_RESIDENT, data)
    assert (await the_call(room)).state is CallState.CALLING


async def test_what_is_over_cannot_be_taken_back(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/sos")
    await room.presses(RESIDENT, GROUP, "sos:mistake:1")
    assert "误报" in await toast(room, RESIDENT, "sos:mistake:1")


async def test_a_report_that_rang_by_mistake_is_left_to_the_leader(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/report 3号楼着火了")
    await room.presses(RESIDENT, GROUP, "sos:mistake:1")
    [hazard] = (await room.session.scalars(select(Hazard).execution_options(populate_existing=True))).all()
    assert hazard.state is State.REVIEW


async def test_who_presses_again_is_told_where_things_stand(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/sos")
    assert "您此前已登记" not in await toast(room, MEMBER, "sos:going:1")
    assert labels(await card(room))[:2] == ["我也前往", "已到场"]
    assert "前往途中1人，已到场0人" in await toast(room, MEMBER, "sos:going:1")
    await room.presses(LEADER, LEADER, "sos:arrived:1")
    assert labels(await card(room))[:2] == ["我也前往", "我也已到场"]
    assert "前往途中1人，已到场1人" in await toast(room, LEADER, "sos:arrived:1", LEADER)
    assert "您此前已登记" not in await toast(room, MEMBER, "sos:arrived:1")
