"""A call for help, from the first word to the outcome."""

from typing import Any

import pytest

from models.grids.tables import Purpose
from tests.journeys.calls import CARD, FINDINGS, FOUND, GOING, ends
from tests.journeys.conftest import Cast, put_right
from tests.journeys.town import Town, labels, picture, words

SPOT = (29.3405, 105.9005)


async def test_a_call_in_the_group_is_answered_gone_to_and_closed(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    second = await town.person("陈明梅", "19900000008")
    await driver.members(group, second, "add")
    await town.claim(second)
    await driver.text(group, cast.resident, "/sos@wangge_bot 3号楼502着火了")
    card = await town.hears(group, cast.resident, "S1", "求助中", "3号楼502着火了", buttons=CARD)
    assert words(card).splitlines()[0].startswith("请立即拨打119！")
    assert "李秀英" not in words(card)
    for person in (cast.member, second):
        await town.hears(person, person, "紧急求助", "S1", "李秀英", buttons=GOING)
    await town.hears(cast.leader, cast.leader, "紧急求助", "S1")

    refused = await driver.press(group, cast.resident, card["message_id"], "前往")
    assert refused["answer"]["show_alert"]
    assert "为了您的安全" in refused["answer"]["text"]
    await driver.press(group, cast.member, card["message_id"], "前往")
    await town.hears(group, cast.resident, "有人前往", "傅勇")
    alarm = await town.hears(second, second, "有人前往", "傅勇", buttons=FOUND)
    await driver.press(second, second, alarm["message_id"], "已到场")
    seen = await town.hears(
        cast.leader, cast.leader, "已到场", "🏃 傅勇", "📍 陈明梅", buttons=("我也前往", "我也已到场", *FINDINGS)
    )

    await driver.press(second, second, alarm["message_id"], "人员伤病")
    await town.hears(
        group, cast.resident, "伤病情况已确认", "请立即拨打119！", buttons=("我也前往", "我也已到场", "误报")
    )
    known = await town.hears(cast.leader, cast.leader, "伤病情况已确认", "人员伤病（陈明梅")
    assert known["message_id"] == seen["message_id"]
    await ends(town, second, alarm, "人员已救治")
    over = await town.hears(group, cast.resident, "已结束", "人员已救治（陈明梅", "感谢")
    assert over["message_id"] == card["message_id"]
    assert labels(over) == []
    ended = await town.hears(cast.leader, cast.leader, "已结束", "人员伤病", buttons=("撤销，继续处置",))
    assert ended["message_id"] == seen["message_id"]
    await town.hears(cast.member, cast.member, "处置结束", "S1")
    late = await driver.press(cast.leader, cast.leader, ended["message_id"], data="sos:smoke:1")
    assert "陈明梅已先反馈" in late["answer"]["text"]


async def test_a_false_alarm_is_told_to_everybody_who_was_told(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await driver.text(group, cast.resident, "/report 楼道起火了，快来救火")
    card = await town.hears(group, cast.resident, "请立即拨打119！", "S1", buttons=CARD)
    await town.hears(group, cast.resident, "H1")
    for person in (cast.member, cast.leader):
        await town.hears(person, person, "紧急求助", "S1")
    await driver.press(group, cast.member, card["message_id"], "误报")
    question = await town.hears(group, cast.resident, "确认结束S1：误报？", buttons=("确认：误报", "未结束，继续处置"))
    refused = await driver.press(group, cast.resident, question["message_id"], "确认：误报")
    assert refused["answer"]["show_alert"]
    await driver.press(group, cast.member, question["message_id"], "确认：误报")
    await town.hears(group, cast.resident, "警报解除", "S1")
    await town.hears(cast.leader, cast.leader, "警报解除", "S1")
    await town.hears(cast.member, cast.member, "S1", "误报")
    await town.hears(cast.leader, cast.leader, "请复核", "H1", buttons=("办结", "退回", "查看全部材料"))


@pytest.mark.long
async def test_whatever_is_added_reaches_those_who_go_also_those_who_go_later(town: Town, cast: Cast) -> None:
    driver, group, leader = town.driver, cast.group, cast.leader
    await driver.photo(group, cast.resident, picture("red"), caption="/sos@wangge_bot 3号楼着火了")
    card = await town.hears(group, cast.resident, "S1", "求助中", buttons=CARD)
    await town.hears(cast.member, cast.member, "紧急求助", "S1")
    alarm = await town.hears(leader, leader, "紧急求助", "S1", buttons=GOING)
    await driver.press(group, cast.member, card["message_id"], "前往")
    await town.hears(leader, leader, "有人前往")
    for as_, words_ in (("voice", ""), ("video", "火在三楼"), ("photo", "")):
        how = {"caption": words_} if words_ else {}
        await driver.photo(group, cast.resident, picture("blue"), as_=as_, reply_to=card["message_id"], **how)
        passed = await town.hears(cast.member, cast.member, "S1 李秀英补充", words_)
        assert as_ in passed
    await driver.text(group, cast.resident, "楼上还有老人", reply_to=card["message_id"])
    await town.hears(cast.member, cast.member, "S1 李秀英补充", "楼上还有老人")
    told = ("补充照片、语音等材料3份，最近一份来自李秀英", "补充：楼上还有老人")
    alarm = await town.hears(leader, leader, *told, buttons=(*FOUND, "查看补充材料"))
    await driver.press(leader, leader, alarm["message_id"], "我也前往")
    for as_ in ("voice", "video", "photo"):
        assert as_ in await town.hears(leader, leader, "S1 李秀英补充")


async def test_a_fire_that_a_leader_called_a_false_alarm_by_mistake_is_a_hazard_again(town: Town, cast: Cast) -> None:
    driver, group, leader = town.driver, cast.group, cast.leader
    await driver.text(group, cast.resident, "/report 楼道起火了，快来救火")
    await town.hears(group, cast.resident, "请立即拨打119！", "S1", buttons=CARD)
    await town.hears(group, cast.resident, "H1", "待受理 · 紧急")
    await town.hears(cast.member, cast.member, "紧急求助", "S1")
    alarm = await town.hears(leader, leader, "紧急求助", "S1")
    await ends(town, leader, alarm, "误报")
    await town.settled()
    await town.hears(group, cast.resident, "H1 不属实 · 紧急")
    await town.hears(group, cast.resident, "警报解除", "S1")
    await town.hears(cast.member, cast.member, "警报解除", "S1")
    undo = await town.hears(leader, leader, "S1", "误报", "分钟内可撤销", buttons=("撤销，继续处置",))
    await driver.press(leader, leader, undo["message_id"], "撤销，继续处置")
    await town.hears(group, cast.resident, "H1", "待受理 · 紧急")
    await town.hears(group, cast.resident, "H1已重新打开")
    await town.hears(group, cast.resident, "险情尚未结束", "S1")
    await town.hears(cast.member, cast.member, "险情尚未结束", "S1", buttons=(*GOING, "查看隐患H1"))


async def test_a_call_in_private_is_placed_and_seen_by_those_who_come(town: Town, cast: Cast) -> None:
    driver, caller = town.driver, cast.resident
    await driver.text(cast.group, caller, "/help@wangge_bot")
    await town.hears(cast.group, caller, "/report")
    await driver.open(caller, start="")
    await town.hears(caller, caller, "您好")
    await driver.text(caller, caller, "/sos")
    await town.hears(caller, caller, "请立即拨打119！", "湿毛巾", "发送位置")
    keyboard: dict[str, Any] = (await driver.view(caller, caller))["keyboard"]
    assert keyboard["keyboard"][0][0]["request_location"]
    await town.hears(caller, caller, "S1", "求助中")
    card = await town.hears(cast.group, cast.leader, "请立即拨打119！", "S1", buttons=GOING)
    await town.hears(cast.member, cast.member, "紧急求助", "S1")
    await town.hears(cast.leader, cast.leader, "紧急求助", "S1")

    await driver.location(caller, caller, *SPOT)
    await town.hears(caller, caller, "已收到您的位置")
    placed = await town.hears(cast.member, cast.member, "位置已确认", "北纬29.340500", buttons=(*GOING, "打开地图"))
    await town.hears(cast.leader, cast.leader, "位置已确认")
    standing = {each["message_id"]: each for each in await driver.messages(cast.group, cast.leader)}
    assert "29.34" not in words(standing[card["message_id"]])
    await driver.press(cast.member, cast.member, placed["message_id"], "前往")
    await town.hears(caller, caller, "S1", "傅勇", "前往")
    await town.hears(cast.member, cast.member, "有人前往", buttons=(*FOUND, "打开地图"))
    await driver.press(cast.member, cast.member, placed["message_id"], "人员伤病")
    await town.hears(caller, caller, "S1", "伤病情况已确认")
    await ends(town, cast.member, placed, "人员已救治")
    await town.hears(caller, caller, "感谢您及时求助", "人员伤病", "人员已救治")
    await town.hears(caller, caller, "S1", "已结束")
    await town.hears(cast.leader, cast.leader, "S1", "已结束", "人员伤病")


async def test_a_call_from_nowhere_is_told_to_whoever_can_be_reached(town: Town, cast: Cast) -> None:
    driver, caller = town.driver, await town.person("路人")
    await driver.text(caller, caller, "救命，着火了")
    await town.hears(caller, caller, "请立即拨打119！")
    await town.hears(caller, caller, "尚不知道您所在的网格")
    alarm = await town.hears(cast.leader, cast.leader, "所属网格未知", "路人")
    await driver.press(cast.leader, cast.leader, alarm["message_id"], "前往")
    await town.hears(caller, caller, "谭远康")


@pytest.mark.long
async def test_when_nobody_comes_all_hear_it_again_and_the_outcome_is_asked_until_given(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    street = await town.person("曹林文", "19900000001")
    await town.claim(street)
    chat = await town.group("一网格负责人群", cast.leader)
    await driver.open(cast.leader, startgroup=await town.code(Purpose.LEADERS), chat=chat)
    await town.hears(chat, cast.leader, "已绑定")
    await driver.text(group, cast.resident, "/sos@wangge_bot 演练：3号楼起火")
    card = await town.hears(group, cast.resident, "【演练】真实火情请立即拨打119！", "S1")
    for place, reader in ((cast.member, cast.member), (chat, cast.leader), (street, street)):
        await town.hears(place, reader, "【演练】", "紧急求助", "S1")
    waited = 0
    for minutes in (2, 5, 10, 20):
        await town.later(60 * (minutes - waited))
        waited = minutes
        for place, reader in ((cast.member, cast.member), (chat, cast.leader), (street, street)):
            await town.hears(place, reader, "【演练】", f"已{minutes}分钟无人前往", buttons=GOING)

    await driver.press(group, cast.member, card["message_id"], "前往")
    await town.hears(group, cast.resident, "傅勇")
    await town.later(600)
    question = await town.hears(cast.member, cast.member, "现场情况如何")
    await driver.text(cast.member, cast.member, "锅烧干了，已处理", reply_to=question["message_id"])
    question = await town.hears(cast.member, cast.member, "确认结束S1")
    await town.hears(chat, cast.leader, "锅烧干了，已处理", "有人前往")
    await driver.press(cast.member, cast.member, question["message_id"], "确认：火已扑灭")
    await town.hears(group, cast.resident, "S1", "已结束", "火已扑灭（傅勇")
    await town.hears(chat, cast.leader, "锅烧干了，已处理", "已结束")
    await town.hears(street, street, "S1", "已结束")


async def test_an_unbound_group_s_call_reaches_the_street(town: Town) -> None:
    street = await town.person("曹林文", "19900000001")
    await town.claim(street)
    caller = await town.person("路人")
    group = await town.unbound_group(caller)
    await town.driver.text(group, caller, "/sos@wangge_bot 着火了")
    await town.hears(group, caller, "请立即拨打119！", "尚未绑定网格", buttons=CARD)
    await town.hears(street, street, "紧急求助", "老乡群", buttons=GOING)


async def test_a_report_of_fire_in_an_unbound_group_reaches_the_street_too(town: Town) -> None:
    street = await town.person("曹林文", "19900000001")
    await town.claim(street)
    caller = await town.person("路人")
    group = await town.unbound_group(caller)
    await town.driver.text(group, caller, "/report@wangge_bot 2号楼着火了")
    await town.hears(group, caller, "请立即拨打119！", "2号楼着火了", buttons=CARD)
    await town.hears(street, street, "紧急求助", "老乡群", buttons=GOING)


@pytest.mark.long
async def test_who_goes_to_a_reported_fire_has_accepted_it_and_is_not_chased(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await driver.text(group, cast.resident, "/report 3号楼厨房着火了")
    card = await town.hears(group, cast.resident, "请立即拨打119！", "S1", buttons=CARD)
    await town.hears(group, cast.resident, "H1", "待受理 · 紧急")
    for person in (cast.member, cast.leader):
        await town.hears(person, person, "紧急求助", "S1")
    await driver.press(group, cast.member, card["message_id"], "前往")
    await town.hears(group, cast.resident, "S1", "有人前往", "傅勇")
    await town.hears(group, cast.resident, "H1", "已受理", "受理人：傅勇")
    for person in (cast.member, cast.leader):
        await town.hears(person, person, "S1", "有人前往")
    await town.later(600)
    question = await town.hears(cast.member, cast.member, "现场情况如何")
    await driver.text(cast.member, cast.member, "油锅起火，已扑灭，无人受伤", reply_to=question["message_id"])
    question = await town.hears(cast.member, cast.member, "确认结束S1：火已扑灭？")
    await driver.press(cast.member, cast.member, question["message_id"], "确认：火已扑灭")
    await town.hears(group, cast.resident, "S1", "已结束", "火已扑灭（傅勇")
    await town.hears(cast.leader, cast.leader, "S1", "已结束", "油锅起火，已扑灭，无人受伤")


async def test_two_fires_are_two_calls_and_what_the_caller_adds_in_private_is_seen(town: Town, cast: Cast) -> None:
    driver, group, caller = town.driver, cast.group, await town.person("王大妈")
    await driver.text(group, cast.resident, "/sos@wangge_bot 3号楼着火了")
    await town.hears(group, cast.resident, "S1", "3号楼着火了")
    await driver.members(group, caller, "add")
    await driver.text(group, caller, "/help@wangge_bot")
    await town.hears(group, caller, "/report")
    await driver.text(caller, caller, "/sos 5号楼着火了")
    await town.hears(caller, caller, "请立即拨打119！")
    await town.hears(caller, caller, "S2", "求助中")
    await town.hears(group, caller, "S2", "求助中")
    for person in (cast.member, cast.leader):
        await town.hears(person, person, "S1", "3号楼着火了")
        await town.hears(person, person, "S2", "5号楼着火了")
    await driver.text(caller, caller, "三楼还有老人")
    await town.hears(caller, caller, "S2：已补充")
    for person in (cast.member, cast.leader):
        await town.hears(person, person, "S2", "补充：三楼还有老人（王大妈）")


@pytest.mark.long
async def test_who_calls_once_more_is_heard_though_somebody_went_and_thinks_it_over(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await driver.text(group, cast.resident, "/report 3号楼厨房着火了")
    card = await town.hears(group, cast.resident, "请立即拨打119！", "S1", buttons=CARD)
    hazard = await town.hears(group, cast.resident, "H1", "待受理 · 紧急")
    for person in (cast.member, cast.leader):
        await town.hears(person, person, "紧急求助", "S1")
    await driver.press(group, cast.member, card["message_id"], "前往")
    await town.hears(group, cast.resident, "H1", "已受理", "受理人：傅勇")
    await put_right(town, cast, hazard)
    await town.hears(group, cast.resident, "H1", "待复核")
    await town.hears(cast.leader, cast.leader, "请复核", "H1")
    await town.later(300)
    await driver.text(group, cast.resident, "/sos@wangge_bot 3号楼又着火了")
    await town.hears(group, cast.resident, "已有人求助", "S1")
    await town.hears(cast.member, cast.member, "又有人求助", "S1", buttons=FOUND)
    alarm = await town.hears(cast.leader, cast.leader, "又有人求助", "3号楼又着火了", buttons=(*FOUND, "查看隐患H1"))
    await driver.press(cast.leader, cast.leader, alarm["message_id"], "我也前往")
    await town.hears(group, cast.resident, "S1", "🏃 谭远康")
    await driver.press(cast.leader, cast.leader, alarm["message_id"], "真实火情")
    await town.hears(group, cast.resident, "S1", "🔴 火情已确认", "真实火情（谭远康")
    await town.hears(cast.member, cast.member, "🔴 火情已确认！", "S1")
    await ends(town, cast.leader, alarm, "火已扑灭")
    await town.hears(group, cast.resident, "S1", "已结束", "火已扑灭（谭远康", "感谢")
    await town.hears(group, cast.resident, "处置结束", "S1")
    await town.hears(cast.member, cast.member, "处置结束", "S1")
    await town.hears(cast.member, cast.member, "S1", "已结束", "火已扑灭")
