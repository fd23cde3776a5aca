"""Several hazards of a list, chosen and acted on at once."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Severity, State
from models.outbox.alert_lists import fold, name_in
from models.outbox.tables import MessageState
from tests.handlers.room import SHANGHAI, Room
from tests.street import GROUP, Street

MEMBER, LEADER = 12, 14
LIST = 700


@pytest.fixture
async def hazards(room: Room, street: Street) -> list[Hazard]:
    for number, words in enumerate(("3号楼楼道堆物", "消防车通道被占用", "一楼灭火器过期")):
        said = Said(GROUP, 501 + number, words, person=street.resident)
        await report(room.session, said, street.grid, room.now, SHANGHAI)
    await room.session.flush()
    return list((await room.session.scalars(select(Hazard).order_by(col(Hazard.number)))).all())


async def listed(room: Room, hazards: list[Hazard], who: int) -> None:
    message = await room.standing(who, "hazards.morning", LIST, page=0)
    await name_in(room.session, {message.id: [hazard.id for hazard in hazards]})


async def labels(room: Room, kind: str = "hazards.morning") -> list[str]:
    said = await room.worded(await room.newest(kind))
    assert isinstance(said, MessageContent)
    return [button.label for row in said.buttons for button in row]


async def choose(room: Room, who: int, *numbers: int) -> None:
    await room.presses(who, who, "hzn", on=LIST)
    for number in numbers:
        await room.presses(who, who, f"hzn:{number}", on=LIST)


async def test_buttons_toggle_and_go_back_to_opening(room: Room, hazards: list[Hazard]) -> None:
    await listed(room, hazards, LEADER)
    assert (await labels(room))[-1] == "☑ 多选"
    await choose(room, LEADER, 1, 2)
    await room.presses(LEADER, LEADER, "hzn:1", on=LIST)
    marks = {label[:4] for label in await labels(room) if label[0] in "☑☐"}
    assert marks == {"☐ H1", "☑ H2", "☐ H3"}
    assert (await labels(room))[-4:] == ["全部受理", "全部指派", "全部稍后提醒", "取消"]
    await room.presses(LEADER, LEADER, "hzn:do:leave", on=LIST)
    assert (await labels(room))[-1] == "☑ 多选"


async def test_a_member_is_offered_to_accept_alone(room: Room, hazards: list[Hazard]) -> None:
    await listed(room, hazards, MEMBER)
    await choose(room, MEMBER, 1)
    assert (await labels(room))[-2:] == ["全部受理", "取消"]


async def test_all_that_may_be_accepted_are_and_the_rest_says_why_not(room: Room, hazards: list[Hazard]) -> None:
    await listed(room, hazards, MEMBER)
    await room.presses(LEADER, LEADER, "hz:accept:2")
    await choose(room, MEMBER, 1, 2, 3)
    await room.presses(MEMBER, MEMBER, "hzn:do:accept", on=LIST)
    assert [hazard.state for hazard in hazards] == [State.ACCEPTED] * 3
    assert await room.text("hazards.several_done") == (
        "<b>受理</b>：已办理H1、H3\n<b>受理</b>：以下未办理\nH2：某人已先行处理，目前为“已受理”。"
    )


async def test_who_has_no_say_does_nothing_to_any(room: Room, hazards: list[Hazard], street: Street) -> None:
    by = street.stranger.tg_user_id
    await listed(room, hazards, by)
    await choose(room, by, 1, 2)
    await room.presses(by, by, "hzn:do:accept", on=LIST)
    assert [hazard.state for hazard in hazards] == [State.OPEN] * 3
    assert "已办理" not in (await room.text("hazards.several_done")).replace("未办理", "")


async def test_several_are_assigned_by_one_answer(room: Room, hazards: list[Hazard], street: Street) -> None:
    await listed(room, hazards, LEADER)
    await choose(room, LEADER, 1, 2, 3)
    await room.presses(LEADER, LEADER, "hzn:do:assign", on=LIST)
    question = await room.newest("hazards.ask")
    assert "H1、H2、H3指派给谁" in await room.text("hazards.ask")
    await room.presses(LEADER, LEADER, f"hza:{question.id}:{street.member.id}")
    assert await room.text("hazards.several_done") == "<b>指派</b>：已办理H1、H2、H3"
    await fold(room.session, room.now)
    told = [message for message in await room.messages(MEMBER) if message.args.get("why") == "assigned"]
    assert {message.subject_id for message in told if message.state is MessageState.PENDING} == {
        hazard.id for hazard in hazards
    }


@pytest.fixture
async def putting_off(room: Room, hazards: list[Hazard]) -> list[Hazard]:
    """Of an ordinary one, a major and an urgent one it is asked to which day."""
    hazards[2].severity = Severity.URGENT
    await listed(room, hazards, LEADER)
    await choose(room, LEADER, 1, 2, 3)
    await room.presses(LEADER, LEADER, "hzn:do:put_off", on=LIST)
    return hazards


async def test_several_are_put_off_and_what_never_may_be_says_so(room: Room, putting_off: list[Hazard]) -> None:
    for answer in ("3", "waits"):
        await room.presses(LEADER, LEADER, f"hza:{(await room.newest('hazards.ask')).id}:{answer}")
    assert await room.text("hazards.several_done") == (
        "<b>稍后提醒</b>：已办理H1、H2\n<b>稍后提醒</b>：以下未办理\nH3：紧急隐患不能推迟提醒。"
    )
    assert [hazard.put_off_until is not None for hazard in putting_off] == [True, True, False]


@pytest.mark.parametrize("answer", ["7天", "今天", "以后再说"])
async def test_the_question_says_and_holds_the_limit_of_those_chosen(
    room: Room, putting_off: list[Hazard], answer: str
) -> None:
    assert "最多推迟3天" in await room.text("hazards.ask")
    assert await labels(room, "hazards.ask") == ["1天（11-17）", "3天（11-19）", "取消"]
    await room.sent("hazards.ask", LIST + 1)
    await room.says(LEADER, LEADER, answer)
    assert "3天以内" in await room.text("hazards.told")
    assert [hazard.put_off_until for hazard in putting_off] == [None] * 3


async def test_ordinary_ones_alone_may_be_put_off_for_longer(room: Room, hazards: list[Hazard]) -> None:
    await listed(room, hazards, LEADER)
    await choose(room, LEADER, 1, 3)
    await room.presses(LEADER, LEADER, "hzn:do:put_off", on=LIST)
    assert "最多推迟14天" in await room.text("hazards.ask")


@pytest.mark.parametrize("data", ["hzn:1", "hzn:do:accept", "hzn:do:assign", "hzn:do:leave"])
async def test_a_stale_press_does_nothing(room: Room, hazards: list[Hazard], data: str) -> None:
    await listed(room, hazards, LEADER)
    request = await room.presses(LEADER, LEADER, data, on=LIST)
    assert request.toast is not None
    assert request.toast.alert
    assert [hazard.state for hazard in hazards] == [State.OPEN] * 3


async def test_what_waits_is_chosen_from_as_well(room: Room, hazards: list[Hazard]) -> None:
    await room.says(LEADER, LEADER, "/duty")
    await room.sent("hazards.duty", LIST)
    await choose(room, LEADER, 1, 2)
    assert (await labels(room, "hazards.duty"))[-4:] == ["全部受理", "全部指派", "全部稍后提醒", "取消"]
    await room.presses(LEADER, LEADER, "hzn:do:accept", on=LIST)
    assert [hazard.state for hazard in hazards] == [State.ACCEPTED, State.ACCEPTED, State.OPEN]
