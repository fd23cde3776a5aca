import pytest
from sqlalchemy import delete, select

from handlers.emergencies.labels import FINDINGS, OUTCOMES
from handlers.messages import MessageContent
from models.emergencies.alerting import notify as emergency_notify
from models.emergencies.tables import Call, Helper
from models.emergencies.workflow import LIVE, CallState, Finding, Outcome
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.tables import Post, Role
from tests.handlers.emergencies.messages import ends
from tests.handlers.room import ANONYMOUS, BOT, Room
from tests.street import GROUP, Street, resign

RESIDENT, MEMBER, LEADER, STRANGER = 11, 12, 14, 16


async def the_call(room: Room) -> Call:
    return (await room.session.scalars(select(Call).execution_options(populate_existing=True))).one()


@pytest.fixture(autouse=True)
async def called(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/sos 3号楼着火")


async def test_staff_who_press_are_seen_and_thanked(room: Room) -> None:
    request = await room.presses(MEMBER, GROUP, "sos:going:1")
    assert request.toast is not None
    assert "已告知各方您正在前往" in request.toast.text
    request = await room.presses(MEMBER, GROUP, "sos:arrived:1")
    assert request.toast is not None
    assert "已记录您到场" in request.toast.text
    assert (await the_call(room)).state is CallState.ARRIVED


@pytest.mark.parametrize("what", ["going", "arrived"])
async def test_a_resident_is_kindly_kept_away(room: Room, what: str) -> None:
    request = await room.presses(RESIDENT, GROUP, f"sos:{what}:1")
    assert request.toast is not None
    assert request.toast.alert
    assert "为了您的安全" in request.toast.text
    assert (await the_call(room)).state is CallState.CALLING


async def test_a_neighbour_cannot_call_it_a_false_alarm(room: Room) -> None:
    request = await room.presses(16, GROUP, "sos:nothing:1")
    assert request.toast is not None
    assert "只有求助人本人可以撤回；如属误报，请网格人员点“误报”" in request.toast.text
    assert (await the_call(room)).state is CallState.CALLING


@pytest.mark.parametrize("finding", list(FINDINGS))
async def test_every_finding_has_its_button(room: Room, finding: Finding) -> None:
    await room.presses(MEMBER, GROUP, f"sos:{finding}:1")
    assert (await the_call(room)).finding is finding


@pytest.mark.parametrize("data", [*FINDINGS, *OUTCOMES])
async def test_no_button_that_stood_in_a_chat_before_ends_a_call_at_one_press(room: Room, data: str) -> None:
    await room.presses(MEMBER, GROUP, f"sos:{data}:1")
    assert (await the_call(room)).state in LIVE


async def test_who_confirms_a_fire_learns_who_is_told_and_that_it_goes_on(room: Room) -> None:
    request = await room.presses(MEMBER, GROUP, "sos:fire:1")
    assert request.toast is not None
    assert request.toast.text == "S1：真实火情，已紧急通知各级负责人和相邻网格。险情解除后请点击结果。"
    request = await room.presses(MEMBER, GROUP, "sos:fire:1")
    assert request.toast is not None
    assert "当前：🔴 火情已确认" in request.toast.text


async def test_who_comes_second_learns_who_was_first(room: Room) -> None:
    await room.presses(MEMBER, GROUP, "sos:fire:1")
    request = await room.presses(LEADER, LEADER, "sos:smoke:1")
    assert request.toast is not None
    assert request.toast.text == "某人已先反馈。当前：🔴 火情已确认 · 🆘 求助中。"
    await ends(room, MEMBER, GROUP, "out")
    request = await room.presses(LEADER, LEADER, "sos:nothing:1")
    assert request.toast is not None
    assert request.toast.text == "某人已先反馈。当前：🟢 已结束。"


@pytest.mark.parametrize(
    "data",
    [
        "sos:going:2",
        "sos:going:x",
        "sos:dance:1",
        "sos",
        "sos:going",
        "sos:going:1:9",
        "sos:add:1",
        "sos:going:" + "9" * 40,
    ],
)
async def test_a_forged_or_old_button_does_nothing(room: Room, data: str) -> None:
    request = await room.presses(MEMBER, GROUP, data)
    assert request.toast is not None
    assert "按钮已失效" in request.toast.text
    assert (await the_call(room)).state is CallState.CALLING


async def test_an_anonymous_press_is_asked_for_a_real_account(room: Room) -> None:
    request = await room.presses(ANONYMOUS, GROUP, "sos:going:1")
    assert request.toast is not None
    assert request.toast.alert
    assert (await the_call(room)).state is CallState.CALLING


async def answers(room: Room, words: str) -> Call:
    question = {**room.message(BOT, MEMBER), "message_id": 901, "text": "…"}
    await room.says(MEMBER, MEMBER, words, reply_to_message=question)
    return await the_call(room)


async def test_words_that_say_it_is_over_are_kept_and_asked_about_and_end_nothing(room: Room) -> None:
    await ask(room)
    call = await answers(room, "厨房起火，已扑灭")
    assert (call.state, call.finding, call.found) == (CallState.GOING, None, "厨房起火，已扑灭")
    assert "确认结束S1：火已扑灭？" in await room.text("emergencies.ending")
    await ends(room, MEMBER, MEMBER, "out")
    call = await the_call(room)
    assert (call.state, call.outcome, call.found) == (CallState.ENDED, Outcome.FIRE_OUT, "厨房起火，已扑灭")


async def test_words_that_say_it_is_a_fire_confirm_that_and_it_goes_on(room: Room) -> None:
    await ask(room)
    call = await answers(room, "四楼厨房着火，火势很大")
    assert (call.state, call.finding, call.found) == (CallState.GOING, Finding.FIRE, "四楼厨房着火，火势很大")
    assert "已紧急通知各级负责人和相邻网格" in await room.text("emergencies.word")
    assert "emergencies.ending" not in await room.kinds()


@pytest.mark.parametrize("words", ["马上到", "已没有明火，还在冒烟"])
async def test_words_that_say_nothing_graver_are_added(room: Room, words: str) -> None:
    await ask(room)
    await room.presses(MEMBER, MEMBER, "sos:smoke:1")
    call = await answers(room, words)
    assert (call.state, call.finding, call.found) == (CallState.GOING, Finding.SMOKE, words)
    assert "S1：已补充" in await room.text("emergencies.word")


async def test_words_of_one_who_may_not_end_it_are_refused_as_an_answer(room: Room, street: Street) -> None:
    await ask(room)
    await resign(room.session, street.member, room.now)
    await room.session.execute(delete(Helper))
    call = await answers(room, "误报")
    assert (call.state, call.found) == (CallState.GOING, "")
    assert "只有本网格人员和前往人员" in await room.text("emergencies.word")


async def test_an_anonymous_answer_joins_the_record_and_they_hear_that_it_is_none(room: Room) -> None:
    await ask(room)
    call = await the_call(room)
    await room.standing(GROUP, "emergencies.asked", 902, call.id)
    question = {**room.message(BOT, GROUP), "message_id": 902, "text": "…"}
    await room.says(ANONYMOUS, GROUP, "厨房起火，已扑灭", reply_to_message=question)
    assert (await the_call(room)).state is CallState.GOING
    assert "请用本人账号发送" in await room.text("emergencies.word")
    alarm = await room.worded(await room.newest("emergencies.alarm"))
    assert isinstance(alarm, MessageContent)
    assert "补充：厨房起火，已扑灭" in alarm.html


async def test_a_late_reply_to_the_question_joins_the_record(room: Room) -> None:
    await ask(room)
    await ends(room, MEMBER, MEMBER, "safe")
    call = await answers(room, "灶台油烟")
    assert (call.outcome, call.found) == (Outcome.SAFE, "灶台油烟")


async def test_a_reply_to_the_card_is_shown_to_staff(room: Room) -> None:
    await room.sent("emergencies.card", 900)
    card = {**room.message(BOT, GROUP), "message_id": 900, "text": "…"}
    await room.says(STRANGER, GROUP, "楼上还有老人", reply_to_message=card)
    said = await room.worded([each for each in await room.messages(MEMBER) if each.kind == "emergencies.alarm"][-1])
    assert isinstance(said, MessageContent)
    assert "补充：楼上还有老人" in said.html
    assert "楼上还有老人" not in await room.text("emergencies.card")


async def test_the_caller_picks_among_several_grids(room: Room, street: Street) -> None:
    other = Grid(code="S-1-9", name="九网格", level=Level.GRID, path="", parent_id=street.community.id)
    other.path = path_of(other.id, street.community.path)
    room.session.add(other)
    room.session.add(
        Post(grid_id=other.id, role=Role.MEMBER, name="傅勇", phone="+8619900000012", person_id=street.member.id)
    )
    await room.session.flush()
    await room.says(MEMBER, MEMBER, "/sos 着火")
    said = await room.worded(await room.newest("emergencies.where"))
    assert isinstance(said, MessageContent)
    [data] = [row[0].data for row in said.buttons if row[0].label == "九网格"]
    request = await room.presses(STRANGER, STRANGER, data)
    assert request.toast is not None
    assert "已失效" in request.toast.text
    request = await room.presses(MEMBER, MEMBER, data)
    assert request.toast is not None
    assert request.toast.text == "已记录：九网格，已通知该网格人员。"
    second = (await room.session.scalars(select(Call).where(Call.number == 2))).one()  # type: ignore[arg-type]
    assert (second.grid_id, second.guessed) == (other.id, False)


async def ask(room: Room) -> None:
    """As the clock does ten minutes after the member went."""
    await room.presses(MEMBER, GROUP, "sos:going:1")
    call = await the_call(room)
    await emergency_notify.ask(room.session, call, [MEMBER], room.now)
    await room.session.flush()
    await room.sent("emergencies.asked", 901)


async def test_in_private_the_caller_need_not_reply_to_add_words(room: Room) -> None:
    await room.says(STRANGER, STRANGER, "/sos 隔壁冒烟")
    await room.says(STRANGER, STRANGER, "还有老人在三楼")
    assert await room.text("emergencies.word") == "S2：已补充，收到求助的人员都能看到。"
    alarms = [each for each in await room.messages() if each.kind == "emergencies.alarm"]
    said = [await room.worded(each) for each in alarms]
    assert any("补充：还有老人在三楼" in each.html for each in said if isinstance(each, MessageContent))


async def test_others_in_private_speak_of_something_else(room: Room) -> None:
    await room.says(MEMBER, MEMBER, "还有老人在三楼")
    assert "emergencies.word" not in await room.kinds(MEMBER)
