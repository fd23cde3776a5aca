"""Every way to report, and what becomes of it."""

import pytest

from tests.journeys.conftest import Cast
from tests.journeys.town import Json, Town, labels, picture, words

WORDS = "3号楼二楼楼道堆满杂物，堵住消防通道"
OPEN_BUTTONS = ("受理", "已到场", "处置完成")
SAME = ("是，同一隐患", "不是，另行上报")


async def starts(town: Town, person: int) -> None:
    await town.driver.open(person, start="")
    await town.hears(person, person, "您好")


async def in_private(town: Town, cast: Cast) -> int:
    """A resident who has spoken in the group and then writes to the bot alone."""
    await town.driver.text(cast.group, cast.resident, "/help@wangge_bot")
    await town.hears(cast.group, cast.resident, "发现消防隐患")
    await starts(town, cast.resident)
    return cast.resident


async def opened(town: Town, cast: Cast, code: str, *texts: str, to: Json | None = None) -> Json:
    """The card in the group, and the member's alert."""
    card = await town.hears(cast.group, cast.resident, code, *texts, buttons=OPEN_BUTTONS, to=to)
    await town.hears(cast.member, cast.member, "您的网格有新隐患", code)
    return card


async def test_the_command_in_reply_to_a_neighbours_photo_reports_it(town: Town, cast: Cast) -> None:
    shown = await town.driver.photo(cast.group, cast.resident, picture("red"), caption="大家看看")
    neighbour = await town.person("周大爷")
    await town.driver.members(cast.group, neighbour, "add")
    await town.driver.text(cast.group, neighbour, f"/report {WORDS}", reply_to=shown["message_id"])
    await opened(town, cast, "H1", "疏散通道/安全出口堵塞", WORDS, "处置前1份", to=shown)


async def test_the_command_alone_asks_and_a_neighbours_reply_fills_the_card_in(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.group, cast.resident, "/report")
    card = await town.hears(cast.group, cast.resident, "H1", "请回复本消息", buttons=())
    await town.driver.photo(
        cast.group, cast.leader, picture("red"), caption="地下室灭火器坏了", reply_to=card["message_id"]
    )
    filled = await opened(town, cast, "H1", "消防设施损坏或缺失", "处置前1份")
    await town.settled()
    standing = [message["message_id"] for message in await town.driver.messages(cast.group, cast.resident)]
    assert filled["message_id"] in standing
    assert card["message_id"] not in standing  # it opened the reply line, so the card took its place


async def test_the_hashtag_at_the_end_reports_where_the_bot_may_read(town: Town, cast: Cast) -> None:
    await town.driver.members(cast.group, town.bot, "promote")
    await town.driver.photo(cast.group, cast.resident, picture("red"), caption="楼下电动车飞线充电 #隐患")
    await opened(town, cast, "H1", "电动自行车违规停放充电")


@pytest.mark.parametrize("kind", ["document", "video", "voice"])
async def test_evidence_of_every_kind_is_kept(town: Town, cast: Cast, kind: str) -> None:
    await town.driver.text(cast.group, cast.resident, "/report 应急灯不亮")
    card = await opened(town, cast, "H1")
    await town.driver.photo(
        cast.group, cast.resident, picture("red"), as_=kind, filename="evidence.bin", reply_to=card["message_id"]
    )
    await town.hears(cast.group, cast.resident, "H1", "处置前1份")
    await town.hears(cast.member, cast.member, "H1", "处置前1份")


async def test_a_place_in_reply_to_the_card_is_kept(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.group, cast.resident, "/report 应急灯不亮")
    card = await opened(town, cast, "H1")
    await town.driver.location(cast.group, cast.resident, 29.5, 106.5, reply_to=card["message_id"])
    await town.hears(cast.group, cast.resident, "H1", "处置前1份")
    await town.hears(cast.member, cast.member, "H1", "处置前1份")


async def test_a_photo_in_private_is_reported_by_one_press_and_names_nobody(town: Town, cast: Cast) -> None:
    person = await in_private(town, cast)
    await town.driver.photo(person, person, picture("red"))
    await town.hears(person, person, "要上报隐患吗", "一网格")
    await town.driver.text(person, person, WORDS)
    asked = await town.hears(person, person, WORDS, "照片等材料：1份", buttons=("提交上报", "其他网格", "不上报"))
    pressed = await town.driver.press(person, person, asked["message_id"], "提交上报")
    assert pressed["answer"]["text"] == "已提交，谢谢。"
    card = await opened(town, cast, "H1", WORDS, "处置前1份")
    assert "李秀英" not in words(card)
    assert "reply_to_message" not in card
    await town.hears(person, person, "您上报的隐患H1")
    await town.settled()
    standing = await town.driver.messages(person, person)
    assert not [message for message in standing if "要上报隐患吗" in words(message)]


async def test_the_link_invites_and_a_stranger_chooses_the_grid(town: Town, cast: Cast) -> None:
    stranger = await town.person("路人")
    await town.driver.open(stranger, start="report")
    invited = await town.hears(stranger, stranger, "请把隐患拍照发到这里", buttons=("不上报",))
    await town.driver.photo(stranger, stranger, picture("red"), caption=WORDS)
    asked = await town.hears(stranger, stranger, "隐患在哪里", buttons=("一网格", "二网格", "不上报"))
    assert asked["message_id"] != invited["message_id"]
    await town.driver.press(stranger, stranger, asked["message_id"], "一网格")
    ready = await town.hears(stranger, stranger, "网格：一网格")
    await town.driver.press(stranger, stranger, ready["message_id"], "提交上报")
    await opened(town, cast, "H1", WORDS)
    await town.hears(stranger, stranger, "您上报的隐患H1")


async def test_who_thinks_better_of_it_reports_nothing(town: Town, cast: Cast) -> None:
    person = await in_private(town, cast)
    await town.driver.photo(person, person, picture("red"))
    asked = await town.hears(person, person, "要上报隐患吗")
    await town.driver.press(person, person, asked["message_id"], "不上报")
    dropped = await town.hears(person, person, "这次没有上报", buttons=())
    assert dropped["message_id"] == asked["message_id"]


async def test_the_same_hazard_joins_the_original_and_both_reporters_hear_the_end(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    neighbour = await town.person("周大爷")
    await driver.members(group, neighbour, "add")
    await driver.photo(group, cast.resident, picture("red"), caption=f"/report {WORDS}")
    card = await opened(town, cast, "H1")
    second = await driver.photo(group, neighbour, picture("blue"), caption="/report 楼道又堆了纸箱")
    asked = await town.hears(group, cast.resident, "是否与H1", "为同一隐患", buttons=SAME, to=second)
    await driver.press(group, neighbour, asked["message_id"], SAME[0])
    await town.hears(group, cast.resident, "H2", "与H1为同一隐患", buttons=())
    whole = await town.hears(group, cast.resident, "H1", "H2: 楼道又堆了纸箱", "处置前2份")
    assert whole["message_id"] == card["message_id"]
    await town.hears(cast.member, cast.member, "H1", "处置前2份")

    await driver.press(group, cast.member, card["message_id"], "受理")
    await driver.photo(group, cast.member, picture("green"), caption="已清理", reply_to=card["message_id"])
    await town.hears(group, cast.resident, "H1", "处置前2份，处置后1份")
    await driver.press(group, cast.member, card["message_id"], "处置完成")
    review = await town.hears(cast.leader, cast.leader, "请复核", "H1")
    town.expect(*[part for part in await driver.messages(cast.leader, cast.leader) if part.get("media_group_id")])
    await driver.press(cast.leader, cast.leader, review["message_id"], "办结")
    await town.hears(group, cast.resident, "H1 已办结", buttons=())
    await town.hears(group, neighbour, "H2", "与H1", to=second)
    await town.hears(group, cast.resident, "是否满意")


async def test_another_hazard_of_the_kind_opens_by_a_press_or_by_itself(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await driver.text(group, cast.resident, f"/report {WORDS}")
    await opened(town, cast, "H1")
    await driver.text(group, cast.resident, "/report 3号楼楼道也堵了")
    asked = await town.hears(group, cast.resident, "H2", "是否与H1", buttons=SAME)
    await driver.press(group, cast.resident, asked["message_id"], SAME[1])
    await opened(town, cast, "H2", "3号楼楼道也堵了")
    await driver.text(group, cast.resident, "/report 二楼楼道也堵了")
    left = await town.hears(group, cast.resident, "H3", "10分钟内未答复", buttons=SAME)
    await town.later(10 * 60)
    card = await opened(town, cast, "H3", "二楼楼道也堵了")
    assert card["message_id"] == left["message_id"]


async def test_a_must_report_reaches_the_leader_alone_and_ends_with_got_it(town: Town, cast: Cast) -> None:
    said = await town.driver.text(cast.group, cast.resident, "/report 301房屋出租给王某一家三口")
    thanks = await town.hears(cast.group, cast.resident, "已收到，将由网格长联系。", to=said)
    assert "出租" not in words(thanks)
    told = await town.hears(cast.leader, cast.leader, "必报事项：房屋出租", "王某", buttons=("收到", "转为隐患"))
    await town.driver.press(cast.leader, cast.leader, told["message_id"], "收到")
    await town.hears(cast.leader, cast.leader, "谭远康已收到", buttons=())


async def test_a_must_report_that_nobody_takes_climbs_in_private(town: Town, cast: Cast) -> None:
    community = await town.person("马东宏", "19900000004")
    await town.claim(community)
    await town.driver.text(cast.group, cast.resident, "/report 新增困难对象一名")
    await town.hears(cast.group, cast.resident, "已收到，将由网格长联系。")
    await town.hears(cast.leader, cast.leader, "必报事项：新增困难对象")
    await town.later(24 * 3600)
    await town.hears(community, community, "必报事项：新增困难对象", buttons=("收到", "转为隐患"))


async def test_a_flood_is_slowed_with_one_word_and_confirmed_by_one_press(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    for number in range(1, 6):
        await driver.text(group, cast.resident, f"/report 第{number}处垃圾")
        await town.hears(group, cast.resident, f"H{number} ")
    for number in (6, 7):
        await driver.text(group, cast.resident, f"/report 第{number}处垃圾")
        slowed = await town.hears(group, cast.resident, f"还有{number - 5}条已保存", buttons=("立即上报",))
    await driver.press(group, cast.resident, slowed["message_id"], "立即上报")
    await town.hears(group, cast.resident, "您的上报已全部发出", buttons=())
    for number in (6, 7):
        await town.hears(group, cast.resident, f"H{number} ", f"第{number}处", buttons=OPEN_BUTTONS)
    town.expect(*await driver.messages(cast.member, cast.member))


async def test_my_reports_open_by_a_press_and_the_kind_is_corrected(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await driver.text(group, cast.resident, f"/report {WORDS}")
    await opened(town, cast, "H1", "疏散通道/安全出口堵塞")
    person = cast.resident
    await starts(town, person)
    await driver.text(person, person, "/my")
    mine = await town.hears(person, person, "您上报的隐患", buttons=("H1",))
    await driver.press(person, person, mine["message_id"], "H1")
    status = await town.hears(person, person, "H1", "上报隐患", buttons=("更正",))
    await driver.press(person, person, status["message_id"], "更正")
    choices = await town.hears(person, person, "请点选正确的类别或等级")
    assert {"三合一/违规住人", "易燃易爆物品", "出租房隐患", "其他"} < set(labels(choices))
    await driver.press(person, person, choices["message_id"], "消防车通道占用")
    await town.hears(person, person, "您上报的隐患H1", "消防车通道占用")
    await town.hears(group, person, "H1", "消防车通道占用")
    await town.hears(cast.member, cast.member, "H1", "消防车通道占用")
