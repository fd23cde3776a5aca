"""Dealing with a hazard: on the spot, two at once, those who may not, sent back with a reason, what waits."""

import pytest

from tests.journeys.conftest import Cast, put_right
from tests.journeys.town import Json, Town, labels, picture, words

REPORT = "/report 3号楼二楼楼道堆满杂物，堵住消防通道"
CONFIRM = "确认：当场整改完成"
STAFF_ACTS = ("accept", "on_site", "done", "hand_up", "order", "dismiss", "duplicate", "transfer", "list", "close")


async def reported(town: Town, cast: Cast) -> Json:
    await town.driver.text(cast.group, cast.resident, REPORT)
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    return card


async def test_put_right_on_the_spot_takes_two_taps(town: Town, cast: Cast) -> None:
    card = await reported(town, cast)
    first = await town.driver.press(cast.group, cast.member, card["message_id"], "处置完成")
    assert first["answer"]["show_alert"]
    assert "如已当场整改完成" in first["answer"]["text"]
    asked = await town.hears(cast.group, cast.resident, "待受理", buttons=(CONFIRM, "受理", "已到场", "处置完成"))
    second = await town.driver.press(cast.group, cast.member, asked["message_id"], CONFIRM)
    assert "复核" in second["answer"]["text"]
    await town.hears(cast.group, cast.resident, "H1", "待复核", buttons=())
    await town.hears(cast.leader, cast.leader, "请复核", "H1")


async def test_with_a_photo_of_the_result_one_tap_is_enough(town: Town, cast: Cast) -> None:
    card = await reported(town, cast)
    await town.driver.photo(cast.group, cast.member, picture("green"), caption="已清理", reply_to=card["message_id"])
    await town.hears(cast.group, cast.resident, "处置后1份")
    pressed = await town.driver.press(cast.group, cast.member, card["message_id"], "处置完成")
    assert not pressed["answer"]["show_alert"]
    await town.hears(cast.group, cast.resident, "H1", "待复核")
    await town.hears(cast.leader, cast.leader, "请复核", "H1")
    await town.hears(cast.leader, cast.leader, "处置前后照片")


async def test_a_member_on_patrol_reports_and_puts_right_in_two_taps(town: Town, cast: Cast) -> None:
    await town.driver.photo(cast.group, cast.member, picture("red"), caption=REPORT)
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    alert = await town.hears(cast.member, cast.member, "H1", "待受理")
    await town.driver.press(cast.member, cast.member, alert["message_id"], "处置完成")
    alert = await town.hears(cast.member, cast.member, "H1", "待受理")
    assert labels(alert)[0] == CONFIRM
    await town.driver.press(cast.member, cast.member, alert["message_id"], CONFIRM)
    await town.hears(cast.group, cast.resident, "H1", "待复核")
    await town.hears(cast.leader, cast.leader, "请复核", "H1")
    await town.hears(cast.leader, cast.leader, "处置前照片")


async def test_of_two_at_once_the_second_learns_who_was_first(town: Town, cast: Cast) -> None:
    card = await reported(town, cast)
    first = await town.driver.press(cast.group, cast.member, card["message_id"], data="hz:accept:1")
    second = await town.driver.press(cast.group, cast.leader, card["message_id"], data="hz:accept:1")
    assert first["answer"]["text"] == "您已受理H1。"
    assert second["answer"]["show_alert"]
    assert "傅勇" in second["answer"]["text"]
    assert "已受理" in second["answer"]["text"]


@pytest.mark.parametrize("who", ["resident", "stranger"])
async def test_residents_and_strangers_are_refused_politely(town: Town, cast: Cast, who: str) -> None:
    """Each kind of button, on the card or brought along; only the kind may be corrected by who reported it."""
    card = await reported(town, cast)
    person, acts = cast.resident, [*STAFF_ACTS]
    if who == "stranger":
        person, acts = await town.person("路人"), [*STAFF_ACTS, "classify"]
        await town.driver.members(cast.group, person, "add")
    for act in acts:
        pressed = await town.driver.press(cast.group, person, card["message_id"], data=f"hz:{act}:1")
        assert pressed["answer"]["show_alert"], act
        assert "只有" in pressed["answer"]["text"], act
    await town.settled()
    [stands] = [m for m in await town.driver.messages(cast.group, cast.resident) if "H1" in words(m)]
    assert (words(stands), labels(stands)) == (words(card), labels(card))


async def test_what_is_sent_back_comes_to_the_doer_with_the_reason(town: Town, cast: Cast) -> None:
    card = await reported(town, cast)
    await town.driver.press(cast.group, cast.member, card["message_id"], "受理")
    await town.hears(cast.group, cast.resident, "H1", "已受理")
    await put_right(town, cast, card)
    await town.hears(cast.group, cast.resident, "H1", "待复核")
    review = await town.hears(cast.leader, cast.leader, "请复核")
    await town.driver.press(cast.leader, cast.leader, review["message_id"], "退回")
    question = await town.hears(cast.leader, cast.leader, "为什么退回", buttons=("未整改", "照片不清", "取消"))
    await town.driver.press(cast.leader, cast.leader, question["message_id"], "未整改")
    await town.hears(cast.member, cast.member, "退回", "理由：未整改", "H1")
    await town.hears(cast.group, cast.resident, "H1", "已受理")


async def test_duty_lists_what_waits_and_opens_it_in_full(town: Town, cast: Cast) -> None:
    await reported(town, cast)
    await town.driver.text(cast.group, cast.resident, "/report 燃气软管老化漏气")
    await town.hears(cast.group, cast.resident, "H2", "待受理")
    await town.hears(cast.member, cast.member, "H2")
    await town.hears(cast.leader, cast.leader, "H2")
    await town.driver.text(cast.member, cast.member, "/duty")
    listed = await town.hears(cast.member, cast.member, "有2件隐患待您处理")
    assert words(listed).index("H2") < words(listed).index("H1")
    assert [label.split()[0] for label in labels(listed)] == ["H2", "H1", "☑"]
    await town.driver.press(cast.member, cast.member, listed["message_id"], labels(listed)[1])
    opened = await town.hears(cast.member, cast.member, "H1", "堆满杂物")
    assert "受理" in labels(opened)


@pytest.mark.long
async def test_duty_opens_calls_for_help_and_what_a_leader_has_to_take_note_of(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.group, cast.resident, "/report 301房屋出租给王某一家三口")
    await town.hears(cast.group, cast.resident, "已收到")
    await town.hears(cast.leader, cast.leader, "必报事项：房屋出租")
    await town.driver.text(cast.group, cast.resident, "/sos@wangge_bot 3号楼502着火了")
    card = await town.hears(cast.group, cast.resident, "S1", "求助中")
    for person in (cast.member, cast.leader):
        await town.hears(person, person, "紧急求助", "S1")
    await town.driver.text(cast.leader, cast.leader, "/duty")
    listed = await town.hears(cast.leader, cast.leader, "S1", "有1件必报事项待您收悉")
    assert labels(listed) == ["查看求助S1", "房屋出租"]
    await town.driver.press(cast.leader, cast.leader, listed["message_id"], "房屋出租")
    mandatory_report = await town.hears(cast.leader, cast.leader, "必报事项：房屋出租", buttons=("收到", "转为隐患"))
    await town.driver.press(cast.leader, cast.leader, mandatory_report["message_id"], "收到")
    await town.hears(cast.leader, cast.leader, "必报事项：房屋出租", buttons=())
    await town.driver.press(cast.leader, cast.leader, listed["message_id"], "查看求助S1")
    alarm = await town.hears(cast.leader, cast.leader, "紧急求助", "S1")
    await town.driver.press(cast.leader, cast.leader, alarm["message_id"], "前往")
    await town.hears(cast.group, cast.resident, "有人前往", "谭远康")
    await town.driver.press(cast.group, cast.member, card["message_id"], "误报")
    question = await town.hears(cast.group, cast.resident, "确认结束S1：误报？")
    await town.driver.press(cast.group, cast.member, question["message_id"], "确认：误报")
    await town.hears(cast.group, cast.resident, "警报解除", "S1")
    await town.hears(cast.leader, cast.leader, "警报解除", "S1")
    await town.settled()
    over = await town.driver.messages(cast.leader, cast.leader)
    assert len([each for each in over if "S1" in words(each) and "警报解除" in words(each)]) == 1


async def test_duty_in_a_group_gives_counts_alone(town: Town, cast: Cast) -> None:
    await reported(town, cast)
    await town.driver.text(cast.group, cast.resident, "/duty@wangge_bot")
    counts = await town.hears(cast.group, cast.resident, "1件隐患在办", "待受理1")
    assert labels(counts) == []
    assert "杂物" not in words(counts)
    await town.driver.open(cast.resident, start="")
    await town.hears(cast.resident, cast.resident, "您好")
    await town.driver.text(cast.resident, cast.resident, "/duty")
    await town.hears(cast.resident, cast.resident, "没有岗位")
