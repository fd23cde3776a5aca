"""A joint meeting: called, reminded of, held, its minutes and a decision kept, closed, and the next one planned."""

import pytest

from models.activities.tables import Activity
from models.obligations.kinds import TaskKind
from models.obligations.tables import Requirement, RequirementState
from tests.journeys.conftest import Cast
from tests.journeys.ordering import label
from tests.journeys.town import Json, Town, picture, rows

HOUR = 3600
DAY = 24 * HOUR
TITLE = "消防安全联席会议"
CALLED = ("点名", "记议定事项", "查看纪要", "改时间", "撤回")
HELD = ("点名", "记议定事项", "查看纪要", "结束", "撤回")


async def _called(town: Town, caller: int) -> Json:
    """Of the leaders below, for the day after tomorrow; returns the card of whoever called it."""
    driver = town.driver
    await driver.text(caller, caller, "/task")
    choice = await town.hears(caller, caller, "下达什么任务")
    await driver.press(caller, caller, choice["message_id"], "联席会议")
    for question, answer in (("在哪个网格", "一社区"), ("由谁完成", "下一级负责人和部门"), ("任务名称", TITLE)):
        asked = await town.hears(caller, caller, question)
        await driver.press(caller, caller, asked["message_id"], label(asked, answer))
    for question, answer in (("什么时间", "后天15:00"), ("什么地点", "三楼会议室"), ("具体要求", "通报冬春火灾防控")):
        await town.hears(caller, caller, question)
        await driver.text(caller, caller, answer)
    asked = await town.hears(caller, caller, "是否定期")
    await driver.press(caller, caller, asked["message_id"], "每两个月")
    preview = await town.hears(caller, caller, "确认下达以下任务", "三楼会议室", "每两个月")
    await driver.press(caller, caller, preview["message_id"], "确认下达")
    return await town.hears(caller, caller, TITLE, "三楼会议室", "到会0/2", buttons=CALLED)


@pytest.mark.long
async def test_a_joint_meeting_is_called_held_and_followed_up(town: Town, cast: Cast) -> None:
    driver, leader = town.driver, cast.leader
    caller, other = await town.person("马东宏", "19900000004"), await town.person("陈娟晓", "19900000013")
    for person in (caller, other):
        await town.claim(person)
    meeting = await _called(town, caller)

    await town.later(6)
    card = await town.hears(leader, leader, TITLE, "三楼会议室", "由马东宏召集", buttons=("参加", "请假"))
    theirs = await town.hears(other, other, TITLE, buttons=("参加", "请假"))
    await driver.press(leader, leader, card["message_id"], "参加")
    await driver.press(other, other, theirs["message_id"], "请假")
    asked = await town.hears(other, other, "请假")
    await driver.text(other, other, "家里有事", reply_to=asked["message_id"])
    await town.hears(other, other, "家里有事")
    await town.later(DAY)
    await town.hears(leader, leader, "提醒：您有1项任务待完成")
    await town.later(DAY + 5 * HOUR)
    await town.hears(leader, leader, "提醒：您有1项任务待完成")

    await town.later(3 * HOUR + 60)
    await town.hears(caller, caller, "时间已过", buttons=HELD)
    await town.hears(caller, caller, TITLE, "待确认", "每两个月")
    await driver.press(caller, caller, meeting["message_id"], "点名")
    roll = await town.hears(caller, caller, "应到2")
    await driver.press(caller, caller, roll["message_id"], label(roll, "🚶 一网格网格长谭远康"))
    await town.hears(caller, caller, "到会1/1")

    await driver.photo(caller, caller, picture("white"), caption="一、通报情况。", reply_to=meeting["message_id"])
    await town.hears(caller, caller, "已有纪要")
    await driver.press(caller, caller, meeting["message_id"], "记议定事项")
    asked = await town.hears(caller, caller, "议定了什么")
    await driver.text(caller, caller, "一周内清理三号楼楼道", reply_to=asked["message_id"])
    asked = await town.hears(caller, caller, "由谁")
    await driver.press(caller, caller, asked["message_id"], label(asked, "一网格"))
    asked = await town.hears(caller, caller, "哪一天")
    await driver.press(caller, caller, asked["message_id"], label(asked, "7天"))
    await town.hears(caller, caller, "议定事项", "一周内清理三号楼楼道", "0/1")
    await town.later(6)
    decision = await town.hears(leader, leader, "一周内清理三号楼楼道", "由马东宏下达")
    await driver.press(leader, leader, card["message_id"], "查看纪要")
    await town.hears(leader, leader, "一、通报情况。")

    await driver.press(caller, caller, meeting["message_id"], "结束")
    await town.hears(caller, caller, TITLE, "确定现在结束")
    await driver.press(caller, caller, meeting["message_id"], "确定结束")
    await town.hears(caller, caller, "已结束", "到会1/1")
    await town.later(6 * DAY)
    await town.hears(leader, leader, "提醒：您有1项任务待完成")
    await driver.text(leader, leader, "已清理完毕", reply_to=decision["message_id"])
    await town.hears(caller, caller, "已结束", "一周内清理三号楼楼道", "1/1")

    held, following, decided = await rows(town, Requirement)
    assert (held.state, decided.state) == (RequirementState.CLOSED, RequirementState.CLOSED)
    assert (decided.kind, decided.of_id) == (TaskKind.DECISION, held.id)
    assert (following.state, following.first_id) == (RequirementState.DRAFT, held.id)
    [activity] = await rows(town, Activity)
    assert (activity.words, activity.reached) == (TITLE, 1)
    await town.settled()
    for chat in (caller, leader, other):
        town.expect(*await driver.messages(chat, chat))
