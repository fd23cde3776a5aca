"""The review, and what people felt about it: the missing photo, the late one, sent back, not satisfied."""

from typing import Any

import pytest

from tests.journeys.conftest import Cast, put_right
from tests.journeys.town import Json, Town, labels, picture, words

REPORT = "/report 3号楼二楼楼道堆满杂物，堵住消防通道"
REVIEWING = ("办结", "退回", "查看全部材料")


async def accepted(town: Town, cast: Cast, act: str = "受理") -> Json:
    await town.driver.photo(cast.group, cast.resident, picture("red"), caption=REPORT)
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    await town.driver.press(cast.group, cast.member, card["message_id"], act)
    return await town.hears(cast.group, cast.resident, "H1", "已受理")


async def reviewed_without_photo(town: Town, cast: Cast, card: Json) -> Json:
    await put_right(town, cast, card)
    shown = await town.hears(cast.leader, cast.leader, "H1 处置前照片（无处置后照片）")
    assert shown["photo"]
    return await town.hears(cast.leader, cast.leader, "请复核", "⚠️ 无处置后照片", buttons=REVIEWING)


@pytest.mark.long
async def test_a_photo_that_comes_late_reaches_the_reviewer_and_the_review_no_longer_misses_it(
    town: Town, cast: Cast
) -> None:
    card = await accepted(town, cast)
    review = await reviewed_without_photo(town, cast, card)
    await town.driver.photo(cast.group, cast.member, picture("green"), caption="已清理", reply_to=card["message_id"])
    await town.hears(cast.group, cast.resident, "处置前1份，处置后1份")
    await town.later(5)
    late = await town.hears(cast.leader, cast.leader, "H1 补发的处置后照片", to=review)
    assert late["photo"]
    stands = await town.hears(cast.leader, cast.leader, "请复核", "处置后1份", buttons=REVIEWING)
    assert stands["message_id"] == review["message_id"]
    assert "无处置后照片" not in words(stands)
    await town.driver.press(cast.leader, cast.leader, stands["message_id"], "查看全部材料")
    await town.settled()
    copies = [each for each in await town.driver.messages(cast.leader, cast.leader) if words(each) == "H1"]
    assert len(copies) == 2
    town.expect(*copies)


@pytest.mark.long
async def test_an_album_that_comes_late_is_shown_once(town: Town, cast: Cast) -> None:
    card = await accepted(town, cast)
    await reviewed_without_photo(town, cast, card)
    await town.driver.album(
        cast.group, cast.member, [picture("green"), picture("blue")], caption="已清理", reply_to=card["message_id"]
    )
    await town.hears(cast.group, cast.resident, "处置前1份，处置后2份")
    await town.later(5)
    await town.settled()
    said = await town.driver.messages(cast.leader, cast.leader)
    album = [each for each in said if each.get("media_group_id")]
    assert [words(each) for each in album] == ["H1 补发的处置后照片", ""]
    town.expect(*album)
    await town.hears(cast.leader, cast.leader, "请复核", "处置后2份")


async def test_what_is_sent_back_says_on_the_card_why_and_to_whom_and_wants_a_photo_anew(
    town: Town, cast: Cast
) -> None:
    card = await accepted(town, cast)
    await town.driver.photo(cast.group, cast.member, picture("green"), caption="已清理", reply_to=card["message_id"])
    await town.hears(cast.group, cast.resident, "处置后1份")
    await town.driver.press(cast.group, cast.member, card["message_id"], "处置完成")
    review = await town.hears(cast.leader, cast.leader, "请复核", buttons=REVIEWING)
    town.expect(*[each for each in await town.driver.messages(cast.leader, cast.leader) if "处置前后" in words(each)])
    await town.driver.press(cast.leader, cast.leader, review["message_id"], "退回")
    question = await town.hears(cast.leader, cast.leader, "为什么退回")
    await town.driver.press(cast.leader, cast.leader, question["message_id"], "照片不清")
    back = await town.hears(cast.group, cast.resident, "已受理", "↩️ 谭远康退回给傅勇，理由：照片不清")
    assert words(back).index("处置时限") < words(back).index("退回") < words(back).index("类别")
    told = await town.hears(cast.member, cast.member, "已退回", "谭远康退回给傅勇，理由：照片不清")
    assert words(told).count("理由") == 1 + words(told).count("谭远康退回：")
    asked = await town.driver.press(cast.group, cast.member, card["message_id"], "处置完成")
    assert "还没有整改后的照片" in asked["answer"]["text"]
    await town.hears(cast.group, cast.resident, "请回复本消息发送照片")
    await town.driver.press(cast.group, cast.member, card["message_id"], "确认：处置完成，无照片")
    await town.hears(cast.leader, cast.leader, "请复核", "⚠️ 退回后无处置后照片")
    await town.settled()
    town.expect(*await town.driver.messages(cast.leader, cast.leader))


@pytest.mark.long
async def test_who_closed_it_hears_that_the_reporter_is_not_satisfied_and_then_why(town: Town, cast: Cast) -> None:
    chief = await town.person("马东宏", "19900000004")
    await town.claim(chief)
    card = await accepted(town, cast)
    review = await reviewed_without_photo(town, cast, card)
    await town.driver.press(cast.leader, cast.leader, review["message_id"], "办结")
    asked = await town.hears(cast.group, cast.resident, "是否满意")
    await town.hears(cast.group, cast.resident, "H1 已办结")
    await town.driver.press(cast.group, cast.resident, asked["message_id"], "不满意")
    await town.hears(cast.group, cast.resident, "重新打开", "回复本消息")
    loud = await town.hears(cast.leader, cast.leader, "上报人对您处置或办结的隐患不满意", "H1 待受理")
    assert {"受理", "处置完成"} <= set(labels(loud))
    await town.hears(cast.member, cast.member, "上报人不满意", "H1 待受理")
    await town.hears(chief, chief, "上报人不满意", "H1 待受理")
    await town.driver.text(cast.group, cast.resident, "二楼还有一半没清", reply_to=asked["message_id"])
    for person, why in ((cast.leader, "您处置或办结"), (cast.member, "上报人不满意"), (chief, "上报人不满意")):
        await town.hears(person, person, why, "上报人补充：二楼还有一半没清")
    await town.settled()
    told = await standing(town, cast.leader, "您处置或办结")
    assert [each["message_id"] > loud["message_id"] for each in told] == [True]
    await town.driver.text(cast.group, cast.resident, "三楼也是", reply_to=asked["message_id"])
    edited = await town.hears(cast.leader, cast.leader, "上报人补充：三楼也是")
    assert edited["message_id"] == told[0]["message_id"]
    for person in (cast.member, chief):
        await town.hears(person, person, "上报人补充：三楼也是")


async def standing(town: Town, chat: int, text: str) -> list[dict[str, Any]]:
    return [each for each in await town.driver.messages(chat, chat) if text in words(each)]


async def test_who_is_on_site_stands_on_the_card(town: Town, cast: Cast) -> None:
    card = await accepted(town, cast, "已到场")
    assert f"📍 {words(card).split('上报时间：')[1][:11]} 傅勇已到场" in words(card)
    await town.driver.press(cast.group, cast.leader, card["message_id"], "已到场")
    await town.hears(cast.group, cast.resident, "傅勇已到场", "谭远康已到场", "受理人：傅勇")
