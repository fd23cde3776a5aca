"""What people see of the ledger of publicity, and who."""

from typing import Any

import pytest
from sqlalchemy import select

from handlers.messages import MessageContent, Skip
from models.activities.tables import Activity, Enters
from models.grids.tables import Binding, Chat, Purpose
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.room import BOT, Room
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER, COMMUNITY = 11, 12, 14, 15
LEADERS_CHAT = -1002


async def only(room: Room) -> Activity:
    return (await room.session.scalars(select(Activity))).one()


async def test_it_is_written_down_at_once_with_what_its_words_say_and_a_page_asks_for_the_rest(
    room: Room, street: Street
) -> None:
    await room.says(MEMBER, MEMBER, "/activity 进学校上消防课，60人")
    activity = await only(room)
    assert (activity.enters, activity.reached, activity.grid_id) == (Enters.SCHOOL, 60, street.grid.id)
    said = await room.worded(await room.newest("activities.page"))
    assert isinstance(said, MessageContent)
    labels = [[button.label for button in row] for row in said.buttons]
    assert labels == [["社区", "✅学校", "企业"], ["农村", "家庭"], ["人数", "地点"], ["日期", "内容"], ["收回"]]
    await room.sent("activities.page", 700)
    await room.presses(MEMBER, MEMBER, f"av:in:family:{activity.id}", on=700)
    await room.presses(MEMBER, MEMBER, f"av:set:held_on:{activity.id}", on=700)
    await room.sent("hazards.ask", 701)
    asked = await room.newest("hazards.ask")
    await room.presses(MEMBER, MEMBER, f"hza:{asked.id}:yesterday", on=701)
    assert "日期" not in await room.text("activities.page")
    assert "11-15 · S-1-1网格" in await room.text("activities.page")
    assert "五进：家庭" in await room.text("activities.page")


async def test_in_a_group_it_is_noted_quietly_and_asked_about_in_private(room: Room, street: Street) -> None:
    await room.says(MEMBER, GROUP, "/activity 小区门口发传单")
    assert await room.kinds(GROUP) == ["activities.noted"]
    assert await room.kinds(MEMBER) == ["activities.page"]
    assert (await only(room)).grid_id == street.grid.id


@pytest.mark.parametrize(
    ("by", "where", "said", "answer"),
    [
        (RESIDENT, RESIDENT, "/activity 我来宣传", "由本网格工作人员记录"),
        (RESIDENT, GROUP, "/activity", "由本网格工作人员记录"),
        (MEMBER, GROUP, "/activity", "请私聊发送 /activity"),
    ],
)
async def test_who_may_not_or_not_here_is_told_what_to_do(
    room: Room, by: int, where: int, said: str, answer: str
) -> None:
    await room.says(by, where, said)
    assert answer in await room.text("activities.refused")


async def test_photos_location_and_words_are_added_by_reply(room: Room) -> None:
    await room.says(MEMBER, MEMBER, "/activity 消防课")
    await room.sent("activities.page", 700)
    page = room.message(BOT, MEMBER) | {"message_id": 700, "text": "…"}
    for number in (1, 2):
        photo = [{"file_id": f"f{number}", "file_unique_id": f"u{number}", "width": 9, "height": 9}]
        await room.sends(MEMBER, MEMBER, photo=photo, media_group_id="a", reply_to_message=page)
    await room.sends(MEMBER, MEMBER, location={"latitude": 29.5, "longitude": 106.5}, reply_to_message=page)
    await room.says(MEMBER, MEMBER, "还发了传单", reply_to_message=page)
    told = await room.text("activities.page")
    assert all(words in told for words in ("消防课\n还发了传单", "照片和附件：2", "地点：📍"))
    activity = await only(room)
    await room.presses(MEMBER, MEMBER, f"av:photos:{activity.id}", on=700)
    said = await room.worded(await room.newest("activities.photos"))
    assert isinstance(said, MessageContent)
    assert said.photos == ("f1", "f2")


async def test_what_is_taken_back_can_be_restored(room: Room) -> None:
    await room.says(MEMBER, MEMBER, "/activity 消防课")
    activity = await only(room)
    await room.presses(MEMBER, MEMBER, f"av:withdraw:{activity.id}")
    assert "已收回" in await room.text("activities.page")
    await room.presses(MEMBER, MEMBER, f"av:restore:{activity.id}")
    assert "已记入宣传台账" in await room.text("activities.page")


async def test_leaders_see_it_and_cannot_change_it_and_others_do_not_see_it(room: Room, street: Street) -> None:
    await room.says(MEMBER, MEMBER, "/activity 进企业宣讲，25人")
    activity = await only(room)
    await room.says(COMMUNITY, COMMUNITY, "/activity")
    told = await room.text("activities.list")
    assert all(words in told for words in ("共1次，受众25人", "• 企业：1次，受众25人", "S-1-1网格：进企业宣讲，25人"))
    enqueue(room.session, COMMUNITY, "activities.page", Lane.REPLY, room.now, subject_id=activity.id)
    said = await room.worded(await room.newest("activities.page"))
    assert isinstance(said, MessageContent)
    assert said.buttons == ()
    refused = await room.presses(COMMUNITY, COMMUNITY, f"av:withdraw:{activity.id}")
    assert refused.toast is not None
    assert "只有记录人本人" in refused.toast.text
    unseen = await room.presses(16, 16, f"av:photos:{activity.id}")
    assert unseen.toast is not None
    assert "失效" in unseen.toast.text
    enqueue(room.session, GROUP, "activities.page", Lane.REPLY, room.now, subject_id=activity.id)
    assert isinstance(await room.worded(await room.newest("activities.page")), Skip)


async def test_in_a_leaders_chat_the_ledger_of_its_grid_has_no_buttons_to_pages_and_no_numbers(
    room: Room, street: Street
) -> None:
    room.session.add(Chat(id=LEADERS_CHAT, type="supergroup", title="领导群", seen_at=room.now))
    bound: dict[str, Any] = {"grid_id": street.community.id, "purpose": Purpose.LEADERS, "bound_at": room.now}
    room.session.add(Binding(chat_id=LEADERS_CHAT, **bound))
    await room.says(MEMBER, MEMBER, "/activity 消防课，联系13812345678")
    await room.says(COMMUNITY, LEADERS_CHAT, "/activity")
    said = await room.worded(await room.newest("activities.list"))
    assert isinstance(said, MessageContent)
    assert "消防课" in said.html
    assert "13812345678" not in said.html
    assert [button.label for row in said.buttons for button in row] == ["上月"]


async def test_pages_and_months_are_turned(room: Room, street: Street) -> None:
    for number in range(7):
        await room.says(MEMBER, MEMBER, f"/activity 第{number}场")
    await room.says(MEMBER, MEMBER, "/activity")
    await room.sent("activities.list", 702)
    assert "第6场" in await room.text("activities.list")
    await room.presses(MEMBER, MEMBER, "av:month:1", on=702)
    told = await room.text("activities.list")
    assert "2026-10" in told
    assert "还没有记录" in told


async def test_one_tap_on_the_rounds_card_is_a_calling_out(room: Room, street: Street) -> None:
    await room.says(MEMBER, MEMBER, "/checkin")
    card = await room.newest("patrols.card")
    pressed = await room.presses(MEMBER, MEMBER, f"pt:call:{card.subject_id}")
    assert pressed.toast is not None
    assert "已记入宣传台账" in pressed.toast.text
    again = await room.presses(MEMBER, MEMBER, f"pt:call:{card.subject_id}")
    assert again.toast is not None
    assert "刚才这次喊话已记过" in again.toast.text
    assert "已喊话1次" in await room.text("patrols.card")
    await room.says(LEADER, LEADER, "/activity")
    assert "巡查喊话1次" in await room.text("activities.list")
    await room.says(MEMBER, MEMBER, "/log")
    assert "喊话1次" in await room.text("work_log.day")
