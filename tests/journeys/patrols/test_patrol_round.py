"""On patrol: one card a round, together or alone, in groups that the bot hears and in those it does not, in private."""

from typing import Any

import pytest

from models.patrols.tables import LiveTrack, PatrolPerson, PatrolRound, PatrolStop, RoundEnd, TrackEnd
from tests.journeys.conftest import Cast
from tests.journeys.town import Json, Town, labels, picture, rows

HOUR, MINUTE = 3600, 60
BUTTONS = ("打卡", "签退", "一起巡查", "私聊打卡", "📣 喊话")


@pytest.mark.long
async def test_two_people_on_one_round_in_a_group_that_the_bot_hears(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await driver.members(group, town.bot, "promote")
    await driver.text(group, cast.member, "/checkout")
    await town.hears(group, cast.member, "没有进行中的巡查")
    await driver.photo(group, cast.member, picture("red"), caption="/checkin 重点 3号楼")
    card = await town.hears(group, cast.member, "巡查中 · 重点巡查", "傅勇，", "3号楼（照片或附件）", buttons=BUTTONS)
    await town.later(20 * MINUTE)
    await driver.text(group, cast.member, "/checkin 5号楼")
    again = await town.hears(group, cast.member, "5号楼")
    assert again["message_id"] == card["message_id"]
    joined = await driver.press(group, cast.leader, card["message_id"], "一起巡查")
    assert "已加入" in joined["answer"]["text"]
    await town.hears(group, cast.leader, "谭远康，")
    refused = await driver.press(group, cast.resident, card["message_id"], "打卡")
    assert "您不在这次巡查中" in refused["answer"]["text"]
    await town.later(20 * MINUTE)
    out = await driver.press(group, cast.member, card["message_id"], "签退")
    assert "本次巡查40分钟" in out["answer"]["text"]
    await town.hears(group, cast.member, "巡查中", "傅勇，09:", "谭远康，")
    await driver.text(group, cast.leader, "/checkout")
    await town.hears(cast.leader, cast.leader, "本次巡查20分钟")
    over = await town.hears(group, cast.member, "巡查结束 · 重点巡查", buttons=())
    assert over["message_id"] == card["message_id"]
    assert [stop.words for stop in await rows(town, PatrolStop)] == ["3号楼", "5号楼"]


async def test_where_the_bot_is_told_of_commands_and_replies_alone(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    await driver.text(group, cast.member, "/checkin")
    card = await town.hears(group, cast.member, "巡查中", "回复本消息发照片或位置", buttons=BUTTONS)
    await driver.location(group, cast.member, 29.356, 105.927)  # does not arrive
    await driver.photo(group, cast.member, picture("blue"), caption="东门", reply_to=card["message_id"])
    await town.hears(group, cast.member, "东门（照片或附件）")
    await driver.location(group, cast.member, 29.356, 105.927, reply_to=card["message_id"])
    await town.hears(group, cast.member, "（地图位置）")
    await driver.open(cast.member, start="checkin")
    asked = await town.hears(cast.member, cast.member, "请点下方")
    await driver.location(cast.member, cast.member, 29.356, 105.927, reply_to=asked["message_id"])
    added = await town.hears(cast.member, cast.member, "第4处：手机定位", buttons=("撤销", "上报为隐患"))
    await town.hears(group, cast.member, "（手机定位）")
    await driver.press(cast.member, cast.member, added["message_id"], "撤销")
    await town.hears(cast.member, cast.member, "已撤销", buttons=())
    await town.settled()
    [shown] = [each for each in await driver.messages(group) if each["message_id"] == card["message_id"]]
    assert "手机定位" not in shown["text"]
    town.expect(shown)


@pytest.mark.long
async def test_a_live_location_in_private_that_ends(town: Town, cast: Cast) -> None:
    driver, member = town.driver, cast.member
    await driver.text(member, member, "/checkin")
    card = await town.hears(member, member, "巡查中", "一网格", buttons=("打卡", "签退", "📣 喊话"))
    sent = await driver.location(member, member, 29.356, 105.927)
    await town.hears(member, member, "第2处：地图位置")
    await town.hears(member, member, "（地图位置）")
    await town.bring({"update_id": 1_000_000_001, "message": live(sent, 0, 901)})
    await town.hears(member, member, "保留30天", "里程和时长")
    await town.hears(member, member, "第3处：实时位置")
    await town.hears(member, member, "（实时位置）")
    for minute in (1, 2):
        await town.later(MINUTE)
        await town.bring({"update_id": 1_000_000_001 + minute, "edited_message": live(sent, minute, 901)})
    await town.later(16 * MINUTE)
    shown = await town.hears(member, member, "行走120米", "起无信号")
    assert shown["message_id"] == card["message_id"]
    [track] = await rows(town, LiveTrack)
    assert track.ended_how is TrackEnd.LOST
    await driver.press(member, member, card["message_id"], "签退")
    await town.hears(member, member, "巡查结束", buttons=())


def live(sent: Json, minute: int, message_id: int) -> Json:
    place: dict[str, Any] = {"latitude": 29.356 + minute * 60 / 111_195, "longitude": 105.927, "live_period": 3600}
    when = {"edit_date": sent["date"] + minute * MINUTE} if minute else {}
    return {**sent, **when, "message_id": message_id, "location": place}


async def test_a_round_left_open_ends_and_its_member_is_told(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.member, cast.member, "/checkin")
    await town.hears(cast.member, cast.member, "巡查中")
    await town.later(4 * HOUR + MINUTE)
    await town.hears(cast.member, cast.member, "已4小时没有打卡", "09:0")
    over = await town.hears(cast.member, cast.member, "巡查结束（未签退）", buttons=())
    assert labels(over) == []
    [ended] = await rows(town, PatrolRound)
    assert (ended.ended_at, ended.ended_how) == (ended.started_at, RoundEnd.LEFT_OPEN)


async def test_a_group_becomes_a_supergroup_in_mid_round(town: Town) -> None:
    leader, member = await town.person("谭远康", "19900000009"), await town.person("傅勇", "19900000007")
    old = await town.bound_group(leader, member, kind="group")
    await town.claim(member)
    await town.driver.text(old, member, "/checkin")
    await town.hears(old, member, "巡查中")
    await town.settled()
    new = (await town.driver.upgrade(old))["id"]
    await town.settled()
    await town.driver.text(new, member, "/checkin 后巷")
    card = await town.hears(new, member, "巡查中", "后巷", buttons=BUTTONS)
    await town.driver.press(new, member, card["message_id"], "签退")
    await town.hears(new, member, "巡查结束", buttons=())
    assert len(await rows(town, PatrolRound)) == 1


async def test_down_over_midnight_messages_count_when_they_were_sent(town: Town, cast: Cast) -> None:
    driver, member = town.driver, cast.member
    await town.later(14 * HOUR + 40 * MINUTE)  # 23:40
    await driver.text(member, member, "/checkin")
    await town.hears(member, member, "巡查中")
    await town.settled()
    await town.staff.halt("listen")
    await driver.advance(15 * MINUTE)
    await driver.text(member, member, "/checkin 西门")
    await driver.advance(15 * MINUTE)
    await driver.text(member, member, "/checkout")
    await driver.advance(6 * HOUR)
    town.staff.start("listen")
    await town.hears(member, member, "本次巡查", "打卡2处", "今日已巡查")
    await town.settled()
    [ended], [part] = await rows(town, PatrolRound), await rows(town, PatrolPerson)
    assert ended.ended_how is RoundEnd.CHECKED_OUT
    assert 1790 <= (part.left_at - part.joined_at).total_seconds() < 1900
    assert [stop.late for stop in await rows(town, PatrolStop)] == [False, True]
    town.expect(*await driver.messages(member, member))
