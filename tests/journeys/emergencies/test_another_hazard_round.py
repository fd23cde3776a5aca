"""Who called for help tells of another matter besides: it joins the call, and is a hazard too if they say so."""

from typing import Any

import pytest

from tests.journeys.calls import GOING, ends
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, labels, picture

QUESTION = ("是，单独上报", "不是，与求助有关")
CLUTTER, EXPIRED, LOCKED = "5号楼楼道堆满杂物", "6号楼灭火器过期了", "8号楼安全出口锁住了"


@pytest.mark.long
async def test_another_matter_is_asked_about_beside_the_call(town: Town, cast: Cast) -> None:
    driver, caller, member = town.driver, cast.resident, cast.member
    await driver.text(cast.group, caller, "/help@wangge_bot")
    await town.hears(cast.group, caller, "/report")
    await driver.open(caller, start="")
    await town.hears(caller, caller, "您好")
    await driver.text(caller, caller, "/sos 3号楼着火了")
    for told in ("请立即拨打119！", "求助中"):
        await town.hears(caller, caller, told)
    await town.hears(cast.group, cast.leader, "请立即拨打119！", "S1", buttons=GOING)
    alarm = await town.hears(member, member, "紧急求助", "S1")
    await town.hears(cast.leader, cast.leader, "紧急求助", "S1")
    await driver.press(member, member, alarm["message_id"], "前往")

    await driver.photo(caller, caller, picture("red"), caption=CLUTTER)
    await town.hears(member, member, "补充", CLUTTER)
    first = await town.hears(caller, caller, "另一处隐患吗", CLUTTER, buttons=QUESTION)
    await driver.text(caller, caller, EXPIRED)
    await town.hears(member, member, "补充", EXPIRED)
    second = await town.hears(caller, caller, "另一处隐患吗", EXPIRED, buttons=QUESTION)
    await driver.text(caller, caller, "烟越来越大了")
    await town.hears(member, member, "补充", "烟越来越大了")
    await town.hears(caller, caller, "已补充")
    await driver.text(caller, caller, LOCKED)
    await town.hears(member, member, "补充", LOCKED)
    third = await town.hears(caller, caller, "另一处隐患吗", LOCKED, buttons=QUESTION)

    await driver.press(caller, caller, first["message_id"], QUESTION[0])
    await town.hears(cast.group, cast.leader, "H1", CLUTTER)
    await _reported(town, cast, "H1", first, "照片等材料：处置前1份")
    answer = await driver.press(caller, caller, second["message_id"], QUESTION[1])
    assert "与求助有关" in answer["answer"]["text"]
    await town.hears(caller, caller, EXPIRED, "未另行上报")

    await ends(town, member, alarm, "误报")
    await town.hears(caller, caller, "感谢您及时求助")
    await town.hears(caller, caller, "S1", "误报")
    for chat in (cast.leader, cast.group):
        await town.hears(chat, cast.leader, "警报解除", "S1")
    await driver.press(caller, caller, third["message_id"], QUESTION[0])
    await town.hears(cast.group, cast.leader, "H2", LOCKED)
    await _reported(town, cast, "H2", third)


async def _reported(town: Town, cast: Cast, code: str, question: dict[str, Any], *shown: str) -> None:
    answered = await town.hears(cast.resident, cast.resident, "已转为一份单独的隐患上报")
    assert (answered["message_id"], labels(answered)) == (question["message_id"], [])
    await town.hears(cast.resident, cast.resident, code, "可补充文字或照片")
    await town.hears(cast.member, cast.member, code, *shown)
