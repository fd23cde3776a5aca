from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.emergencies.presses import SAID_BY_STAFF
from handlers.messages import Delete, MessageContent
from models.emergencies.tables import Call
from models.emergencies.workflow import CallState, Finding, Outcome
from models.outbox.tables import OutboxMessage
from tests.handlers.emergencies.messages import ends
from tests.handlers.room import ANONYMOUS, Room
from tests.street import GROUP

RESIDENT, MEMBER, OTHER, LEADER = 11, 12, 13, 14
QUESTION = 950


@pytest.fixture(autouse=True)
async def called(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/sos 3号楼着火")


async def the_call(room: Room) -> Call:
    return (await room.session.scalars(select(Call).execution_options(populate_existing=True))).one()


async def toast(room: Room, by: int, where: int, data: str) -> str:
    request = await room.presses(by, where, data)
    assert request.toast is not None
    return request.toast.text


async def presses_on_the_question(room: Room, by: int, data: str) -> None:
    """As one who has the question before him."""
    await room.sent("emergencies.ending", QUESTION)
    await room.presses(by, (await question(room)).chat_id, data, on=QUESTION)


async def question(room: Room) -> OutboxMessage:
    return await room.newest("emergencies.ending")


@pytest.mark.parametrize("outcome", SAID_BY_STAFF)
async def test_the_first_press_asks_and_the_second_ends(room: Room, outcome: Outcome) -> None:
    assert "请在新消息中再次确认" in await toast(room, MEMBER, MEMBER, f"sos:{outcome}:1")
    assert (await the_call(room)).state is CallState.CALLING
    said = await room.worded(await question(room))
    assert isinstance(said, MessageContent)
    assert "分钟内可撤销" in said.html
    [[yes], [no]] = said.buttons
    assert yes.label.startswith("确认：")
    assert no.label == "未结束，继续处置"
    await presses_on_the_question(room, MEMBER, yes.data)
    assert (await the_call(room)).outcome is outcome


async def test_the_question_says_what_an_end_does(room: Room) -> None:
    await room.presses(MEMBER, MEMBER, "sos:nothing:1")
    assert "经核实为误报，无需前往" in await room.text("emergencies.ending")
    await room.presses(MEMBER, MEMBER, "sos:out:1")
    assert "求助卡片不再提示撤离和拨打119" in await room.text("emergencies.ending")


async def test_asked_again_the_question_before_goes(room: Room) -> None:
    await room.presses(MEMBER, MEMBER, "sos:nothing:1")
    first = await question(room)
    await room.presses(MEMBER, MEMBER, "sos:safe:1")
    assert isinstance(await room.worded(first), Delete)
    assert isinstance(await room.worded(await question(room)), MessageContent)


async def test_who_says_no_leaves_it_running_and_the_question_goes(room: Room) -> None:
    await room.presses(MEMBER, MEMBER, "sos:nothing:1")
    await presses_on_the_question(room, MEMBER, "sosend:keep:1")
    assert (await the_call(room)).state is CallState.CALLING
    assert isinstance(await room.worded(await question(room)), Delete)


async def test_once_ended_the_question_offers_to_take_that_back_for_ten_minutes(room: Room) -> None:
    await room.presses(MEMBER, GROUP, "sos:nothing:1")
    await presses_on_the_question(room, MEMBER, "sosend:nothing:1")
    said = await room.worded(await question(room))
    assert isinstance(said, MessageContent)
    assert [[(each.label, each.data) for each in row] for row in said.buttons] == [[("撤销，继续处置", "sos:reopen:1")]]
    room.now += timedelta(minutes=11)
    assert isinstance(await room.worded(await question(room)), Delete)


async def test_another_s_question_goes_once_it_is_over(room: Room) -> None:
    await room.presses(LEADER, LEADER, "sos:nothing:1")
    asked = await question(room)
    await ends(room, MEMBER, MEMBER, "safe")
    assert isinstance(await room.worded(asked), Delete)


@pytest.mark.parametrize("data", ["sos:safe:1", "sosend:nothing:1", "sosend:keep:1"])
async def test_a_resident_ends_nothing(room: Room, data: str) -> None:
    await room.presses(MEMBER, GROUP, "sos:nothing:1")
    assert "只有本网格人员和前往人员" in await toast(room, RESIDENT, GROUP, data)
    assert (await the_call(room)).state is CallState.CALLING
    assert len([kind for kind in await room.kinds() if kind == "emergencies.ending"]) == 1
    assert not (await question(room)).args.get("answered")


async def test_who_takes_an_end_back_sees_everything_as_it_was(room: Room) -> None:
    await room.presses(MEMBER, GROUP, "sos:going:1")
    await room.presses(MEMBER, GROUP, "sos:fire:1")
    await ends(room, MEMBER, MEMBER, "out")
    assert "S1已恢复处置" in await toast(room, MEMBER, MEMBER, "sos:reopen:1")
    call = await the_call(room)
    assert (call.state, call.finding, call.outcome) == (CallState.GOING, Finding.FIRE, None)


async def test_an_end_is_taken_back_only_by_who_said_so_or_a_leader_and_in_time(room: Room) -> None:
    await ends(room, MEMBER, MEMBER, "safe")
    assert "只有结束求助的人员或网格长" in await toast(room, OTHER, GROUP, "sos:reopen:1")
    room.now += timedelta(minutes=11)
    assert "已超过可撤销时间" in await toast(room, LEADER, LEADER, "sos:reopen:1")
    assert (await the_call(room)).state is CallState.ENDED


async def test_what_runs_cannot_be_taken_back(room: Room) -> None:
    assert "当前：🆘 求助中" in await toast(room, MEMBER, MEMBER, "sos:reopen:1")


@pytest.mark.parametrize(
    "data", ["sosend", "sosend:out", "sosend:dance:1", "sosend:out:x", "sosend:out:2", "sos:reopen:2"]
)
async def test_a_forged_button_does_nothing(room: Room, data: str) -> None:
    assert "按钮已失效" in await toast(room, MEMBER, GROUP, data)
    assert (await the_call(room)).state is CallState.CALLING


@pytest.mark.parametrize("answer", ["sosend:out:1", "sosend:keep:1"])
async def test_an_end_that_nobody_asked_about_in_this_chat_is_none(room: Room, answer: str) -> None:
    await room.presses(LEADER, LEADER, "sos:out:1")
    assert "按钮已失效" in await toast(room, MEMBER, MEMBER, answer)
    assert (await the_call(room)).state is CallState.CALLING
    assert not (await question(room)).args.get("answered")


@pytest.mark.parametrize("known", [True, False])
async def test_only_the_outcome_that_was_asked_about_is_confirmed(room: Room, known: bool) -> None:
    await room.presses(MEMBER, MEMBER, "sos:out:1")
    await room.sent("emergencies.ending", QUESTION)
    on = QUESTION if known else None
    request = await room.presses(MEMBER, MEMBER, "sosend:nothing:1", on=on)
    assert request.toast is not None
    assert "按钮已失效" in request.toast.text
    await room.presses(MEMBER, MEMBER, "sosend:out:1", on=on)
    assert (await the_call(room)).outcome is Outcome.FIRE_OUT


async def test_a_question_that_somebody_said_no_to_ends_nothing_any_more(room: Room) -> None:
    await room.presses(MEMBER, GROUP, "sos:nothing:1")
    await presses_on_the_question(room, LEADER, "sosend:keep:1")
    request = await room.presses(MEMBER, GROUP, "sosend:nothing:1", on=QUESTION)
    assert request.toast is not None
    assert "按钮已失效" in request.toast.text
    assert (await the_call(room)).state is CallState.CALLING


async def test_a_question_answered_before_delivery_has_recorded_it_goes_all_the_same(room: Room) -> None:
    await room.presses(MEMBER, MEMBER, "sos:nothing:1")
    await room.presses(MEMBER, MEMBER, "sosend:keep:1")
    assert (await question(room)).args["answered"] == "no"


async def test_who_is_second_on_a_question_learns_how_it_ended(room: Room) -> None:
    await room.presses(MEMBER, GROUP, "sos:out:1")
    await presses_on_the_question(room, MEMBER, "sosend:out:1")
    request = await room.presses(LEADER, GROUP, "sosend:out:1", on=QUESTION)
    assert request.toast is not None
    assert "当前：🟢 已结束" in request.toast.text


@pytest.mark.parametrize("data", ["sosend:out:1", "sos:reopen:1"])
async def test_an_anonymous_press_is_asked_for_a_real_account(room: Room, data: str) -> None:
    request = await room.presses(ANONYMOUS, GROUP, data)
    assert request.toast is not None
    assert request.toast.alert
    assert (await the_call(room)).state is CallState.CALLING
