"""What looks odd on a round is marked in private: the member explains it, and the leader reads both."""

import pytest

from models.grids.tree import grid_by_code
from models.patrols.doubts.flags import FlagKind, PatrolFlag
from models.patrols.spot_checks import SpotCheck
from models.places.tables import Place
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, picture, rows

DAY, MINUTE = 86_400, 60


@pytest.mark.long
async def test_a_jump_a_forwarded_photo_and_one_of_another_day_are_marked_and_explained(town: Town, cast: Cast) -> None:
    driver, member, leader = town.driver, cast.member, cast.leader
    await driver.text(member, member, "/checkin")
    card = await town.hears(member, member, "巡查中")
    await driver.location(member, member, 29.356, 105.927)
    await town.hears(member, member, "第2处")
    shown = await driver.photo(member, member, picture("green"))
    await town.hears(member, member, "第3处")
    await town.later(5 * MINUTE)
    await driver.location(member, member, 29.536, 105.927)
    await town.hears(member, member, "第4处")
    marked = await town.hears(member, member, "的巡查有标记", "秒内与上一处相距", buttons=("说明1",))
    await driver.press(member, member, marked["message_id"], "说明1")
    asked = await town.hears(member, member, "是什么原因")
    await driver.text(member, member, "定位漂移，人在原地", reply_to=asked["message_id"])
    await town.hears(member, member, "说明：“定位漂移，人在原地”", buttons=())
    await driver.press(member, member, card["message_id"], "签退")
    await town.hears(member, member, "巡查结束")
    await town.later(DAY)
    await driver.text(member, member, "/checkin")
    await town.hears(member, member, "巡查中")
    origin = {"type": "hidden_user", "sender_user_name": "同事", "date": shown["date"]}
    again = {**shown, "message_id": 901, "date": shown["date"] + DAY + 5 * MINUTE, "forward_origin": origin}
    await town.bring({"update_id": 1_000_000_001, "message": again})
    await town.hears(member, member, "照片或位置是转发的", "同一张照片", buttons=("说明1", "说明2"))
    await driver.text(leader, leader, "/duty")
    duty = await town.hears(leader, leader, "巡查情况：今日1次，有标记1次")
    await driver.press(leader, leader, duty["message_id"], "查看标记")
    await town.hears(leader, leader, "近7天巡查2次，有标记2次", "⚑ 傅勇：", "说明：“定位漂移，人在原地”", "是转发的")
    found = [each.kind for each in await rows(town, PatrolFlag)]
    assert found == [FlagKind.SPEED, FlagKind.SAME_PHOTO, FlagKind.FORWARDED]
    await town.settled()
    assert not any("标记" in str(each) for each in await driver.messages(cast.group))
    town.expect(*await driver.messages(member, member), *await driver.messages(leader, leader))


async def test_places_are_drawn_by_the_lot_for_a_leader(town: Town, cast: Cast) -> None:
    driver, member, leader = town.driver, cast.member, cast.leader
    await driver.text(leader, leader, "/spotcheck")
    await town.hears(leader, leader, "还没有登记场所")
    await driver.text(member, member, "/spotcheck 1")
    await town.hears(member, member, "抽查由组长进行")
    await driver.text(leader, leader, "/spotcheck 99")
    await town.hears(leader, leader, "1到20之间")
    await _place(town, "副食店")
    await driver.text(leader, leader, "/spotcheck 3")
    await town.hears(leader, leader, "巡查中 · 抽查")
    drawn = await town.hears(leader, leader, "从1处场所中随机抽取1处", "副食店", buttons=("副食店",))
    await driver.press(leader, leader, drawn["message_id"], "副食店")
    await town.hears(leader, leader, "副食店")
    await driver.text(leader, leader, "/spotcheck 3")
    await town.hears(leader, leader, "您正在巡查中")
    [row] = await rows(town, SpotCheck)
    assert (row.among, len(row.places)) == (1, 1)
    town.expect(*await driver.messages(leader, leader))


async def _place(town: Town, name: str) -> None:
    async with town.app.database.write() as session:
        grid, now = await grid_by_code(session, "S-1-1"), town.app.timekeeper.now()
        session.add(Place(code="P1", kind="shop", name=name, grid_id=grid.id, opened_at=now, confirmed_at=now))
