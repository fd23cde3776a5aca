"""Entering, listing, opening and changing places in the chat."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent, Skip
from handlers.questions.asked import TOLD
from models.brigades.feature import BRIGADES
from models.due import WallClock
from models.evidence.attach import pieces_of
from models.places.changes.actions import set_item
from models.places.changes.exemptions import exempt
from models.places.kit.held import kit_of
from models.places.kit.reminders import KIT_ENDS
from models.places.tables import Place
from tests.handlers.hazards.reports import intake
from tests.handlers.room import SHANGHAI, Room
from tests.models.places.registry import HERE, shop
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER, COMMUNITY, STRANGER = 11, 12, 14, 15, 16
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90, "file_size": 1000}]
PHONE = re.compile(r"\d{7}")


class Asked:
    """Answers the newest question, as `by` in `where`."""

    def __init__(self, room: Room, by: int, where: int) -> None:
        self.room, self.by, self.where = room, by, where

    async def shown(self) -> MessageContent:
        message = await self.room.newest("hazards.ask")
        await self.room.sent("hazards.ask", 5000 + next(self.room.numbers))
        said = await self.room.worded(message)
        assert isinstance(said, MessageContent), said
        return said

    async def press(self, label: str) -> None:
        said = await self.shown()
        [data] = [button.data for row in said.buttons for button in row if button.label == label]
        await self.room.presses(self.by, self.where, data, on=(await self.room.newest("hazards.ask")).message_id)

    async def reply(self, **content: Any) -> None:
        """In private words or a location alone will do; in a group it is a reply."""
        await self.shown()
        if self.where < 0:
            on = (await self.room.newest("hazards.ask")).message_id
            replied = {"message_id": on, "date": 0, "chat": {"id": self.where, "type": "supergroup", "title": "群"}}
            content["reply_to_message"] = {**replied, "from": {"id": 42, "is_bot": True, "first_name": "网格哨"}}
        await self.room.sends(self.by, self.where, **content)


async def places(room: Room) -> list[Place]:
    return list((await room.session.scalars(select(Place).order_by(col(Place.id)))).all())


async def test_a_member_enters_a_place_in_private(room: Room, street: Street) -> None:
    await room.sends(MEMBER, MEMBER, photo=PHOTO, caption="/place 老王副食店")
    asked = Asked(room, MEMBER, MEMBER)
    await asked.press("商铺")
    await asked.reply(text="南大街12号")
    await asked.reply(text="王老板")
    assert "电话无法识别" in await room.text("hazards.told")
    await room.says(MEMBER, MEMBER, "王老板 19900000031")
    assert (await asked.shown()).ask_location
    await room.sends(MEMBER, MEMBER, location=HERE)
    said = await asked.shown()
    assert "王老板 19900000031" in said.html
    await asked.press("确认登记")
    [place] = await places(room)
    assert (place.kind, place.name, place.grid_id) == ("shop", "老王副食店", street.grid.id)
    assert (place.location, place.phone) == (HERE, "+8619900000031")
    assert len(await pieces_of(room.session, place.id)) == 1
    assert "P1" in await room.text("places.added")
    page = await room.text("places.page")
    assert "王老板 19900000031" in page
    assert "每周" in page
    assert not [kind for kind in await room.kinds(MEMBER) if kind.startswith("hazards.intake")]


async def test_in_the_group_no_person_is_asked_about_and_none_is_shown(room: Room, street: Street) -> None:
    await room.says(MEMBER, GROUP, "/place")
    asked = Asked(room, MEMBER, GROUP)
    await asked.press("器材点")
    await asked.reply(text="1号器材点")
    await asked.press("无")
    await asked.press("确认登记")
    [place] = await places(room)
    assert (place.name, place.address, place.phone, place.location) == ("1号器材点", "", None, None)
    assert len(await kit_of(room.session, place.id)) == 5
    assert "places.page" not in await room.kinds(GROUP)


async def test_the_rest_of_an_album_joins_the_place(room: Room, street: Street) -> None:
    await room.sends(MEMBER, MEMBER, photo=PHOTO, caption="/place 老王副食店", media_group_id="album")
    await room.sends(MEMBER, MEMBER, photo=PHOTO, media_group_id="album")
    asked = Asked(room, MEMBER, MEMBER)
    await asked.press("商铺")
    for _ in range(2):
        await asked.press("无")
    await asked.reply(text="无")
    await asked.press("确认登记")
    [place] = await places(room)
    assert (place.location, len(await pieces_of(room.session, place.id))) == (None, 2)


async def test_a_place_that_is_known_is_said_to_be_and_may_be_named_otherwise(room: Room, street: Street) -> None:
    await shop(room.session, street, room.now)
    await room.says(MEMBER, MEMBER, "/place 老王副食店")
    asked = Asked(room, MEMBER, MEMBER)
    await asked.press("商铺")
    await asked.press("无")
    await asked.press("无")
    await asked.reply(text="不知道")
    assert "请用下方按钮发送位置" in await room.text("hazards.told")
    await room.sent("hazards.told", 900)
    await room.sends(MEMBER, MEMBER, location=HERE)  # though something else was said meanwhile
    await asked.press("确认登记")
    assert [place.code for place in await places(room)] == ["P1"]
    await asked.press("名称")
    await asked.reply(text="老王二店")
    await asked.press("确认登记")
    assert [place.name for place in await places(room)] == ["老王副食店", "老王二店"]


@pytest.mark.parametrize(("by", "where"), [(RESIDENT, GROUP), (STRANGER, STRANGER)])
async def test_others_enter_nothing(room: Room, street: Street, by: int, where: int) -> None:
    await room.says(by, where, "/place 老王副食店")
    assert "只有本网格工作人员" in await room.text("places.how")


@pytest.mark.parametrize(("by", "command"), [(STRANGER, "/place"), (MEMBER, "/places"), (LEADER, "/coverage")])
async def test_a_photo_that_is_not_of_a_place_may_be_a_report(
    room: Room, street: Street, by: int, command: str
) -> None:
    await room.sends(by, by, photo=PHOTO, caption=f"{command} 楼道堆满杂物")
    assert "hazards.intake" in await room.kinds(by)
    assert await places(room) == []


async def test_who_leads_a_community_chooses_the_grid(room: Room, street: Street) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/place 老王副食店")
    asked = Asked(room, COMMUNITY, COMMUNITY)
    await asked.press("商铺")
    await asked.press("无")
    await asked.press("无")
    await asked.reply(text="29.3417,105.9017")
    await asked.press("确认登记")
    assert [place.grid_id for place in await places(room)] == [street.grid.id]


async def test_residents_see_name_kind_and_address_alone(room: Room, street: Street) -> None:
    await shop(room.session, street, room.now)
    await room.says(RESIDENT, GROUP, "/places 副食")
    await room.says(RESIDENT, RESIDENT, "/places P1")
    for message in [each for each in await room.messages() if each.kind == "places.list"]:
        said = await room.worded(message)
        assert isinstance(said, MessageContent)
        assert "商铺：老王副食店 南大街12号" in said.html
        assert "王老板" not in said.html
        assert not PHONE.search(said.html)
        assert said.buttons == ()


async def test_staff_open_a_place_from_the_list_or_by_its_code(room: Room, street: Street) -> None:
    place = await shop(room.session, street, room.now)
    await room.says(MEMBER, MEMBER, "/places")
    said = await room.worded(await room.newest("places.list"))
    assert isinstance(said, MessageContent)
    assert [button.label for row in said.buttons for button in row] == [place.code]
    await room.presses(MEMBER, MEMBER, said.buttons[0][0].data)
    await room.says(MEMBER, MEMBER, f"/places {place.code}")
    assert (await room.kinds(MEMBER)).count("places.page") == 2
    request = await room.presses(STRANGER, STRANGER, f"plc:open:{place.id}")
    assert request.toast is not None
    assert "只有本网格" in request.toast.text
    assert await room.kinds(STRANGER) == []


async def test_a_list_has_ten_lines_a_page(room: Room, street: Street) -> None:
    for number in range(11):
        await shop(room.session, street, room.now, name=f"{number:02}号店")
    await room.says(MEMBER, MEMBER, "/places")
    await room.sent("places.list", 700)
    await room.presses(MEMBER, MEMBER, "plc:page:1", on=700)
    said = await room.text("places.list")
    assert "10号店" in said
    assert "09号店" not in said


async def test_a_member_s_closing_is_told_to_the_leader_who_agrees(room: Room, street: Street) -> None:
    place = await shop(room.session, street, room.now)
    await room.presses(MEMBER, MEMBER, f"plc:close:{place.id}")
    await Asked(room, MEMBER, MEMBER).press("已搬离或停业")
    assert "已报网格长确认" in await room.text("places.waits")
    said = await room.text("places.proposed")
    assert "某人 申请注销" in said
    assert "已搬离或停业" in said
    proposed = await room.newest("places.proposed")
    await room.presses(LEADER, LEADER, f"plc:nod:agree:{proposed.subject_id}")
    await room.session.refresh(place)
    assert place.closed_at == room.now
    assert "某人 已同意" in await room.text("places.proposed")
    assert "某人 已同意" in await room.text("places.decided")
    assert await room.kinds(GROUP) == []


async def test_a_field_is_edited_and_the_page_says_so(room: Room, street: Street) -> None:
    place = await shop(room.session, street, room.now)
    await room.says(MEMBER, MEMBER, f"/places {place.code}")
    await room.sent("places.page", 700)
    await room.presses(MEMBER, MEMBER, f"plc:edit:{place.id}", on=700)
    await room.presses(MEMBER, MEMBER, f"plc:set:risk:{place.id}", on=700)
    await Asked(room, MEMBER, MEMBER).press("重大风险")
    await room.presses(MEMBER, MEMBER, f"plc:set:kit:{place.id}", on=700)
    asked = Asked(room, MEMBER, MEMBER)
    await asked.press("灭火器")
    await asked.reply(text="4")
    await asked.reply(text="2026-11-01")
    await room.session.refresh(place)
    page = await room.text("places.page")
    assert "风险等级：重大风险" in page
    assert "⏰ 灭火器 × 4：应更换" in page
    assert "修改：风险等级（某人）" in page


@pytest.mark.parametrize(("written", "name"), [("ABC:2", "ABC 2"), ("水带，备用", "水带 备用"), ("水带;", "hose")])
async def test_a_piece_is_called_what_a_sheet_can_hold(room: Room, street: Street, written: str, name: str) -> None:
    place = await shop(room.session, street, room.now)
    await room.standing(MEMBER, "places.page", 700, place.id)
    await room.presses(MEMBER, MEMBER, f"plc:set:kit:{place.id}", on=700)
    asked = Asked(room, MEMBER, MEMBER)
    await asked.reply(text="；")
    assert "灭火毯" in await room.text(TOLD)
    await asked.reply(text=written)
    await asked.reply(text="2")
    await asked.press("无")
    assert [each.item for each in await kit_of(room.session, place.id)] == [name]


async def test_a_piece_from_before_names_were_looked_at_can_be_taken_away(room: Room, street: Street) -> None:
    place = await shop(room.session, street, room.now)
    await set_item(room.session, place, "ABC:2", 2, None, street.member, room.now)
    await room.standing(MEMBER, "places.page", 700, place.id)
    await room.presses(MEMBER, MEMBER, f"plc:set:kit:{place.id}", on=700)
    asked = Asked(room, MEMBER, MEMBER)
    await asked.reply(text="ABC:2")
    await asked.reply(text="0")
    await asked.press("无")
    assert await kit_of(room.session, place.id) == []


async def test_a_photo_in_reply_to_the_page_is_the_place_s(room: Room, street: Street) -> None:
    place = await shop(room.session, street, room.now)
    page = await room.standing(MEMBER, "places.page", 700, place.id)
    replied = {"message_id": 700, "date": 0, "chat": {"id": MEMBER, "type": "private", "first_name": "某"}}
    bot = {"id": 42, "is_bot": True, "first_name": "网格哨"}
    await room.sends(MEMBER, MEMBER, photo=PHOTO, reply_to_message={**replied, "from": bot})
    assert len(await pieces_of(room.session, place.id)) == 1
    said = await room.worded(page)
    assert isinstance(said, MessageContent)
    assert said.buttons[-1][-1].label == "现场照片：1张"
    await room.presses(MEMBER, MEMBER, f"plc:photos:{place.id}", on=700)
    photos = await room.worded(await room.newest("places.photos"))
    assert isinstance(photos, MessageContent)
    assert photos.photos == ("f",)


async def test_coverage_is_for_leaders_in_private(room: Room, street: Street) -> None:
    await shop(room.session, street, room.now, responsible="", phone=None)
    await room.says(LEADER, LEADER, "/coverage")
    said = await room.text("places.coverage")
    assert "没有责任人或电话：1 处" in said
    assert "S-1-1网格（1 处）：无责任人 1" in said
    await room.presses(LEADER, LEADER, "plc:lack:responsible")
    assert "老王副食店" in await room.text("places.lacking")
    for by, where in ((MEMBER, MEMBER), (LEADER, GROUP)):
        await room.says(by, where, "/coverage")
        assert (await room.kinds(where))[-1] == "places.not_leader"


async def test_who_is_responsible_shares_a_contact_and_hears_of_the_place(room: Room, street: Street) -> None:
    place = await shop(room.session, street, room.now)
    contact = {"phone_number": "8619900000031", "first_name": "王", "user_id": STRANGER}
    await room.sends(STRANGER, STRANGER, contact=contact)
    said = await room.text("places.claimed")
    assert "商铺：老王副食店 南大街12号" in said
    await room.session.refresh(place)
    assert place.responsible_id == street.stranger.id
    assert "members.refused" not in await room.kinds(STRANGER)


@pytest.mark.parametrize(("kind", "asked"), [("unit", True), ("shop", False)])
async def test_who_is_responsible_hears_on_claiming_and_in_help_of_the_self_check_that_is_asked(
    room: Room, street: Street, kind: str, *, asked: bool
) -> None:
    await shop(room.session, street, room.now, kind=kind)
    contact = {"phone_number": "8619900000031", "first_name": "王", "user_id": STRANGER}
    await room.sends(STRANGER, STRANGER, contact=contact)
    await room.says(STRANGER, STRANGER, "/help")
    for said in (await room.text("places.claimed"), await room.text("members.help")):
        assert ("• 每日：老王副食店\n自查方法：用这部手机扫描场所内张贴的二维码" in said) is asked


async def test_what_is_to_be_confirmed_stands_in_the_member_s_list(room: Room, street: Street) -> None:
    place = await shop(room.session, street, room.now)
    place.asked_at, place.due_at = room.now, None
    await room.session.flush()
    await room.says(MEMBER, MEMBER, "/duty")
    said = await room.worded(await room.newest("hazards.duty"))
    assert isinstance(said, MessageContent)
    assert "场所点位待办 1 处" in said.html
    assert said.buttons[0][0].label == "P1 商铺 老王副食店"
    await room.presses(MEMBER, MEMBER, said.buttons[0][0].data)
    assert "已满一年" in await room.text("places.page")
    await room.presses(MEMBER, MEMBER, f"plc:confirm:{place.id}")
    assert "已满一年" not in await room.text("places.page")


async def test_coverage_names_what_was_not_checked_and_what_is_exempt(room: Room, street: Street) -> None:
    for name in ("甲店", "乙店"):
        place = await shop(room.session, street, room.now - timedelta(days=400), name=name)
        place.confirmed_at = room.now
    clock = WallClock(room.now, SHANGHAI)
    await exempt(room.session, place, room.now.date() + timedelta(days=30), "装修", street.leader, clock)
    await room.says(LEADER, LEADER, "/coverage")
    said = await room.worded(await room.newest("places.coverage"))
    assert isinstance(said, MessageContent)
    assert "周期内未检查：1 处\n免检中：1 处" in said.html
    assert "周期内未查1、免检1" in said.html
    for what, name in (("check", "甲店"), ("need", "乙店")):
        await room.presses(LEADER, LEADER, f"plc:lack:{what}")
        assert name in await room.text("places.lacking")


async def test_a_leader_alone_exempts_a_place(room: Room, street: Street) -> None:
    place = await shop(room.session, street, room.now)
    for by, offered in ((LEADER, True), (MEMBER, False)):
        await room.says(by, by, "/places P1")
        said = await room.worded(await room.newest("places.page"))
        assert isinstance(said, MessageContent)
        assert ("设为免检" in str(said.buttons)) is offered
    request = await room.presses(MEMBER, MEMBER, f"plc:exempt:{place.id}")
    assert request.toast is not None
    assert "网格长" in request.toast.text
    assert "hazards.ask" not in await room.kinds()


async def test_what_is_to_be_replaced_is_named_by_place_until_it_is(room: Room, street: Street) -> None:
    place = await shop(room.session, street, room.now)
    today = room.now.astimezone(SHANGHAI).date()
    for item, left in (("mask", -1), ("hose", 20), ("nozzle", 90)):
        await set_item(room.session, place, item, 2, today + timedelta(days=left), street.member, room.now)
    await room.session.flush()
    [reminders] = BRIGADES.due
    await reminders.take(room.session, WallClock(room.now, SHANGHAI))
    message = await room.newest(KIT_ENDS)
    said = await room.worded(message)
    assert isinstance(said, MessageContent)
    lines = said.html.splitlines()
    assert lines[1:] == [
        f"老王副食店（{place.code}）",
        f"• ⏰ 防毒面具 × 2：应更换，有效期至 {today - timedelta(days=1):%m-%d}",
        f"• 水带 × 2：有效期至 {today + timedelta(days=20):%m-%d}",
        f"更换后请登记新的到期日：/places {place.code}",
    ]
    for item in ("mask", "hose"):
        await set_item(room.session, place, item, 2, today + timedelta(days=900), street.member, room.now)
    assert isinstance(await room.worded(message), Skip)


async def test_staff_report_a_hazard_from_the_page_of_its_place(room: Room, street: Street) -> None:
    place = await shop(room.session, street, room.now)
    await room.standing(MEMBER, "places.page", 700, place.id)
    page = await room.worded(await room.newest("places.page"))
    assert isinstance(page, MessageContent)
    [report] = [button for row in page.buttons for button in row if button.label == "在此上报隐患"]
    await room.presses(MEMBER, MEMBER, report.data, on=700)
    await room.sends(MEMBER, MEMBER, photo=PHOTO)
    told = await intake(room)
    assert (told.place_id, told.grid_id, len(told.found)) == (place.id, place.grid_id, 1)
    other = await shop(room.session, street, room.now, name="另一家", address="南大街13号")
    request = await room.presses(MEMBER, MEMBER, f"plc:report:{other.id}")
    assert request.toast is not None
    assert "请先提交" in request.toast.text
    assert (await intake(room)).place_id == place.id
