"""A notice to a small subtree: written, previewed, sent, confirmed, reminded of, corrected and withdrawn."""

import pytest

from models.grids.tree import grid_by_code
from models.members.tables import Post, Role
from models.notices.tables import Notice, NoticeState
from tests.journeys.conftest import Cast
from tests.journeys.town import Json, Town, rows

LEVELS = ("级别：🟦 蓝色", "级别：🟨 黄色")


async def _written(town: Town, who: int, text: str, *presses: str) -> Json:
    """The card under which it is sent."""
    await town.driver.text(who, who, text)
    for label in presses:
        draft = await town.hears(who, who, "草稿")
        await town.driver.press(who, who, draft["message_id"], label)
    return await town.hears(who, who, "按以上内容发送", buttons=("确认发送",))


async def test_a_notice_is_written_sent_confirmed_corrected_and_withdrawn(town: Town, cast: Cast) -> None:
    driver, leader, member, group = town.driver, cast.leader, cast.member, cast.group
    await driver.text(cast.resident, cast.resident, "/warn 今晚有大风")
    await town.hears(cast.resident, cast.resident, "由网格长及以上人员发送")
    asks = ("确认：无", "确认：网格长", "预览")
    card = await _written(town, leader, "/notice 明日停电检修，请检查应急照明。", *asks)
    preview = await town.hears(leader, leader, "一网格通知", "明日停电检修", buttons=("收到", "按错了"))
    await driver.press(leader, leader, card["message_id"], "确认发送")
    copy = await town.hears(group, leader, "一网格通知", "明日停电检修", buttons=("收到", "按错了"))
    assert copy["text"].splitlines()[1] == preview["text"].splitlines()[1]
    await town.hears(leader, leader, "已送达")
    pressed = await driver.press(group, cast.resident, copy["message_id"], "收到")
    assert "您无需操作" in pressed["answer"]["text"]
    pressed = await driver.press(group, member, copy["message_id"], "收到")
    assert "您是第1位，共1个岗位" in pressed["answer"]["text"]
    await town.later(4)
    progress = await town.hears(leader, leader, "已送达 1/1 ▓▓▓▓▓▓▓▓", "收到 1/1")
    await town.hears(group, leader, "已收到1/1")
    await driver.press(leader, leader, progress["message_id"], "更正")
    asked = await town.hears(leader, leader, "更正后的内容")
    await driver.text(leader, leader, "后日停电检修", reply_to=asked["message_id"])
    await town.hears(group, leader, "【更正】", "后日停电检修", "已收到1/1")
    await driver.press(leader, leader, progress["message_id"], "撤回")
    asked = await town.hears(leader, leader, "撤回原因")
    await driver.text(leader, leader, "停电取消", reply_to=asked["message_id"])
    await town.hears(group, leader, "【已撤回】停电取消", buttons=())
    await town.later(4)
    [notice] = await rows(town, Notice)
    assert notice.state is NoticeState.WITHDRAWN
    await town.settled()
    town.expect(*await driver.messages(leader, leader))


async def _second_leader(town: Town) -> tuple[int, int]:
    """Both lead the street."""
    boss, deputy = await town.person("曹林文", "19900000001"), await town.person("曹副", "19900000002")
    async with town.app.database.write() as session:
        street = await grid_by_code(session, "S")
        session.add(Post(grid_id=street.id, role=Role.LEADER, name="曹副", phone="+8619900000002"))
    await town.claim(boss)
    await town.claim(deputy)
    return boss, deputy


@pytest.mark.long
async def test_a_warning_to_the_street_goes_out_once_another_leader_has_agreed(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    boss, deputy = await _second_leader(town)
    await driver.text(boss, boss, "/warn 今晚有大风")
    draft = await town.hears(boss, boss, "草稿", "还缺4项")
    await driver.press(boss, boss, draft["message_id"], "级别：未选择")
    await town.hears(boss, boss, "草稿")
    await driver.press(boss, boss, draft["message_id"], "预览")
    for words, answer in (("由谁发布", "街道应急办"), ("有什么危险", "高空坠物"), ("影响范围", "全街道")):
        await town.hears(boss, boss, words)
        await driver.text(boss, boss, answer)
    await town.hears(boss, boss, "请大家做什么")
    await driver.text(boss, boss, "收好阳台杂物")
    question = await town.hears(boss, boss, "有效期至什么时间")
    await driver.press(boss, boss, question["message_id"], "24小时")
    await town.hears(boss, boss, "草稿")
    await driver.press(boss, boss, draft["message_id"], "预览")
    card = await town.hears(boss, boss, "须经另一位", buttons=("确认发送",))
    await driver.press(boss, boss, card["message_id"], "确认发送")
    asked = await town.hears(deputy, deputy, "曹林文申请", "🟦 蓝色预警：今晚有大风", buttons=("同意", "退回"))
    await driver.press(deputy, deputy, asked["message_id"], "退回")
    question = await town.hears(deputy, deputy, "需要修改什么")
    await driver.text(deputy, deputy, "应为橙色")
    await town.hears(boss, boss, "被退回：应为橙色")
    for level in LEVELS:
        await driver.press(boss, boss, draft["message_id"], level)
        await town.settled()
    await driver.press(boss, boss, draft["message_id"], "预览")
    card = await town.hears(boss, boss, "须经另一位", buttons=("确认发送",))
    await driver.press(boss, boss, card["message_id"], "确认发送")
    asked = await town.hears(deputy, deputy, "曹林文申请", "🟧 橙色预警", buttons=("同意", "退回"))
    await driver.press(deputy, deputy, asked["message_id"], "同意")
    copy = await town.hears(group, cast.leader, "🟧 橙色预警：今晚有大风", "收好阳台杂物")
    assert town.sandbox.world.groups[group].pinned == []  # the bot is no administrator there
    progress = await town.hears(boss, boss, "已送达", buttons=("更正", "撤回", "解除"))
    await driver.press(boss, boss, progress["message_id"], "解除")
    lifted = await town.hears(group, cast.leader, "【已解除】")
    assert lifted["message_id"] == copy["message_id"]
    await town.later(4)
    await town.settled()
    town.expect(*await driver.messages(boss, boss), *await driver.messages(deputy, deputy))
