from datetime import timedelta

import pytest
from sqlalchemy import update

from handlers.messages import Delete, MessageContent
from models.emergencies.calls import Cry, call_for_help
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.mandatory_reports.tables import MandatoryReport, MandatoryReportState
from models.mandatory_reports.telling import take
from models.members.leave import file_leave
from models.members.tables import Post, Role
from models.outbox.tables import MessageState, OutboxMessage
from tests.handlers.room import SHANGHAI, Room
from tests.street import GROUP, Street


async def fill(room: Room, street: Street, count: int, state: State = State.OPEN) -> None:
    for n in range(count):
        at = room.now - timedelta(hours=count - n)
        room.session.add(Hazard(grid_id=street.grid.id, state=state, text="堆物 <i>", created_at=at))
        await room.session.flush()


async def shown(room: Room) -> MessageContent:
    said = await room.worded(await room.newest("hazards.duty"))
    assert isinstance(said, MessageContent), said
    return said


async def test_in_private_ten_are_listed_with_a_button_each_and_pages_are_turned(room: Room, street: Street) -> None:
    await fill(room, street, 12)
    me = street.member.tg_user_id
    await room.says(me, me, "/duty")
    first = await shown(room)
    assert "有12件隐患待您处理" in first.html
    assert "&lt;i&gt;" in first.html
    assert [row[0].data for row in first.buttons] == [*(f"hzo:{n}" for n in range(1, 11)), "hzn", "duty:1"]
    await press(room, me, "duty:1")
    second = await shown(room)
    assert [row[0].data for row in second.buttons] == ["hzo:11", "hzo:12", "hzn", "duty:0"]


async def test_a_page_that_is_no_more_shows_the_last(room: Room, street: Street) -> None:
    await fill(room, street, 2)
    me = street.member.tg_user_id
    await room.says(me, me, "/duty")
    message = await room.newest("hazards.duty")
    message.args = {"page": 9}
    assert [row[0].data for row in (await shown(room)).buttons] == ["hzo:1", "hzo:2", "hzn"]


async def test_when_nothing_waits_it_says_so(room: Room, street: Street) -> None:
    await fill(room, street, 1, State.CLOSED)
    me = street.member.tg_user_id
    await room.says(me, me, "/duty")
    assert "没有待办事项" in await room.text("hazards.duty")


async def test_who_claims_a_post_sees_at_once_what_waits_there(room: Room, street: Street) -> None:
    phone = "+8619900000044"
    room.session.add(Post(grid_id=street.grid.id, role=Role.MEMBER, name="新人", phone=phone))
    await room.session.flush()
    shared = {"contact": {"phone_number": phone, "first_name": "新人", "user_id": 77}}
    await room.sends(77, 77, **shared)
    assert "hazards.duty" not in await room.kinds(77)
    await fill(room, street, 1)
    await room.sends(77, 77, **shared)
    assert "有1件隐患待您处理" in (await shown(room)).html


async def press(room: Room, by: int, data: str) -> str:
    """A button of the list; what the toast says."""
    await room.sent("hazards.duty", 77)
    request = await room.presses(by, by, data, on=77)
    return request.toast.text if request.toast else ""


async def test_calls_for_help_come_first_and_are_opened_with_their_buttons(room: Room, street: Street) -> None:
    await call_for_help(room.session, Cry(GROUP, 501, "3号楼着火了", street.resident), street.grid, room.now)
    await fill(room, street, 1)
    me = street.community_leader.tg_user_id
    await room.says(me, me, "/duty")
    said = await shown(room)
    assert said.html.splitlines()[0] == "<b>S1</b> S-1-1网格 · 🆘 求助中"
    first = said.buttons[0][0]
    assert (first.label, first.data) == ("查看求助S1", "duty:call:1")
    assert await press(room, me, "duty:call:1") == ""
    alarms = [each for each in await room.messages(me) if each.kind == "emergencies.alarm"]
    opened = await room.worded(alarms[-1])
    assert isinstance(opened, MessageContent)
    assert opened.buttons[0][0].label == "前往"


async def test_a_call_that_is_opened_takes_the_place_of_what_stood_of_it(room: Room, street: Street) -> None:
    await call_for_help(room.session, Cry(GROUP, 501, "3号楼着火了", street.resident), street.grid, room.now)
    me = street.member.tg_user_id
    await room.session.flush()
    await room.session.execute(update(OutboxMessage).values(state=MessageState.SENT, message_id=7))
    await room.says(me, me, "/duty")
    assert await press(room, me, "duty:call:1") == ""
    standing, opened = [each for each in await room.messages(me) if each.kind == "emergencies.alarm"]
    assert (standing.state, standing.revision) == (MessageState.PENDING, 2)
    assert isinstance(await room.worded(standing), Delete)
    assert isinstance(await room.worded(opened), MessageContent)
    elsewhere = [each for each in await room.messages() if each.chat_id not in (me, GROUP)]
    assert {each.revision for each in elsewhere} == {1}


async def letting(room: Room, street: Street) -> MandatoryReport:
    told = "letting", "3号楼201出租", (), street.resident, room.now
    return await take(room.session, street.grid, *told, chat_id=GROUP)


async def test_mandatory_reports_wait_for_the_leader_who_was_told(room: Room, street: Street) -> None:
    mandatory_report = await take(
        room.session, street.grid, "letting", "3号楼201出租", (), street.resident, room.now, chat_id=GROUP
    )
    await room.session.flush()
    member, leader, above = (each.tg_user_id for each in (street.member, street.leader, street.community_leader))
    for who in (member, above):
        await room.says(who, who, "/duty")
        assert "没有待办事项" in (await shown(room)).html
    await room.says(leader, leader, "/duty")
    said = await shown(room)
    assert said.html == "<b>有1件必报事项待您收悉</b>"
    assert [[button.data for button in row] for row in said.buttons] == [[f"duty:matter:{mandatory_report.id}"]]
    assert await press(room, leader, f"duty:matter:{mandatory_report.id}") == ""
    assert "3号楼201出租" in await room.text("hazards.matter")


@pytest.mark.parametrize(
    "data", ["duty", "duty:", "duty:x", "duty:call:9", "duty:call:x", "duty:matter:1", "duty:a:1:2"]
)
async def test_a_forged_press_on_the_list_does_nothing(room: Room, street: Street, data: str) -> None:
    await fill(room, street, 1)
    me = street.member.tg_user_id
    await room.says(me, me, "/duty")
    assert "失效" in await press(room, me, data)
    assert len(await room.kinds(me)) == 1


async def test_mandatory_reports_are_shown_to_leaders_alone_whatever_is_pressed(room: Room, street: Street) -> None:
    mandatory_report = await take(
        room.session, street.grid, "letting", "3号楼201出租", (), street.resident, room.now, chat_id=GROUP
    )
    await fill(room, street, 1)
    me = street.member.tg_user_id
    await room.says(me, me, "/duty")
    assert "失效" in await press(room, me, f"duty:matter:{mandatory_report.id}")
    assert "hazards.matter" not in await room.kinds(me)


async def test_mandatory_reports_are_opened_in_no_group_whatever_is_pressed(room: Room, street: Street) -> None:
    mandatory_report = await letting(room, street)
    await room.presses(street.leader.tg_user_id, GROUP, f"duty:matter:{mandatory_report.id}")
    assert "hazards.matter" not in await room.kinds(GROUP)


async def test_who_stands_in_for_the_leader_opens_mandatory_reports_and_takes_them(room: Room, street: Street) -> None:
    mandatory_report = await take(
        room.session, street.grid, "letting", "3号楼201出租", (), street.resident, room.now, chat_id=GROUP
    )
    post = Post(grid_id=street.grid.id, role=Role.BACKUP, name="路人", phone="+86", person_id=street.stranger.id)
    room.session.add(post)
    today = room.now.astimezone(SHANGHAI).date()
    await file_leave(room.session, street.leader, today, today, room.now, SHANGHAI)
    me = street.stranger.tg_user_id
    await room.says(me, me, "/duty")
    assert await press(room, me, f"duty:matter:{mandatory_report.id}") == ""
    await room.presses(me, me, f"hzm:{mandatory_report.id}:got")
    await room.session.refresh(mandatory_report)
    assert mandatory_report.state is MandatoryReportState.ACKNOWLEDGED


async def test_who_holds_no_post_is_told_of_their_own_reports(room: Room, street: Street) -> None:
    me = street.stranger.tg_user_id
    await room.says(me, me, "/duty")
    assert "/my" in await room.text("hazards.duty_none")


async def test_a_group_has_counts_and_nothing_else(room: Room, street: Street) -> None:
    await room.says(street.member.tg_user_id, GROUP, "/duty")
    assert "没有在办隐患" in await room.text("hazards.duty_counts")
    await fill(room, street, 3)
    await room.says(street.member.tg_user_id, GROUP, "/duty")
    said = await room.worded(await room.newest("hazards.duty_counts"))
    assert isinstance(said, MessageContent)
    assert "3件隐患在办" in said.html
    assert "堆物" not in said.html
    assert said.buttons == ()


async def test_a_group_without_a_grid_is_told_so(room: Room, street: Street) -> None:
    await room.says(street.member.tg_user_id, -4004, "/duty")
    assert "尚未绑定网格" in await room.text("hazards.duty_nowhere")


async def test_a_page_turner_of_no_list_is_out_of_date(room: Room, street: Street) -> None:
    me = street.member.tg_user_id
    request = await room.presses(me, me, "duty:1")
    assert request.toast is not None
    assert "失效" in request.toast.text
