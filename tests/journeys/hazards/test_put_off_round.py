"""A leader puts a hazard off: silent until that morning, then it is said again."""

import pytest

from tests.journeys.conftest import Cast
from tests.journeys.town import Json, Town, labels

MINUTE, DAY = 60, 24 * 3600


async def shown(town: Town, cast: Cast, report: str) -> Json:
    """The hazard with all its buttons, to the leader."""
    await town.driver.text(cast.group, cast.resident, report)
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    await town.driver.text(cast.leader, cast.leader, "/status H1")
    return await town.hears(cast.leader, cast.leader, "H1", "待受理")


@pytest.mark.long
async def test_until_the_morning_of_that_day_nothing_is_said(town: Town, cast: Cast) -> None:
    alert = await shown(town, cast, "/report 3号楼二楼楼道堆满杂物")
    await town.driver.press(cast.leader, cast.leader, alert["message_id"], "稍后提醒")
    question = await town.hears(cast.leader, cast.leader, "推迟到哪天")
    assert labels(question)[-1] == "取消"
    await town.driver.text(cast.leader, cast.leader, "20天", reply_to=question["message_id"])
    await town.hears(cast.leader, cast.leader, "14天以内")
    choice = next(label for label in labels(question) if label.startswith("3"))
    await town.driver.press(cast.leader, cast.leader, question["message_id"], choice)
    question = await town.hears(cast.leader, cast.leader, "为何推迟")
    await town.driver.press(cast.leader, cast.leader, question["message_id"], "等待材料或人员")
    await town.hears(cast.group, cast.resident, "H1", "⏸ 推迟至")
    await town.hears(cast.leader, cast.leader, "H1", "推迟至", "等待材料或人员")
    await town.hears(cast.member, cast.member, "H1", "⏸ 推迟至")
    await town.later(3 * DAY - 25 * MINUTE)  # after the list of that morning, which leaves it out
    await town.later(20 * MINUTE)
    await town.hears(cast.leader, cast.leader, "推迟至今天提醒", "H1")
    await town.hears(cast.member, cast.member, "推迟至今天提醒", "H1")


async def test_what_is_urgent_offers_no_delay_and_an_old_button_is_refused(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.group, cast.resident, "/report 三楼冒烟了")
    await town.hears(cast.group, cast.resident, "H1", "紧急")
    await town.hears(cast.member, cast.member, "H1")
    alert = await town.hears(cast.leader, cast.leader, "H1", "三楼冒烟了")
    assert "稍后提醒" not in labels(alert)
    refused = await town.driver.press(cast.leader, cast.leader, alert["message_id"], data="hz:put_off:1")
    assert "不能推迟" in refused["answer"]["text"]
