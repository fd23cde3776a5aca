"""Answers to the questions that an act asks: by a reply, and in private also without one."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.hazards.questions import STEPS
from handlers.messages import Delete, MessageContent
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import State
from tests.handlers.room import ANONYMOUS, BOT, Room
from tests.street import GROUP, Street

MEMBER, LEADER, LEADER_ABOVE = 12, 14, 15


@pytest.fixture
async def hazard(session: AsyncSession, street: Street, now: datetime) -> Hazard:
    hazard = Hazard(grid_id=street.grid.id, chat_id=GROUP, state=State.OPEN, text="楼道堆物", created_at=now)
    session.add(hazard)
    await session.flush()
    return hazard


async def asked(room: Room, hazard: Hazard, where: int, message_id: int = 500) -> None:
    await room.presses(LEADER, where, f"hz:dismiss:{hazard.number}")
    await room.sent("hazards.ask", message_id)


async def test_in_private_words_that_follow_the_question_answer_it(room: Room, hazard: Hazard) -> None:
    await asked(room, hazard, LEADER)
    await room.says(LEADER, LEADER, "现场没有杂物，已拍照核实")
    assert hazard.state is State.DISMISSED
    assert "hazards.intake" not in await room.kinds()


async def test_a_question_is_answered_once(room: Room, hazard: Hazard) -> None:
    await asked(room, hazard, LEADER)
    await room.says(LEADER, LEADER, "现场没有杂物，已拍照核实")
    await room.says(LEADER, LEADER, "三楼楼道又堆满了纸箱和杂物")
    assert (await room.newest("hazards.intake")).subject_id is not None


async def test_words_after_something_else_was_said_are_a_report(room: Room, hazard: Hazard) -> None:
    await asked(room, hazard, LEADER)
    await room.says(LEADER, LEADER, "/help")
    await room.sent((await room.kinds())[-1], 501)
    await room.says(LEADER, LEADER, "三楼楼道又堆满了纸箱和杂物")
    assert hazard.state is State.OPEN
    assert (await room.newest("hazards.intake")).subject_id is not None


async def test_a_cry_for_help_is_no_answer(room: Room, hazard: Hazard) -> None:
    await asked(room, hazard, LEADER)
    await room.says(LEADER, LEADER, "着火了，三楼着火了")
    assert hazard.state is State.OPEN
    assert any(kind.startswith("emergencies.") for kind in await room.kinds())


async def test_in_a_group_only_a_reply_answers(room: Room, hazard: Hazard) -> None:
    await asked(room, hazard, GROUP)
    await room.says(LEADER, GROUP, "现场没有杂物，已拍照核实")
    assert hazard.state is State.OPEN


async def test_in_a_group_the_question_mentions_whom_it_asks(room: Room, hazard: Hazard) -> None:
    await asked(room, hazard, GROUP)
    said = await room.worded(await room.newest("hazards.ask"))
    assert isinstance(said, MessageContent)
    assert f'<a href="tg://user?id={LEADER}">' in said.html


async def test_in_private_nobody_needs_to_be_mentioned(room: Room, hazard: Hazard) -> None:
    await asked(room, hazard, LEADER)
    said = await room.worded(await room.newest("hazards.ask"))
    assert isinstance(said, MessageContent)
    assert "tg://" not in said.html


async def test_a_press_by_another_answers_nothing_and_says_whom_the_question_is_for(
    room: Room, hazard: Hazard, street: Street
) -> None:
    await asked(room, hazard, GROUP)
    question = await room.newest("hazards.ask")
    data = f"hza:{question.id}:mistake"
    street.community_leader.language = "en"
    request = await room.presses(LEADER_ABOVE, GROUP, data, on=500)
    assert request.toast is not None
    assert request.toast.alert
    assert request.toast.text.startswith(f"This question is for {street.leader.name}. To do it yourself,")
    assert (hazard.state, question.args.get("answered")) == (State.OPEN, None)
    await room.presses(LEADER, GROUP, data, on=500)
    assert hazard.state is State.DISMISSED


async def test_who_was_told_whom_it_is_for_is_asked_by_pressing_the_button_themselves(
    room: Room, hazard: Hazard
) -> None:
    await asked(room, hazard, GROUP)
    await room.presses(LEADER_ABOVE, GROUP, f"hz:dismiss:{hazard.number}")
    own = await room.newest("hazards.ask")
    await room.presses(LEADER_ABOVE, GROUP, f"hza:{own.id}:mistake")
    assert hazard.state is State.DISMISSED


@pytest.mark.parametrize("where", [GROUP, LEADER])
async def test_an_answer_under_another_message_or_in_another_chat_is_none(
    room: Room, hazard: Hazard, where: int
) -> None:
    await asked(room, hazard, LEADER)
    question = await room.newest("hazards.ask")
    await room.standing(where, "hazards.status", 501, hazard.id)
    request = await room.presses(LEADER, where, f"hza:{question.id}:mistake", on=501)
    assert request.toast is not None
    assert "失效" in request.toast.text
    assert hazard.state is State.OPEN


async def test_a_reply_of_another_leader_does_not_answer(room: Room, hazard: Hazard) -> None:
    await asked(room, hazard, GROUP)
    below = {"reply_to_message": {**room.message(BOT, GROUP), "message_id": 500, "text": "…"}}
    states: list[State] = []
    for who in (LEADER_ABOVE, LEADER):
        await room.says(who, GROUP, "现场没有杂物，已拍照核实", **below)
        states.append(hazard.state)
    assert states == [State.OPEN, State.DISMISSED]


async def test_an_anonymous_administrator_s_reply_does_not_answer_and_they_hear_so(room: Room, hazard: Hazard) -> None:
    await asked(room, hazard, GROUP)
    below = {"reply_to_message": {**room.message(BOT, GROUP), "message_id": 500, "text": "…"}}
    await room.says(ANONYMOUS, GROUP, "现场没有杂物，已拍照核实", **below)
    assert "请用本人账号发送" in await room.text("hazards.told")
    assert (hazard.state, hazard.text) == (State.OPEN, "楼道堆物")
    await room.says(LEADER, GROUP, "现场没有杂物，已拍照核实", **below)
    told = await room.kinds()
    await room.says(ANONYMOUS, GROUP, "现场没有杂物，已拍照核实", **below)
    assert (await room.kinds()).count("hazards.told") == told.count("hazards.told") == 1


@pytest.mark.parametrize("act", sorted(STEPS))
async def test_every_question_can_be_left_and_then_nothing_is_done(room: Room, hazard: Hazard, act: str) -> None:
    for where in (LEADER, GROUP):
        question = await room.standing(where, "hazards.ask", abs(where), hazard.id, act=act, of=LEADER, given={})
        said = await room.worded(question)
        assert isinstance(said, MessageContent)
        if said.ask_reply:
            assert "取消" in said.html
            below = {"reply_to_message": {**room.message(BOT, where), "message_id": abs(where), "text": "…"}}
            await room.says(LEADER, where, "取消", **below)
        else:
            assert [button.label for button in said.buttons[-1]] == ["取消"]
            request = await room.presses(LEADER, where, said.buttons[-1][0].data, on=abs(where))
            assert request.toast is not None
            assert request.toast.text == "已取消，未作任何处理。"
        assert isinstance(await room.worded(await room.newest("hazards.ask")), Delete)
        assert hazard.state is State.OPEN
    assert await room.session.scalar(select(func.count()).select_from(HazardEvent)) == 0


async def test_nobody_leaves_a_question_in_anothers_place(room: Room, hazard: Hazard) -> None:
    await asked(room, hazard, GROUP)
    question = await room.newest("hazards.ask")
    request = await room.presses(LEADER_ABOVE, GROUP, f"hza:{question.id}", on=500)
    assert request.toast is not None
    assert request.toast.alert
    assert isinstance(await room.worded(await room.newest("hazards.ask")), MessageContent)


@pytest.mark.parametrize(
    ("by", "whom", "hears"),
    [(MEMBER, "S-1-1网格（谭远康）", LEADER), (LEADER, "S-1网格（马东宏）", LEADER_ABOVE)],
)
async def test_who_hands_up_reads_to_whom_and_gives_a_reason(
    room: Room, hazard: Hazard, by: int, whom: str, hears: int
) -> None:
    await room.presses(by, by, f"hz:hand_up:{hazard.number}")
    assert await room.kinds(hears) == []
    question = await room.newest("hazards.ask")
    assert f"将立即提请{whom}处理" in await room.text("hazards.ask")
    await room.presses(by, by, f"hza:{question.id}:refused")
    told = await room.newest("hazards.ping")
    assert (told.chat_id, told.args["reason"]) == (hears, "责任方不配合")
    await room.says(hears, hears, f"/status H{hazard.number}")
    assert "提请上级：责任方不配合" in await room.text("hazards.ping")
    await room.says(by, GROUP, f"/status H{hazard.number}")
    assert "提请上级" in await room.text("hazards.status")
    assert "责任方" not in await room.text("hazards.status")
