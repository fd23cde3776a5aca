"""A quarter goes by: a member reads their own result and why, objects, and the leader corrects it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.assessment.tables import Assessment, AssessmentObjection, ObjectionState
from models.checks.tables import CheckWindow
from models.schedule.report_periods.periods import PeriodKind, period_of
from tests.journeys.conftest import Cast
from tests.journeys.duties import owe
from tests.journeys.town import Town, labels, rows, words

ZONE = ZoneInfo("Asia/Shanghai")


def end_of_quarter(now: datetime) -> datetime:
    _, end = period_of(PeriodKind.QUARTER, now.astimezone(ZONE).date()).bounds(ZONE)
    return end


async def planned(town: Town) -> None:
    """The clock plans the quarter that runs, and what is to be checked in it."""
    end = end_of_quarter(town.app.timekeeper.now())
    while not [each for each in await rows(town, Assessment) if each.next_at == end + timedelta(days=1, hours=3)]:
        await town.later(600)
    while not await rows(town, CheckWindow):
        await town.later(600)


async def until_told(town: Town) -> None:
    """Until the morning after the end of a quarter that had a month to go at least, so that there was enough to do."""
    now = town.app.timekeeper.now()
    if end_of_quarter(now) - now < timedelta(days=31):
        await town.later((end_of_quarter(now) - now).total_seconds() + 3600)
    await owe(town, "member  hours  daily")
    await planned(town)
    now = town.app.timekeeper.now()
    await town.later((end_of_quarter(now) - now + timedelta(days=1, hours=4)).total_seconds())
    while not [each for each in await rows(town, Assessment) if each.told_at]:
        await town.later(600)
    await town.later(6 * 3600)


@pytest.mark.long
async def test_a_member_asks_for_their_score_objects_and_is_answered(town: Town, cast: Cast) -> None:
    driver, member, leader, resident = town.driver, cast.member, cast.leader, cast.resident
    await until_told(town)
    await town.hears(member, member, "考核结果出来了", "季度", "傅勇", "暂定")

    await driver.text(cast.group, member, "/score@wangge_bot")
    await town.hears(cast.group, member, "请私聊我发送 /score")
    await driver.text(resident, resident, "/start")
    await driver.text(resident, resident, "/score")
    await town.hears(resident, resident, "考核对象是网格员和网格长")

    await driver.text(member, member, "/score")
    home = await town.hears(member, member, "我的考核", "傅勇")
    quarter = next(label for label in labels(home) if "季度" in label)
    await driver.press(member, member, home["message_id"], quarter)
    card = await town.hears(member, member, "季度考核", "巡查时长 0/")
    why = next(label for label in labels(card) if label.startswith("为什么是"))
    await driver.press(member, member, card["message_id"], why)
    told = await town.hears(member, member, "为什么是", "街道平均", "未完成")
    assert "小时" in words(card)
    assert "分钟" in words(told)

    await driver.press(member, member, home["message_id"], "本季度暂计")
    await town.hears(member, member, "暂计", "不作为考核结果", "傅勇")

    await driver.press(member, member, card["message_id"], "有异议")
    question = await town.hears(member, member, "哪里不对")
    await driver.text(member, member, "这三个月我在另一个网格支援", reply_to=question["message_id"])
    asked = await town.hears(
        leader, leader, "考核异议", "在另一个网格支援", buttons=("查看得分", "维持", "更正数字", "更正等次")
    )
    await driver.press(leader, leader, asked["message_id"], "更正等次")
    question = await town.hears(leader, leader, "应评哪个等次")
    await driver.press(leader, leader, question["message_id"], "合格")
    question = await town.hears(leader, leader, "理由是什么")
    await driver.text(leader, leader, "支援属实", reply_to=question["message_id"])
    await town.hears(member, member, "您的异议有答复了", "谭远康", "支援属实", "合格")
    [objection] = await rows(town, AssessmentObjection)
    assert objection.state is ObjectionState.CORRECTED
    await town.settled()
    for person in (member, leader, resident, cast.group):
        town.expect(*await driver.messages(person, member if person == cast.group else person))
