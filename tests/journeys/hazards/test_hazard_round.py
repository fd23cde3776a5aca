"""A photo sent in a grid's group goes all the way round."""

import pytest

from models.grids.tables import Purpose
from tests.journeys.conftest import Cast, put_right
from tests.journeys.town import Town, labels, picture, words

REPORT = "/report 3号楼二楼楼道堆满杂物，堵住消防通道"
OPEN_BUTTONS = ("受理", "已到场", "处置完成")


async def test_a_report_is_accepted_done_reviewed_closed_and_answered(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await driver.photo(group, cast.resident, picture("red"), caption=REPORT)
    card = await town.hears(group, cast.resident, "H1", "待受理", "疏散通道", "受理时限", buttons=OPEN_BUTTONS)
    await town.hears(cast.member, cast.member, "您的网格有新隐患", "H1")

    pressed = await driver.press(group, cast.member, card["message_id"], "受理")
    assert pressed["answer"] == {"text": "您已受理H1。", "show_alert": False}
    accepted = await town.hears(group, cast.resident, "H1", "已受理", "受理人：傅勇")
    assert accepted["message_id"] == card["message_id"]

    await driver.photo(group, cast.member, picture("green"), caption="已清理", reply_to=card["message_id"])
    await town.hears(group, cast.resident, "处置前1份，处置后1份")
    await driver.press(group, cast.member, card["message_id"], "处置完成")
    await town.hears(group, cast.resident, "H1", "待复核")

    review = await town.hears(cast.leader, cast.leader, "请复核", "H1", buttons=("办结", "退回", "查看全部材料"))
    album = [m for m in await driver.messages(cast.leader, cast.leader) if m.get("media_group_id")]
    assert len(album) == 2
    town.expect(*album)
    await driver.press(cast.leader, cast.leader, review["message_id"], "办结")
    closed = await town.hears(group, cast.resident, "H1 已办结")
    assert labels(closed) == []

    asked = await town.hears(group, cast.resident, "是否满意", buttons=("满意", "不满意"))
    await driver.press(group, cast.resident, asked["message_id"], "满意")
    answered = await town.hears(group, cast.resident, "您的评价：满意")
    assert answered["message_id"] == asked["message_id"]


async def test_when_nobody_presses_the_leader_hears_of_it_after_two_hours(town: Town, cast: Cast) -> None:
    await town.driver.photo(cast.group, cast.resident, picture("red"), caption=REPORT)
    await town.hears(cast.group, cast.resident, "H1")
    await town.hears(cast.member, cast.member, "H1")
    await town.later(2 * 3600)
    alert = await town.hears(cast.leader, cast.leader, "已2小时无人受理", "H1")
    assert alert["photo"]
    assert {"受理", "处置完成", "提请上级"} <= set(labels(alert))


async def test_a_bound_leaders_chat_hears_instead_of_the_leader_in_private(town: Town, cast: Cast) -> None:
    chat = await town.group("一网格负责人群", cast.leader)
    await town.driver.open(cast.leader, startgroup=await town.code(Purpose.LEADERS), chat=chat)
    await town.hears(chat, cast.leader, "已绑定")
    await town.driver.text(cast.group, cast.resident, REPORT)
    await town.hears(cast.group, cast.resident, "H1")
    await town.hears(cast.member, cast.member, "H1")
    await town.later(2 * 3600)
    await town.hears(chat, cast.leader, "无人受理", "H1")


@pytest.mark.long
async def test_a_dissatisfied_reporter_opens_the_hazard_again(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await driver.text(group, cast.resident, REPORT)
    card = await town.hears(group, cast.resident, "H1")
    await town.hears(cast.member, cast.member, "H1")
    await driver.press(group, cast.member, card["message_id"], "受理")
    await town.hears(group, cast.resident, "H1", "已受理")
    await put_right(town, cast, card)
    review = await town.hears(cast.leader, cast.leader, "请复核")
    await driver.press(cast.leader, cast.leader, review["message_id"], "办结")
    await town.hears(group, cast.resident, "H1 已办结")
    asked = await town.hears(group, cast.resident, "是否满意")
    await driver.press(group, cast.resident, asked["message_id"], "不满意")
    await town.hears(group, cast.resident, "重新打开")
    await town.hears(group, cast.resident, "H1", "待受理", buttons=OPEN_BUTTONS)
    await town.hears(cast.member, cast.member, "上报人不满意，隐患已重新打开", "H1")
    await town.hears(cast.leader, cast.leader, "上报人不满意，隐患已重新打开", "H1")


async def test_an_album_whose_last_part_comes_late_is_one_hazard_with_all_photos(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await driver.members(group, town.bot, "promote")  # only then does Telegram show the bot an album's other parts
    album = {"media_group_id": "7001"}
    await driver.photo(group, cast.resident, picture("red"), **album)
    await driver.photo(group, cast.resident, picture("blue"), caption=REPORT, **album)
    await town.hears(group, cast.resident, "H1", "处置前2份")
    await town.hears(cast.member, cast.member, "H1")
    await driver.photo(group, cast.resident, picture("black"), **album)
    await town.hears(group, cast.resident, "H1", "处置前3份")


async def test_status_and_my_answer_those_who_may_see(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await driver.text(group, cast.resident, REPORT)
    await town.hears(group, cast.resident, "H1")
    await town.hears(cast.member, cast.member, "H1")
    await driver.text(group, cast.resident, "/status@wangge_bot H1")
    await town.hears(group, cast.resident, "H1", "上报隐患")
    await driver.text(group, cast.resident, "/my@wangge_bot")
    await town.hears(group, cast.resident, "您上报的隐患", "H1")
    stranger = await town.person("路人")
    await driver.open(stranger, start="")
    await town.hears(stranger, stranger, "您好")
    await driver.text(stranger, stranger, "/status H1")
    await town.hears(stranger, stranger, "无权查看")
    await driver.text(stranger, stranger, "/my")
    await town.hears(stranger, stranger, "还没有上报过")


async def test_names_and_words_are_shown_as_written_whatever_is_in_them(town: Town, cast: Cast) -> None:
    odd = await town.person("<b>张</b>&\u202e三\u200b")
    await town.driver.members(cast.group, odd, "add")
    await town.driver.text(cast.group, odd, "/report <script>楼道</script> *堆物* _[x](y)_ \u202e倒" + "长" * 3000)
    card = await town.hears(cast.group, cast.resident, "H1", "<script>楼道</script> *堆物* _[x](y)_")
    assert "\u202e" not in words(card)
    assert "\u200b" not in words(card)
    assert len(words(card)) <= 4096
    await town.hears(cast.member, cast.member, "H1")


async def test_the_menus_of_commands_are_offered_when_speaking_begins(town: Town, cast: Cast) -> None:
    scopes = {str(call["params"].get("scope")) for call in await town.driver.calls(method="setMyCommands")}
    assert len(scopes) >= 3
