"""A place from its entry to its closing, and the water shown in a call for help beside it."""

import re
from pathlib import Path

from models.places.exchange.importer import import_places
from models.places.exchange.sheet import check_file
from models.places.kinds import built_in
from tests.journeys.conftest import Cast
from tests.journeys.town import Town

SHEET = """类别,名称,网格编码,地址,责任人,电话,纬度,经度
消火栓,1号栓,S-1-1,3号楼东侧,,,29.3420,105.9017
微型消防站,社区微站,S-1-1,居委会一楼,李站长,19900000032,,
"""
HERE = {"latitude": 29.3417, "longitude": 105.9017}
PHONE = re.compile(r"199\d{8}")


async def seeded(town: Town, folder: Path) -> None:
    (folder / "places.csv").write_text(SHEET, "utf-8")
    async with town.app.database.write() as session:
        sheet = check_file(folder / "places.csv", built_in())
        await import_places(session, sheet, built_in(), town.app.timekeeper.now())


async def test_a_shop_is_entered_claimed_and_closed(town: Town, cast: Cast) -> None:
    member, leader = cast.member, cast.leader
    await town.driver.text(member, member, "/place 老王副食店")
    asked = await town.hears(member, member, "属于哪一类")
    await town.driver.press(member, member, asked["message_id"], "商铺")
    await town.hears(member, member, "请回复地址")
    await town.driver.text(member, member, "南大街12号")
    await town.hears(member, member, "责任人是谁")
    await town.driver.text(member, member, "王老板 19900000031")
    await town.hears(member, member, "发送位置")
    await town.driver.location(member, member, **HERE)
    preview = await town.hears(member, member, "登记以下场所点位", "位置：已有")
    await town.driver.press(member, member, preview["message_id"], "确认登记")
    await town.hears(member, member, "已登记：P1 商铺 老王副食店")
    page = await town.hears(member, member, "P1 老王副食店", "王老板 19900000031")

    owner = await town.person("王强", "19900000031")
    await town.driver.open(owner, start="staff")
    await town.hears(owner, owner, "单位和商铺责任人")
    await town.driver.contact(owner, owner)
    await town.hears(owner, owner, "认领成功", "老王副食店")
    await town.hears(member, member, "P1 老王副食店", "已认领")

    await town.driver.press(member, member, page["message_id"], "注销")
    why = await town.hears(member, member, "为何注销")
    await town.driver.press(member, member, why["message_id"], "已搬离或停业")
    await town.hears(member, member, "已报网格长确认")
    await town.hears(member, member, "P1 老王副食店", "待网格长确认")
    asks = await town.hears(leader, leader, "傅勇 申请注销", "已搬离或停业")
    await town.driver.press(leader, leader, asks["message_id"], "同意")
    await town.hears(leader, leader, "谭远康 已同意")
    await town.hears(member, member, "您申请注销", "谭远康 已同意")
    await town.hears(member, member, "P1 老王副食店", "已注销")


async def test_staff_alone_see_water_near_a_call_for_help(town: Town, cast: Cast, tmp_path: Path) -> None:
    await seeded(town, tmp_path)
    await town.driver.text(cast.group, cast.resident, "/sos 三楼起火了")
    card = await town.hears(cast.group, cast.resident, "S1")
    assert "1号栓" not in card["text"]
    for person in (cast.member, cast.leader):
        alarm = await town.hears(person, person, "S1", "💧 消火栓：1号栓 3号楼东侧", "💧 微型消防站：社区微站")
        assert not PHONE.search(alarm["text"])
    await town.driver.text(cast.group, cast.resident, "/places")
    listed = await town.hears(cast.group, cast.resident, "场所点位 2 处", "消火栓：1号栓 3号楼东侧")
    assert "李站长" not in listed["text"]
    assert not PHONE.search(listed["text"])
