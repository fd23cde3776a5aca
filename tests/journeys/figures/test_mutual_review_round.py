"""The year's review: a leader of the street sets it, a resident and appraisers answer, and a grid leader reads it."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models.inbox.updates import InboxUpdate
from models.mutual_reviews.tables import MutualReview, ReviewAnswer, ReviewCard, ReviewState
from tests.journeys.conftest import Cast
from tests.journeys.town import Json, Town, words

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = 3600
LINK = re.compile(r"start=([\w-]+)")
WRITTEN = "楼道灯坏了很久没人管"


async def every(town: Town, table: Any) -> list[Any]:
    async with town.app.database.read() as session:
        return list((await session.scalars(select(table))).all())


async def until(town: Town, state: ReviewState) -> None:
    for _ in range(40):
        await town.settled()
        [review] = await every(town, MutualReview)
        if review.state is state:
            return
        wait = (review.next_at - town.app.timekeeper.now()).total_seconds()
        await town.later(max(wait, 0) + 60)
    raise AssertionError(f"never {state}")


async def set_for_tomorrow(town: Town, officer: int) -> None:
    driver, tomorrow = town.driver, town.app.timekeeper.now().astimezone(ZONE) + timedelta(days=1)
    await driver.text(officer, officer, "/review")
    home = await town.hears(officer, officer, "双向点评", "还没有开展", buttons=("开展双向点评",))
    await driver.press(officer, officer, home["message_id"], "开展双向点评")
    for asked, answer in (("从哪天开始", f"{tomorrow:%Y-%m-%d}"), ("开展几天", "7")):
        question = await town.hears(officer, officer, asked)
        await driver.text(officer, officer, answer, reply_to=question["message_id"])
    question = await town.hears(officer, officer, "要不要在各居民群里邀请一次群众")
    await driver.press(officer, officer, question["message_id"], "邀请一次")
    preview = await town.hears(officer, officer, f"{tomorrow:%m-%d} 至")
    await driver.press(officer, officer, preview["message_id"], "确认开展")
    await town.hears(officer, officer, "届时私聊请每人点评", buttons=("取消本次点评",))


async def appraisers(town: Town, community_leader: int, many: int) -> list[int]:
    driver = town.driver
    await driver.text(community_leader, community_leader, "/review")
    home = await town.hears(community_leader, community_leader, "还没有评议员")
    await driver.press(community_leader, community_leader, home["message_id"], "邀请评议员")
    message = await town.hears(community_leader, community_leader, "私下发给您选定的人")
    [link] = LINK.findall(words(message))
    people = [await town.person(f"评议员{number}") for number in range(many)]
    for number, person in enumerate(people):
        await driver.open(person, start=link)
        await town.hears(person, person, "您是一社区的监督评议员")
        await town.hears(community_leader, community_leader, f"评议员{number}已成为一社区的监督评议员")
    return people


def to_private(message: Json) -> str:
    [[button]] = message["reply_markup"]["inline_keyboard"]
    return str(LINK.findall(button["url"])[0])


@pytest.mark.long
async def test_a_year_s_review_from_setting_it_to_reading_what_five_have_said(town: Town, cast: Cast) -> None:
    driver = town.driver
    officer = await town.person("曹林文", "19900000001")
    community_leader = await town.person("马东宏", "19900000004")
    for person in (officer, community_leader):
        await town.claim(person)
    await set_for_tomorrow(town, officer)
    asked = await appraisers(town, community_leader, 4)
    await until(town, ReviewState.OPEN)
    await town.later(HOUR)

    await town.hears(cast.member, cast.member, "双向点评", "1/1 一社区", "网格划分是否科学")
    invitation = await town.hears(cast.group, cast.resident, "请您评一评本网格的工作")
    await driver.open(cast.resident, start=to_private(invitation))
    for person in (*asked, cast.resident):
        card = await town.hears(person, person, "一网格", "群众是否满意：—")
        await driver.press(person, person, card["message_id"], "四项都满意")
        await town.hears(person, person, "已点评 1 个", "群众是否满意：满意")
    await driver.press(cast.resident, cast.resident, card["message_id"], "写几句意见")
    question = await town.hears(cast.resident, cast.resident, "不带您的姓名")
    await driver.text(cast.resident, cast.resident, WRITTEN, reply_to=question["message_id"])
    await town.hears(cast.resident, cast.resident, f"您的意见：{WRITTEN}")
    await driver.press(cast.resident, cast.resident, card["message_id"], "3 不满意")
    await town.hears(cast.resident, cast.resident, "工作实效是否显著：不满意")

    await until(town, ReviewState.CLOSED)
    await town.later(HOUR)
    await town.hears(cast.resident, cast.resident, "双向点评已结束", buttons=())
    await town.hears(cast.group, cast.resident, "本年度点评已结束", buttons=())
    told = await town.hears(cast.leader, cast.leader, "双向点评结果出来了", "不计入考核得分")
    await driver.press(cast.leader, cast.leader, told["message_id"], "一网格")
    result = await town.hears(
        cast.leader, cast.leader, "来自群众和评议员，5 人", "满意 4", "不满意 1", "不足 5 人，不显示"
    )
    await driver.press(cast.leader, cast.leader, result["message_id"], "群众和评议员的意见（1条）")
    await town.hears(cast.leader, cast.leader, WRITTEN)
    assert (await every(town, ReviewAnswer), await every(town, ReviewCard)) == ([], [])
    updates = [each.payload for each in await every(town, InboxUpdate)]
    assert [each for each in updates if "mrv:mark" in each or f'"text":"{WRITTEN}' in each] == []
    await town.settled()
    for person in (*asked, cast.resident, cast.member, cast.leader, officer, community_leader):
        town.expect(*await driver.messages(person, person))
    town.expect(*await driver.messages(cast.group, cast.member))
