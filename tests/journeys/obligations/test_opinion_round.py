"""A resident's opinion: written in the group, answered late after reminders, and its author is not satisfied, twice."""

import pytest

from models.obligations.tables import Obligation
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, picture, rows, words

DAY = 24 * 3600
WORDS = "建议3号楼门口加装充电桩"


@pytest.mark.long
async def test_an_opinion_is_answered_late_then_anew_and_its_author_is_not_satisfied(town: Town, cast: Cast) -> None:
    driver, group, resident, leader = town.driver, cast.group, cast.resident, cast.leader
    boss = await town.person("曹林文", "19900000001")
    above = await town.person("马东宏", "19900000004")
    await town.claim(boss)
    await town.claim(above)
    said = await driver.photo(group, resident, picture("white"), caption=f"/opinion@wangge_bot {WORDS}")
    await town.hears(group, resident, "谢谢您，意见T1已转交", to=said)
    await town.later(6)
    card = await town.hears(leader, leader, "居民意见", "T1", WORDS, "李秀英", buttons=("答复", "提请上级", "转为隐患"))

    await town.later(6 * DAY)
    await town.hears(leader, leader, "提醒：您有1项任务待完成")
    await town.later(3 * DAY)
    await town.hears(leader, leader, "其中1项已逾期")
    await town.hears(above, above, "居民意见", "T1", "已逾期")

    await driver.text(leader, leader, "已列入本月改造计划", reply_to=card["message_id"])
    answer = await town.hears(
        group, resident, "您的意见T1答复如下", "已列入本月改造计划", to=said, buttons=("满意", "不满意")
    )
    assert "李秀英" not in words(answer)
    refused = await driver.press(group, leader, answer["message_id"], "满意")
    assert "只有提出意见的人" in refused["answer"]["text"]
    await driver.press(group, resident, answer["message_id"], "不满意")
    await town.hears(group, resident, "您对意见T1的答复不满意", "一社区重新办理", buttons=())
    await town.hears(leader, leader, "居民对答复不满意", "T1", "李秀英")

    await town.later(6)
    again = await town.hears(above, above, "居民意见", "T1", "原答复（居民不满意）：已列入本月改造计划")
    await driver.text(above, above, "充电桩已装好", reply_to=again["message_id"])
    answer = await town.hears(group, resident, "您的意见T1答复如下", "充电桩已装好", to=said)
    await driver.text(group, resident, "/my@wangge_bot")
    await town.hears(group, resident, "您的意见建议", "T1", "已答复")
    await driver.press(group, resident, answer["message_id"], "不满意")
    await town.hears(group, resident, "您的评价：不满意", buttons=())
    for chat in (above, boss):
        await town.hears(chat, chat, "居民对答复不满意", "T1", "李秀英")
    [share] = await rows(town, Obligation)
    assert share.satisfied is False
    await town.settled()
    for chat in (leader, above, boss, group):
        town.expect(*await driver.messages(chat, chat if chat > 0 else None))
