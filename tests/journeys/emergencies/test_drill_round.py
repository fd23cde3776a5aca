"""An evacuation drill: asked of every lowest grid once a year, held with photos, and written into the ledger."""

import pytest

from models.activities.tables import Activity, ActivityKind
from models.obligations.tables import Requirement, RequirementState
from tests.journeys.conftest import Cast
from tests.journeys.ordering import label
from tests.journeys.town import Town, picture, rows

DAY = 24 * 3600
TITLE = "疏散演练"


@pytest.mark.long
async def test_a_drill_is_asked_for_held_and_written_down(town: Town, cast: Cast) -> None:
    driver, leader = town.driver, cast.leader
    caller, other = await town.person("马东宏", "19900000004"), await town.person("陈娟晓", "19900000013")
    for person in (caller, other):
        await town.claim(person)
    await driver.text(caller, caller, "/task")
    choice = await town.hears(caller, caller, "下达什么任务")
    await driver.press(caller, caller, choice["message_id"], TITLE)
    answers = (
        ("在哪个网格", "一社区"),
        ("由谁完成", "每个最小网格"),
        ("任务名称", ""),
        ("哪一天", "7天"),
        ("具体要求", ""),
        ("是否定期", "每年"),
    )
    for question, answer in answers:
        asked = await town.hears(caller, caller, question)
        await driver.press(caller, caller, asked["message_id"], label(asked, answer))
    preview = await town.hears(caller, caller, "确认下达以下任务", TITLE, "共2项", "每年")
    await driver.press(caller, caller, preview["message_id"], "确认下达")
    await town.hears(caller, caller, TITLE, "已演练0/2 ░░░░░░░░ 0%")

    await town.later(6)
    card = await town.hears(leader, leader, "⬜ ", TITLE, "一网格")
    theirs = await town.hears(other, other, "⬜ ", TITLE, "二网格")
    await driver.text(leader, leader, "已演练", reply_to=card["message_id"])
    await town.hears(leader, leader, "照片")
    files = [picture("red"), picture("blue")]
    await driver.album(leader, leader, files, caption="48人参加", reply_to=card["message_id"])
    await town.hears(leader, leader, "✅ ", TITLE, buttons=())
    await town.hears(caller, caller, "已演练1/2 ▓▓▓▓░░░░ 50%")
    await town.later(6)
    [activity] = await rows(town, Activity)
    assert (activity.kind, activity.words.endswith(TITLE)) == (ActivityKind.DRILL, True)

    await town.later(8 * DAY)
    await town.hears(other, other, "提醒：您有1项任务待完成", "已逾期")
    await town.hears(caller, caller, "二网格")
    await driver.photo(other, other, picture("white"), reply_to=theirs["message_id"])
    await town.hears(other, other, "✅ ", TITLE, buttons=())
    await town.hears(caller, caller, "已结束", "已演练2/2 ▓▓▓▓▓▓▓▓ 100%")
    await town.later(6)
    assert len(await rows(town, Activity)) == 2
    asked_for, following = await rows(town, Requirement)
    assert (asked_for.state, following.state) == (RequirementState.CLOSED, RequirementState.DRAFT)
    assert following.due_at.year == asked_for.due_at.year + 1
    await town.settled()
    for chat in (caller, leader, other):
        town.expect(*await driver.messages(chat, chat))
