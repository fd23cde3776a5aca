"""Responsibility letters: asked of a community, printed, signed, sent back, reminded of, and all there."""

from models.obligations.tables import Requirement, RequirementState
from tests.journeys.conftest import Cast
from tests.journeys.ordering import label, paper
from tests.journeys.town import Json, Town, picture, rows

DAY = 24 * 3600
TITLE = "消防安全责任书"
CARD = ("下载责任书", "上传照片")
OPEN = ("提醒未完成的", "查看明细", "打印全部责任书", "结束", "撤回")


async def _asked(town: Town, boss: int) -> Json:
    """Of the community's members, in seven days; returns the card of whoever asked."""
    driver = town.driver
    await driver.text(boss, boss, "/task")
    choice = await town.hears(boss, boss, "下达什么任务")
    await driver.press(boss, boss, choice["message_id"], "责任书")
    for question, answer in (("在哪个网格", "一社区"), ("由谁完成", "网格员"), ("任务名称", ""), ("哪一天", "7天")):
        asked = await town.hears(boss, boss, question)
        await driver.press(boss, boss, asked["message_id"], label(asked, answer))
    await town.hears(boss, boss, "具体要求")
    await driver.text(boss, boss, "冬春季每天巡查")
    asked = await town.hears(boss, boss, "是否定期")
    await driver.press(boss, boss, asked["message_id"], "只此一次")
    preview = await town.hears(boss, boss, "确认下达以下任务", "一社区", "共3项", "冬春季每天巡查")
    await driver.press(boss, boss, preview["message_id"], "确认下达")
    card = await town.hears(boss, boss, f"年{TITLE}", "已签0/3 ░░░░░░░░ 0%", "二网格网格员彭春远", buttons=OPEN)
    await town.later(6)
    return card


async def _signs(town: Town, who: int, card: Json) -> None:
    await town.driver.photo(who, who, picture("white"), reply_to=card["message_id"])
    await town.hears(who, who, "✅ ", TITLE, buttons=())


async def test_letters_are_asked_for_signed_sent_back_and_all_there_in_the_end(town: Town, cast: Cast) -> None:
    driver, member, leader = town.driver, cast.member, cast.leader
    boss = await town.person("曹林文", "19900000001")
    await town.claim(boss)
    progress = await _asked(town, boss)
    card = await town.hears(member, member, "⬜ ", TITLE, "一网格网格员傅勇", "由曹林文下达", buttons=CARD)
    unclaimed = await town.hears(leader, leader, "⬜ ", TITLE, "一网格网格员陈明梅", buttons=CARD)
    nobody_leads = await town.hears(boss, boss, "⬜ ", TITLE, "二网格网格员彭春远", buttons=CARD)

    await driver.press(member, member, card["message_id"], "下载责任书")
    letter = paper(town, await town.hears(member, member, TITLE, "共1页"))
    assert all(said in letter.text for said in ("测试街道", "一网格网格员", "（傅勇）", "冬春季每天巡查"))
    await _signs(town, member, card)
    await town.hears(boss, boss, "已签1/3 ▓▓░░░░░░ 33%", buttons=OPEN)

    await driver.press(boss, boss, progress["message_id"], "查看明细")
    items = await town.hears(boss, boss, "共3项")
    await driver.press(boss, boss, items["message_id"], "✅ 一网格网格员傅勇")
    item = await town.hears(boss, boss, "傅勇于", "照片1张", buttons=("查看照片", "退回"))
    await driver.press(boss, boss, item["message_id"], "退回")
    asked = await town.hears(boss, boss, "退回原因")
    await driver.text(boss, boss, "签名看不清", reply_to=asked["message_id"])
    await town.hears(boss, boss, "退回原因：签名看不清", buttons=("查看照片", "免办"))
    await town.hears(boss, boss, "已签0/3", buttons=OPEN)
    await town.hears(member, member, "退回原因：签名看不清", buttons=CARD)
    await town.later(6)
    again = await town.hears(member, member, "退回原因：签名看不清", buttons=CARD)
    await _signs(town, member, again)
    await town.hears(member, member, "✅ ", TITLE, buttons=())
    await _signs(town, leader, unclaimed)
    await town.hears(boss, boss, "已签2/3", buttons=OPEN)

    await town.later(6 * DAY)
    await town.hears(boss, boss, "提醒：您有1项任务待完成")
    await driver.press(boss, boss, progress["message_id"], "打印全部责任书")
    assert len(paper(town, await town.hears(boss, boss, TITLE, "共3页")).pages) == 3
    await _signs(town, boss, nobody_leads)
    await town.hears(boss, boss, "已结束", "已签3/3 ▓▓▓▓▓▓▓▓ 100%")
    await town.hears(boss, boss, "已签3/3", buttons=("查看明细", "打印全部责任书"))
    [requirement] = await rows(town, Requirement)
    assert requirement.state is RequirementState.CLOSED
    await town.settled()
    town.expect(*await driver.messages(boss, boss), *await driver.messages(member, member))
