"""A warning is pinned in a group where the bot is an administrator, and Telegram's word that it was is taken away."""

from tests.journeys.conftest import Cast
from tests.journeys.town import Town

WARNING = "/warn 大风黄色预警\n发布：气象台\n危害：坠物\n范围：全网格\n措施：收好杂物"


async def test_a_pin_leaves_no_service_message_behind(town: Town, cast: Cast) -> None:
    driver, leader, group = town.driver, cast.leader, cast.group
    await driver.members(group, town.bot, "promote")
    await driver.text(leader, leader, WARNING)
    draft = await town.hears(leader, leader, "草稿", "大风黄色预警")
    await driver.press(leader, leader, draft["message_id"], "预览")
    card = await town.hears(leader, leader, "按以上内容发送", buttons=("确认发送",))
    await driver.press(leader, leader, card["message_id"], "确认发送")
    copy = await town.hears(group, leader, "🟨 黄色预警：大风黄色预警", "收好杂物")
    progress = await town.hears(leader, leader, "已送达", buttons=("更正", "撤回", "解除"))
    await town.settled()
    here = town.sandbox.world.groups[group]
    assert here.pinned == [copy["message_id"]]
    assert not [message for message in here.messages.values() if "pinned_message" in message.body]
    await driver.press(leader, leader, progress["message_id"], "解除")
    await town.hears(group, leader, "【已解除】")
    await town.settled()
    assert here.pinned == []
    town.expect(*await driver.messages(leader, leader))
