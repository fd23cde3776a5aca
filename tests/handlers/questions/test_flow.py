"""Answers to the questions that an act asks: by a reply, and in private also without one."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.messages import MessageContent
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from tests.handlers.room import BOT, Room
from tests.street import GROUP, Street

LEADER, LEADER_ABOVE = 14, 15


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
