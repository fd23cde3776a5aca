from datetime import timedelta

from handlers.worded import Worded
from models.hazards.flow import State
from models.hazards.tables import Hazard
from tests.handlers.room import Room
from tests.street import GROUP, Street


async def fill(room: Room, street: Street, count: int, state: State = State.OPEN) -> None:
    for n in range(count):
        at = room.now - timedelta(hours=count - n)
        room.session.add(Hazard(grid_id=street.grid.id, state=state, text="堆物 <i>", created_at=at))
        await room.session.flush()


async def shown(room: Room) -> Worded:
    said = await room.worded(await room.newest("hazards.duty"))
    assert isinstance(said, Worded), said
    return said


async def test_in_private_ten_are_listed_with_a_button_each_and_pages_are_turned(room: Room, street: Street) -> None:
    await fill(room, street, 12)
    me = street.member.tg_user_id
    await room.says(me, me, "/duty")
    first = await shown(room)
    assert "有12件隐患待您处理" in first.html
    assert "&lt;i&gt;" in first.html
    assert [row[0].data for row in first.buttons] == [*(f"hzo:{n}" for n in range(1, 11)), "duty:1"]
    await room.sent("hazards.duty", 77)
    message = {**room.message(me, me), "message_id": 77, "text": "…"}
    query = {"id": "1", "from": {"id": me, "is_bot": False, "first_name": "傅勇"}, "message": message}
    await room.take(callback_query={**query, "chat_instance": "1", "data": "duty:1"})
    second = await shown(room)
    assert [row[0].data for row in second.buttons] == ["hzo:11", "hzo:12", "duty:0"]


async def test_a_page_that_is_no_more_shows_the_last(room: Room, street: Street) -> None:
    await fill(room, street, 2)
    me = street.member.tg_user_id
    await room.says(me, me, "/duty")
    letter = await room.newest("hazards.duty")
    letter.args = {"page": 9}
    assert [row[0].data for row in (await shown(room)).buttons] == ["hzo:1", "hzo:2"]


async def test_when_nothing_waits_it_says_so(room: Room, street: Street) -> None:
    await fill(room, street, 1, State.CLOSED)
    me = street.member.tg_user_id
    await room.says(me, me, "/duty")
    assert "没有待办事项" in await room.text("hazards.duty")


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
    assert isinstance(said, Worded)
    assert "3件隐患在办" in said.html
    assert "堆物" not in said.html
    assert said.buttons == ()


async def test_a_group_without_a_grid_is_told_so(room: Room, street: Street) -> None:
    await room.says(street.member.tg_user_id, -4004, "/duty")
    assert "尚未绑定网格" in await room.text("hazards.duty_nowhere")


async def test_a_page_turner_of_no_list_is_out_of_date(room: Room, street: Street) -> None:
    me = street.member.tg_user_id
    desk = await room.presses(me, me, "duty:1")
    assert desk.toast is not None
    assert "失效" in desk.toast.text
