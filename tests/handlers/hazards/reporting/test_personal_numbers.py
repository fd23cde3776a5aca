"""Groups do not see the middle of a number, and who reports in private is asked before numbers and names go out."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent
from models.errors import Conflict
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.members.tables import Person
from tests.handlers.hazards.reports import card, hazards, labels, photo
from tests.handlers.room import SHANGHAI, Room, person
from tests.street import GROUP, Street

RESIDENT, MEMBER = 11, 12
AUTHOR = person(RESIDENT, "李秀英")
PHONE, SHOWN = "13800001111", "138****1111"
CONTENTS = f"3号楼楼道堆物，找{PHONE}"


@pytest.fixture
async def known(room: Room, street: Street) -> None:
    """The resident has spoken in the grid's group."""
    await room.says(AUTHOR, GROUP, "大家好")


async def shown(room: Room) -> dict[int, str]:
    """What the messages that stand in each chat show."""
    said = {message.chat_id: await room.worded(message) for message in await room.messages()}
    return {chat: each.html for chat, each in said.items() if isinstance(each, MessageContent)}


async def test_a_group_sees_no_number_and_staff_see_it_in_private(room: Room, street: Street) -> None:
    await room.sends(AUTHOR, GROUP, **photo(caption=f"/report {CONTENTS}"))
    seen = await shown(room)
    assert PHONE not in seen[GROUP]
    assert SHOWN in seen[GROUP]
    assert PHONE in seen[MEMBER]


@pytest.mark.parametrize("asked", ["/my", "/status H1"])
async def test_what_is_asked_for_in_a_group_shows_no_number(room: Room, street: Street, asked: str) -> None:
    await room.sends(AUTHOR, GROUP, **photo(caption=f"/report {PHONE}的车堵门"))
    await room.says(AUTHOR, GROUP, asked)
    newest = (await room.messages(GROUP))[-1]
    said = await room.worded(newest)
    assert isinstance(said, MessageContent)
    assert newest.kind in ("hazards.mine", "hazards.status")
    assert PHONE not in said.html
    assert SHOWN in said.html


@pytest.mark.usefixtures("known")
async def test_who_reports_in_private_hears_what_the_group_will_see(room: Room) -> None:
    await room.says(AUTHOR, RESIDENT, f"/report {CONTENTS}")
    assert await hazards(room) == []
    asked = await card(room, "hazards.intake")
    assert f"群内将显示为{SHOWN}" in asked.html
    assert labels(asked) == ["提交上报", "其他网格", "不上报"]
    await room.presses(AUTHOR, RESIDENT, asked.buttons[0][0].data)
    [hazard] = await hazards(room)
    assert hazard.text == CONTENTS
    assert PHONE not in (await shown(room))[GROUP]


@pytest.mark.usefixtures("known")
async def test_who_names_oneself_is_asked(room: Room) -> None:
    await room.says(AUTHOR, RESIDENT, "/report 3号楼楼道堆物，李秀英")
    assert await hazards(room) == []
    assert "有您的姓名，群内将显示为李**" in (await card(room, "hazards.intake")).html


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("3号楼李秀英家着火了", "3号楼李**家着火了"),
        ("我是李秀英，李秀英家冒烟", "我是李**，李**家冒烟"),
        ("3号楼着火了，李秀芳家", "3号楼着火了，李秀芳家"),
    ],
)
async def test_urgent_words_go_out_at_once_without_their_authors_name(room: Room, words: str, seen: str) -> None:
    await room.says(AUTHOR, RESIDENT, f"/report {words}")
    [hazard] = await hazards(room)
    assert hazard.text == words
    await room.says(AUTHOR, GROUP, "/my")
    await room.says(AUTHOR, GROUP, f"/status H{hazard.number}")
    said = [await room.worded(message) for message in await room.messages(GROUP)]
    html = [each.html for each in said if isinstance(each, MessageContent)]
    assert [each for each in html if "李秀英" in each] == []
    assert sum(seen in each for each in html) >= 2
    assert words in (await shown(room))[MEMBER]


async def test_who_reports_in_the_group_is_named_there_as_written(room: Room, street: Street) -> None:
    await room.says(AUTHOR, GROUP, "/report 3号楼楼道堆物，李秀英")
    assert "楼道堆物，李秀英" in (await shown(room))[GROUP]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("words", ["3号楼2单元1203室楼道堆物", "11-28起堆物，见H412", "灭火器过期20261128"])
async def test_other_words_are_sent_without_a_question(room: Room, words: str) -> None:
    await room.says(AUTHOR, RESIDENT, f"/report {words}")
    assert [hazard.text for hazard in await hazards(room)] == [words]


@pytest.mark.usefixtures("known")
async def test_a_fire_waits_for_no_question(room: Room) -> None:
    await room.says(AUTHOR, RESIDENT, f"/report 着火了，电话{PHONE}")
    assert len(await hazards(room)) == 1


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(("discreet", "named"), [(True, ""), (False, "李秀英")])
async def test_who_comes_too_late_does_not_hear_who_reported_in_private(
    room: Room, street: Street, named: str, *, discreet: bool
) -> None:
    await room.says(AUTHOR, RESIDENT, "/report 3号楼楼道堆物")
    [hazard] = await hazards(room)
    hazard.discreet = discreet
    author = (await room.session.scalars(select(Person).where(col(Person.tg_user_id) == RESIDENT))).one()
    await perform(room.session, hazard, Act.DISMISS, street.leader, room.now, SHANGHAI, reason="查无此事")
    await perform(room.session, hazard, Act.OBJECT, author, room.now, SHANGHAI, reason="还在")
    with pytest.raises(Conflict) as late:
        await perform(room.session, hazard, Act.SEND_BACK, street.leader, room.now, SHANGHAI, reason="再看")
    assert late.value.data["by"] == named


async def test_nor_does_a_group_see_one_in_a_reason_that_staff_typed(room: Room, street: Street) -> None:
    await room.says(AUTHOR, GROUP, "/report 3号楼楼道堆物")
    [hazard] = await hazards(room)
    reason = f"已与住户核实，电话{PHONE}"
    await perform(room.session, hazard, Act.DISMISS, street.leader, room.now, SHANGHAI, reason=reason)
    await room.says(AUTHOR, GROUP, f"/status H{hazard.number}")
    said = [await room.worded(message) for message in await room.messages(GROUP)]
    seen = [each.html for each in said if isinstance(each, MessageContent)]
    assert [each for each in seen if "已与住户核实" in each and SHOWN not in each] == []
    assert PHONE not in "".join(seen)
    assert sum("已与住户核实" in each for each in seen) >= 2


async def test_nor_in_a_call_for_help(room: Room, street: Street) -> None:
    await room.says(AUTHOR, GROUP, f"/sos 3号楼着火了，电话{PHONE}")
    seen = await shown(room)
    assert SHOWN in seen[GROUP]
    assert PHONE not in seen[GROUP]
    assert PHONE in seen[MEMBER]
