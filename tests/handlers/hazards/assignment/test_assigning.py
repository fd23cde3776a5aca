"""指派 as leader, member and group see it."""

import pytest

from handlers.messages import MessageContent
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from tests.handlers.room import SHANGHAI, Room
from tests.street import GROUP, Street

MEMBER, LEADER, ABOVE, STRANGER = 12, 14, 15, 16


@pytest.fixture
async def hazard(room: Room, street: Street) -> Hazard:
    said = Said(GROUP, 501, "3号楼楼道堆物", person=street.resident)
    made = await report(room.session, said, street.grid, room.now, SHANGHAI)
    await room.session.flush()
    return made


async def labels(room: Room, kind: str = "hazards.ping") -> list[str]:
    said = await room.worded(await room.newest(kind))
    assert isinstance(said, MessageContent)
    return [button.label for row in said.buttons for button in row]


async def assign(room: Room, hazard: Hazard, by: int = LEADER) -> None:
    await room.presses(by, by, f"hz:assign:{hazard.number}")
    question = await room.newest("hazards.ask")
    assert (await labels(room, "hazards.ask"))[-1] == "取消"
    said = await room.worded(question)
    assert isinstance(said, MessageContent)
    await room.presses(by, by, said.buttons[0][0].data)


async def test_only_leaders_are_offered_to_assign(room: Room, hazard: Hazard) -> None:
    for who, offered in ((LEADER, True), (ABOVE, True), (MEMBER, False)):
        await room.says(who, who, f"/status H{hazard.number}")
        assert ("指派" in await labels(room)) is offered
    assert "指派" not in await labels(room, "hazards.card")


async def test_the_member_reads_by_when_and_takes_it(room: Room, hazard: Hazard) -> None:
    await assign(room, hazard)
    said = await room.text("hazards.ping")
    assert (await room.newest("hazards.ping")).chat_id == MEMBER
    assert "某人将此隐患指派给您，请于11-16 11:00前接单或谢绝。" in said
    assert {"接单", "谢绝"} <= set(await labels(room))
    assert "受理" not in await labels(room)
    assert "已指派：傅勇，请于11-16 11:00前答复" in await room.text("hazards.card")
    await room.presses(MEMBER, MEMBER, f"hz:take:{hazard.number}")
    assert hazard.state is State.ACCEPTED
    assert "受理人：某人" in await room.text("hazards.card")
    edited = await room.views["hazards.ping"](room.context(await room.newest("hazards.ping"), editing=True))
    assert isinstance(edited, MessageContent)
    assert "指派给您" not in edited.html
    assert "接单" not in [button.label for row in edited.buttons for button in row]
    await room.says(LEADER, LEADER, f"/status H{hazard.number}")
    assert "某人指派给某人" in await room.text("hazards.ping")
    assert "某人接单" in await room.text("hazards.ping")


async def test_declined_with_a_reason_the_leader_hears_it_and_residents_do_not(room: Room, hazard: Hazard) -> None:
    await assign(room, hazard)
    await room.presses(MEMBER, MEMBER, f"hz:decline:{hazard.number}")
    await room.sent("hazards.ask", 700)
    await room.says(MEMBER, MEMBER, "今天在外培训")
    told = await room.newest("hazards.ping")
    assert told.chat_id == LEADER
    assert "某人谢绝了您的指派" in await room.text("hazards.ping")
    assert "今天在外培训" in await room.text("hazards.ping")
    assert "指派" in await labels(room)
    assert hazard.state is State.OPEN
    assert "已指派" not in await room.text("hazards.card")
    await room.says(STRANGER, GROUP, f"/status H{hazard.number}")
    assert "谢绝" not in await room.text("hazards.status")


@pytest.mark.parametrize("act", [Act.TAKE, Act.DECLINE])
@pytest.mark.parametrize("by", [LEADER, ABOVE, STRANGER])
async def test_what_was_given_to_another_is_not_answered(room: Room, hazard: Hazard, act: Act, by: int) -> None:
    await assign(room, hazard)
    request = await room.presses(by, by, f"hz:{act}:{hazard.number}")
    assert request.toast is not None
    assert request.toast.text == "该隐患未指派给您，或指派已失效。"
    assert hazard.state is State.OPEN


async def test_a_name_may_be_typed_and_an_unknown_one_is_asked_for_again(room: Room, hazard: Hazard) -> None:
    await room.presses(LEADER, LEADER, f"hz:assign:{hazard.number}")
    await room.sent("hazards.ask", 700)
    await room.says(LEADER, LEADER, "李逵")
    assert "没有可指派的此人" in await room.text("hazards.told")
    reply = {"reply_to_message": {**room.message(LEADER, LEADER), "message_id": 700, "text": "…"}}
    await room.says(LEADER, LEADER, "傅勇", **reply)
    assert (await room.newest("hazards.ping")).chat_id == MEMBER
