"""Household visits over HTTP: a household from entry to erasure, and nothing of it where others could read it."""

import logging

import pytest

from bot.monitoring.metrics import Metrics
from models.mandatory_reports.tables import MandatoryReport
from models.visits.tables import Household, Outcome, Visit
from tests.journeys.conftest import Cast
from tests.journeys.town import Json, Town, rows, words

DAY = 24 * 3600
ADDRESS, NAME, PHONE = "南大街12号3单元501", "王秀英", "19900000031"
HELP = "卧床无人照料"
PERSONAL = (ADDRESS, NAME, PHONE, HELP)
RECORD = ("见到", "不在家", "需要帮助", "修改")
SHEET = f"网格编码,地址,户主,类别,电话\nS-1-1,{ADDRESS},{NAME},独居老人,{PHONE}\n".encode()


async def enter(town: Town, who: int) -> Json:
    """The page of the new household, in the chat of who enters it."""
    driver = town.driver
    await driver.text(who, who, "/visit 新增")
    asked = await town.hears(who, who, "属于哪一类住户")
    await driver.press(who, who, asked["message_id"], "独居老人")
    for question, answer in (("住址是哪里", ADDRESS), ("户主叫什么", NAME), ("联系电话", PHONE)):
        await town.hears(who, who, question)
        await driver.text(who, who, answer)
    asked = await town.hears(who, who, "登记这户？", *PERSONAL[:3])
    await driver.press(who, who, asked["message_id"], "确认登记")
    return await town.hears(who, who, ADDRESS, NAME, PHONE, "最迟", "尚未走访", buttons=RECORD)


async def in_groups(town: Town) -> list[str]:
    """All calls of the bot that concern any group, whatever became of them."""
    groups = [str(chat) for chat in town.sandbox.world.groups]
    return [told for call in await town.driver.calls() if any(chat in (told := str(call)) for chat in groups)]


@pytest.mark.long
async def test_a_household_from_entry_to_erasure_is_seen_by_nobody_else(
    town: Town, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    driver, member, leader = town.driver, cast.member, cast.leader
    await driver.members(cast.group, town.bot, "promote")
    page = await enter(town, member)

    await driver.text(cast.group, member, f"/visit {NAME}")
    await town.hears(cast.group, member, "只能在私聊里办理", buttons=("到私聊办理",))
    await driver.photo(cast.group, member, SHEET, filename="households.csv", as_="document")
    await town.hears(cast.group, member, "内容未读取", buttons=("到私聊办理",))
    await driver.text(cast.resident, cast.resident, f"/visit {NAME}")
    await town.hears(cast.resident, cast.resident, "供网格员和网格长私聊使用")

    await driver.press(member, member, page["message_id"], "不在家")
    page = await town.hears(member, member, "不在家（傅勇）", buttons=("补充说明", "收回", "修改"))
    await town.later(DAY)
    await driver.text(member, member, "/duty")
    duty = await town.hears(member, member, "待走访1户", buttons=("入户走访",))
    await driver.press(member, member, duty["message_id"], "入户走访")
    listed = await town.hears(member, member, "待走访1户", ADDRESS)
    await driver.press(member, member, listed["message_id"], f"{ADDRESS} {NAME}")
    page = await town.hears(member, member, "不在家（傅勇）", buttons=RECORD)
    await driver.press(member, member, page["message_id"], "需要帮助")
    await town.hears(member, member, "需要什么帮助")
    await driver.text(member, member, HELP)
    await town.hears(member, member, f"需要帮助（傅勇）：{HELP}")
    told = await town.hears(leader, leader, "必报事项", *PERSONAL, buttons=("收到",))
    [report] = await rows(town, MandatoryReport)
    refused = await driver.press(leader, leader, told["message_id"], data=f"hzm:{report.id}:hazard")
    assert "不能转为隐患" in refused["answer"]["text"]
    await driver.press(leader, leader, told["message_id"], "收到")
    await town.hears(leader, leader, "必报事项", buttons=())
    await town.hears(member, member, "您反映的情况网格长已收到，谢谢。")

    await driver.text(leader, leader, "/visit")
    await town.hears(leader, leader, "一网格：待走访0户，已走访1户，需帮助1户")
    await driver.text(leader, leader, "/visit 南大街")
    listed = await town.hears(leader, leader, "含“南大街”的住户1户", NAME)
    await driver.press(leader, leader, listed["message_id"], f"{ADDRESS} {NAME}")
    page = await town.hears(leader, leader, ADDRESS, HELP)
    await driver.press(leader, leader, page["message_id"], "修改")
    await town.hears(leader, leader, ADDRESS, buttons=("地址", "户主", "类别", "电话", "重点户", "删除", "返回"))
    await driver.press(leader, leader, page["message_id"], "删除")
    await town.hears(leader, leader, "确定删除？", buttons=("永久删除", "返回"))
    await driver.press(leader, leader, page["message_id"], "永久删除")
    await town.hears(leader, leader, "这户已于")
    await town.hears(member, member, "这户已于")
    await town.settled()
    for chat in (member, leader):
        town.expect(*await driver.messages(chat, chat))
        now_there = [words(each) for each in await driver.messages(chat, chat) if each["from"]["id"] == town.bot]
        assert not [text for text in now_there if any(known in text for known in PERSONAL)]

    called = await in_groups(town)
    assert [text for text in called if "内容未读取" in text]
    assert not [text for text in called if any(known in text for known in (*PERSONAL, "独居老人"))]
    assert not [line for line in caplog.messages if any(known in line for known in PERSONAL)]
    async with town.app.database.read() as session:
        shown = str(await Metrics().exposition(session, town.app.timekeeper.now(), (), None))
    assert "wangge" in shown
    assert not [known for known in PERSONAL if known in shown]
    [home] = await rows(town, Household)
    assert (home.name, home.address, home.phone) == ("", "", None)
    assert [(visit.outcome, visit.words) for visit in await rows(town, Visit)] == [
        (Outcome.ABSENT, ""),
        (Outcome.NEEDS_HELP, ""),
    ]


async def test_a_press_of_another_grid_or_chat_is_refused(town: Town, cast: Cast) -> None:
    driver = town.driver
    page = await enter(town, cast.member)
    [home] = await rows(town, Household)
    neighbour = await town.person("彭春远", "19900000011")
    await town.claim(neighbour)
    await driver.text(neighbour, neighbour, f"/visit {NAME}")
    listed = await town.hears(neighbour, neighbour, "住户0户")
    for data in (f"vis:open:{home.id}", f"vis:met:{home.id}", f"vis:erase_sure:{home.id}"):
        answer = (await driver.press(neighbour, neighbour, listed["message_id"], data=data))["answer"]["text"]
        assert "失效" in answer or "只有本网格" in answer
    answer = (await driver.press(cast.member, cast.member, page["message_id"], data="vis:met:1"))["answer"]["text"]
    assert "失效" in answer
    assert await rows(town, Visit) == []
    await driver.press(cast.member, cast.member, page["message_id"], "见到")
    await town.hears(cast.member, cast.member, "见到（傅勇）", "下次走访")
