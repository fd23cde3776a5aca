"""A fire that is confirmed: loud, red until it is ended, asked about before that, and taken back."""

from dataclasses import dataclass
from typing import Any

import pytest

from models.grids.tables import Purpose
from tests.journeys.calls import CARD, FOUND, GOING, TOO, ends
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, words

ON_FIRE = ("我也前往", "已到场", "火已扑灭", "险情解除", "误报")


@dataclass
class Fire:
    """A call to which the member goes; `staff` are (chat, reader) of the leaders' chat, the street, a neighbour."""

    card: dict[str, Any]
    alarm: dict[str, Any]
    staff: list[tuple[int, int]]
    first: dict[int, dict[str, Any]]


async def a_fire(town: Town, cast: Cast) -> Fire:
    driver, group = town.driver, cast.group
    street, neighbour = await town.person("曹林文", "19900000001"), await town.person("彭春远", "19900000011")
    for person in (street, neighbour):
        await town.claim(person)
    chat = await town.group("一网格负责人群", cast.leader)
    await driver.open(cast.leader, startgroup=await town.code(Purpose.LEADERS), chat=chat)
    await town.hears(chat, cast.leader, "已绑定")
    await driver.text(group, cast.resident, "/sos@wangge_bot 3号楼502着火了")
    card = await town.hears(group, cast.resident, "S1", "求助中", buttons=CARD)
    staff = [(chat, cast.leader), (street, street), (neighbour, neighbour)]
    first = {place: await town.hears(place, reader, "紧急求助", "S1", buttons=GOING) for place, reader in staff}
    alarm = await town.hears(cast.member, cast.member, "紧急求助", "S1", buttons=GOING)
    await driver.press(cast.member, cast.member, alarm["message_id"], "前往")
    alarm = await town.hears(cast.member, cast.member, "有人前往", buttons=FOUND)
    return Fire(card, alarm, staff, first)


async def confirmed(town: Town, cast: Cast) -> Fire:
    fire = await a_fire(town, cast)
    await town.driver.press(cast.member, cast.member, fire.alarm["message_id"], "真实火情")
    for place, reader in fire.staff:
        loud = await town.hears(place, reader, "🔴 火情已确认！", "S1", "有人前往", buttons=ON_FIRE)
        assert loud["message_id"] > fire.first[place]["message_id"]
    heard = await town.hears(
        cast.group, cast.resident, "🔴 火情已确认！", "请立即从楼梯撤离", "请立即拨打119！", buttons=()
    )
    assert heard["message_id"] > fire.card["message_id"]
    assert "502" not in words(heard)
    await red(town, cast, fire)
    fire.alarm = await town.hears(cast.member, cast.member, "🔴 火情已确认", buttons=ON_FIRE)
    return fire


async def red(town: Town, cast: Cast, fire: Fire) -> None:
    """The card in the group says what to do, and bears the buttons to go."""
    told = ("请立即拨打119！", "立即从楼梯撤离，不乘电梯", "🔴 火情已确认", "有人前往")
    card = await town.hears(cast.group, cast.resident, *told, buttons=TOO)
    assert card["message_id"] == fire.card["message_id"]


async def over(town: Town, cast: Cast, fire: Fire) -> None:
    await town.hears(cast.group, cast.resident, "已结束", "火已扑灭（傅勇", "感谢")
    for place, reader in ((cast.group, cast.resident), *fire.staff):
        await town.hears(place, reader, "处置结束", "S1", "火已扑灭")


@pytest.mark.long
async def test_a_confirmed_fire_is_loud_stays_red_and_ends_after_a_question_and_may_be_taken_back(
    town: Town, cast: Cast
) -> None:
    fire, member = await confirmed(town, cast), cast.member
    question = await ends(town, member, fire.alarm, "火已扑灭")
    await over(town, cast, fire)
    undo = await town.hears(member, member, "S1", "火已扑灭", "分钟内可撤销", buttons=("撤销，继续处置",))
    assert undo["message_id"] == question["message_id"]
    await town.driver.press(member, member, undo["message_id"], "撤销，继续处置")
    for place, reader in fire.staff:
        await town.hears(place, reader, "险情尚未结束", "🔴 火情已确认", buttons=ON_FIRE)
    await town.hears(cast.group, cast.resident, "险情尚未结束", "请立即拨打119！", "S1")
    await red(town, cast, fire)
    await town.settled()
    await ends(town, member, fire.alarm, "火已扑灭")
    await over(town, cast, fire)


@pytest.mark.long
async def test_a_confirmed_fire_is_asked_about_until_it_is_over_and_words_alone_do_not_end_it(
    town: Town, cast: Cast
) -> None:
    fire, driver, member = await confirmed(town, cast), town.driver, cast.member
    await town.later(600)
    asked = await town.hears(member, member, "险情是否已解除", buttons=("火已扑灭", "险情解除", "误报"))
    await driver.text(member, member, "已扑灭，无人受伤", reply_to=asked["message_id"])
    question = await town.hears(member, member, "确认结束S1：火已扑灭？")
    street, reader = fire.staff[1]
    await town.hears(street, reader, "情况说明：已扑灭，无人受伤", buttons=ON_FIRE)
    await driver.press(member, member, question["message_id"], "确认：火已扑灭")
    await over(town, cast, fire)
    await town.hears(street, reader, "已结束", "情况说明：已扑灭，无人受伤")
    await town.later(1800)
    chat, leader = fire.staff[0]
    to_record = await town.hears(chat, leader, "火灾 F1", "求助 S1", buttons=("登记火灾", "不属火灾"))
    await town.settled()
    assert not [each for each in await driver.messages(member, member) if "险情是否已解除" in words(each)]
    await driver.press(chat, leader, to_record["message_id"], "不属火灾")
    await town.hears(chat, leader, "不属火灾，未作登记", buttons=())
