"""Reports as people really send them: in pieces, in the wrong place, twice, half; none of them is lost."""

from tests.journeys.conftest import Cast
from tests.journeys.town import Town, picture

OPEN_BUTTONS = ("受理", "已到场", "处置完成")
SAME = ("是，同一隐患", "不是，另行上报")


async def test_a_bare_command_a_photo_and_then_words_become_one_whole_report(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await driver.members(group, town.bot, "promote")
    await driver.text(group, cast.resident, "/report")
    card = await town.hears(group, cast.resident, "H1", "请回复本消息", buttons=())
    await driver.photo(group, cast.resident, picture("red"))
    opened = await town.hears(group, cast.resident, "H1", "处置前1份", "说明地点和情况", buttons=OPEN_BUTTONS)
    assert opened["message_id"] != card["message_id"]
    await town.hears(cast.member, cast.member, "H1", "类别：其他")
    await driver.text(group, cast.resident, "地下室浓烟", reply_to=opened["message_id"])
    await town.hears(group, cast.resident, "H1", "紧急", "情况：地下室浓烟")
    await town.hears(cast.member, cast.member, "等级已调高", "H1", "地下室浓烟")
    await town.hears(cast.leader, cast.leader, "等级已调高", "H1", "地下室浓烟")
    town.expect(*await driver.messages(cast.member, cast.member))


async def test_a_report_in_a_group_without_a_grid_goes_on_in_private(town: Town, cast: Cast) -> None:
    driver, stranger = town.driver, await town.person("路人")
    group = await town.unbound_group(stranger)
    await driver.photo(group, stranger, picture("red"), caption="/report@wangge_bot 2号楼灭火器过期")
    await town.hears(group, stranger, "尚未绑定网格", "内容已保存", buttons=("私聊上报",))
    await driver.open(stranger, start="report")
    await town.hears(stranger, stranger, "2号楼灭火器过期", "材料：1份", buttons=("一网格", "二网格", "不上报"))
    await town.later(600)
    asked = await town.hears(stranger, stranger, "您的上报还没有提交", buttons=("一网格", "二网格", "不上报"))
    await driver.press(stranger, stranger, asked["message_id"], "一网格")
    ready = await town.hears(stranger, stranger, "网格：一网格", buttons=("提交上报", "其他网格", "不上报"))
    await driver.press(stranger, stranger, ready["message_id"], "提交上报")
    await town.hears(cast.group, cast.resident, "H1", "2号楼灭火器过期", "处置前1份", buttons=OPEN_BUTTONS)
    await town.hears(cast.member, cast.member, "H1")
    await town.hears(stranger, stranger, "您上报的隐患H1")


async def test_a_neighbours_photo_that_two_people_report_is_one_hazard(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    shown = await driver.photo(group, cast.leader, picture("red"), caption="谁家的东西？")
    await driver.text(group, cast.resident, "/report 楼道堆物", reply_to=shown["message_id"])
    await town.hears(group, cast.resident, "H1", "楼道堆物", to=shown)
    await town.hears(cast.member, cast.member, "H1")
    await driver.text(group, cast.member, "/report 请尽快清理", reply_to=shown["message_id"])
    asked = await town.hears(group, cast.resident, "H2", "是否与H1", buttons=SAME)
    await driver.press(group, cast.member, asked["message_id"], SAME[0])
    await town.hears(group, cast.resident, "H2", "与H1为同一隐患", buttons=())
    await town.hears(group, cast.resident, "H1", "H2: 请尽快清理", "处置前1份")
    await town.hears(cast.member, cast.member, "H1", "H2: 请尽快清理")
    await town.hears(cast.member, cast.member, "H2", "H1", "为同一隐患")


async def test_small_talk_in_private_hears_how_to_report(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.resident, cast.resident, "在吗")
    await town.hears(cast.resident, cast.resident, "要上报隐患，请把照片发到这里")


async def test_a_voice_sent_in_private_is_heard_by_staff(town: Town, cast: Cast) -> None:
    driver, caller = town.driver, cast.resident
    await driver.text(cast.group, caller, "/help@wangge_bot")
    await town.hears(cast.group, caller, "/report")
    await driver.photo(caller, caller, b"voice", as_="voice", filename="v.ogg")
    asked = await town.hears(caller, caller, "请补充一句", "网格：一网格")
    await driver.press(caller, caller, asked["message_id"], "提交上报")
    await town.hears(cast.group, caller, "H1", "说明地点和情况", buttons=OPEN_BUTTONS)
    await town.hears(caller, caller, "您上报的隐患H1")
    alert = await town.hears(cast.member, cast.member, "H1")
    await driver.press(cast.member, cast.member, alert["message_id"], "查看全部材料")
    heard = await town.hears(cast.member, cast.member, "H1", buttons=())
    assert "voice" in heard
