"""A notice of rectification is looked at before it is issued; afterwards it is corrected or voided under its number."""

import pytest

from tests.journeys.conftest import Cast, put_right
from tests.journeys.ordering import PARTY, PLACE, label, number, ordered, paper, previewed
from tests.journeys.town import Json, Town, labels, words

CHANGES = ("改责任单位", "改期限", "改地点", "改隐患情况")


async def standing(town: Town, person: int, button: str) -> Json:
    await town.settled()
    return next(each for each in reversed(await town.driver.messages(person, person)) if button in labels(each))


async def scans(town: Town, notice: Json, person: int) -> None:
    await town.driver.open(person, start=paper(town, notice).links[0].partition("start=")[2])


@pytest.mark.long
async def test_what_will_be_printed_is_shown_and_changed_before_anything_is_issued(town: Town, cast: Cast) -> None:
    driver, leader = town.driver, cast.leader
    shown = await previewed(town, cast)
    assert labels(shown) == ["确认签发", *CHANGES, "取消"]
    for said in (
        "签发时编定",
        PLACE,
        "堆满杂物",
        "清除疏散通道",
        "谭远康 19900000009",
        "1张",
    ):
        assert said in words(shown)
    await driver.press(leader, leader, shown["message_id"], "改责任单位")
    asked = await town.hears(leader, leader, "请回复", f"现为：{PARTY}", buttons=("保持不变", "取消"))
    await driver.press(leader, leader, asked["message_id"], "保持不变")
    shown = await town.hears(leader, leader, "确认前不签发", PARTY)
    await driver.press(leader, leader, shown["message_id"], "改隐患情况")
    asked = await town.hears(leader, leader, "隐患情况怎么写", "现为")
    await driver.text(leader, leader, "二楼楼道堆放纸箱等可燃物", reply_to=asked["message_id"])
    shown = await town.hears(leader, leader, "确认前不签发", "二楼楼道堆放纸箱等可燃物")
    await driver.press(leader, leader, shown["message_id"], "确认签发")
    await town.hears(cast.group, cast.resident, "H1", "整改中")
    notice = await town.hears(leader, leader, f"{number(town)}", "一式两份")
    await town.hears(cast.member, cast.member, f"{number(town)}", "一式两份")
    await town.hears(cast.member, cast.member, "H1", "整改中")
    await town.hears(leader, leader, "H1", "整改中")
    assert "二楼楼道堆放纸箱等可燃物" in paper(town, notice).text


async def test_what_is_dropped_was_never_issued_and_takes_no_number(town: Town, cast: Cast) -> None:
    driver, leader = town.driver, cast.leader
    shown = await previewed(town, cast)
    pressed = await driver.press(leader, leader, shown["message_id"], "取消")
    assert "已取消" in pressed["answer"]["text"]
    await town.settled()
    card = next(each for each in await driver.messages(cast.group, cast.resident) if "H1" in words(each))
    assert "待受理" in words(card)
    again = await driver.press(leader, leader, shown["message_id"], data=_confirm(shown))
    assert again["answer"]["text"]


@pytest.mark.long
async def test_a_preview_that_somebody_was_faster_than_says_so_kindly(town: Town, cast: Cast) -> None:
    driver, leader = town.driver, cast.leader
    shown = await previewed(town, cast)
    card = next(each for each in await driver.messages(cast.group, cast.resident) if "处置完成" in labels(each))
    await driver.press(cast.group, cast.member, card["message_id"], "受理")
    await town.hears(cast.group, cast.resident, "H1", "已受理")
    await put_right(town, cast, card)
    await town.hears(cast.group, cast.resident, "H1", "待复核")
    await town.hears(leader, leader, "请复核")
    await town.hears(leader, leader, "处置前照片")
    pressed = await driver.press(leader, leader, shown["message_id"], "确认签发")
    assert "傅勇" in pressed["answer"]["text"]
    await town.settled()


@pytest.mark.long
async def test_a_correction_keeps_the_number_and_voids_the_paper_before_it(town: Town, cast: Cast) -> None:
    notice = await ordered(town, cast)
    driver, leader, owner = town.driver, cast.leader, await town.person("物业经理")
    button = await standing(town, leader, "更正通知书")
    await driver.press(leader, leader, button["message_id"], "更正通知书")
    asked = await town.hears(leader, leader, "为什么更正")
    await driver.text(leader, leader, "单位名称有误", reply_to=asked["message_id"])
    shown = await town.hears(leader, leader, f"更正整改通知书{number(town)}", "请按要更正的一项")
    pressed = await driver.press(leader, leader, shown["message_id"], "确认更正")
    assert "还没有改动" in pressed["answer"]["text"]
    await driver.press(leader, leader, shown["message_id"], "改责任单位")
    asked = await town.hears(leader, leader, "请回复", "现为")
    await driver.text(leader, leader, "望城物业有限公司", reply_to=asked["message_id"])
    shown = await town.hears(leader, leader, "✏️ 责任单位（人）：望城物业有限公司", f"原为：{PARTY}")
    await driver.press(leader, leader, shown["message_id"], "确认更正")
    for person in (leader, cast.member):
        anew = await town.hears(person, person, f"{number(town)}", "已更正：责任单位（人）", "望城物业有限公司")
        assert f"{number(town)}（更正）" in paper(town, anew).text
        assert "更正理由：单位名称有误" in paper(town, anew).text
        await town.hears(person, person, f"{number(town)}", "本通知书作废：已于")
        await town.hears(person, person, "H1", f"更正整改通知书{number(town)}：单位名称有误")
    await scans(town, notice, owner)
    said = await town.hears(owner, owner, "您扫的这份通知书已作废", "更正：责任单位（人）")
    assert "物业有限公司" not in words(said)
    await scans(town, anew, owner)
    await town.hears(owner, owner, "最新的一份", "更正：责任单位（人）")
    await scans(town, notice, cast.member)
    await town.hears(cast.member, cast.member, "您扫的这份通知书已作废")
    await town.hears(cast.member, cast.member, "H1", "望城物业有限公司")


@pytest.mark.long
async def test_a_voided_notice_is_void_in_the_chats_and_on_the_paper(town: Town, cast: Cast) -> None:
    notice = await ordered(town, cast)
    driver, leader, owner = town.driver, cast.leader, await town.person("物业经理")
    button = await standing(town, leader, "作废通知书")
    await driver.press(leader, leader, button["message_id"], "作废通知书")
    asked = await town.hears(leader, leader, "为什么作废")
    await driver.press(leader, leader, asked["message_id"], "责任单位有误")
    shown = await town.hears(leader, leader, f"确认作废整改通知书{number(town)}", "责任单位有误", "退回网格")
    assert labels(shown) == ["确认作废", "改理由", "取消"]
    pressed = await driver.press(leader, leader, shown["message_id"], "确认作废")
    assert "收回纸质通知书" in pressed["answer"]["text"]
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    void = await town.hears(leader, leader, f"{number(town)}", "作废，理由：责任单位有误")
    assert (void["message_id"], void["document"]) == (notice["message_id"], notice["document"])
    await town.hears(leader, leader, "H1", f"作废整改通知书{number(town)}：责任单位有误")
    await town.hears(cast.member, cast.member, f"{number(town)}", "作废，理由：责任单位有误")
    await town.hears(cast.member, cast.member, "整改通知书已作废", "理由：责任单位有误")
    await scans(town, notice, owner)
    await town.hears(owner, owner, "本通知书已于", "作废，不再执行。理由：责任单位有误")
    await driver.text(leader, leader, "/status H1")
    await town.hears(leader, leader, f"整改通知书{number(town)}已于", "作废，理由：责任单位有误")


@pytest.mark.long
async def test_after_a_void_nobody_is_reminded_and_the_next_notice_has_the_next_number(town: Town, cast: Cast) -> None:
    await ordered(town, cast)
    driver, leader = town.driver, cast.leader
    button = await standing(town, leader, "作废通知书")
    await driver.press(leader, leader, button["message_id"], "作废通知书")
    asked = await town.hears(leader, leader, "为什么作废")
    await driver.press(leader, leader, asked["message_id"], "重复签发")
    shown = await town.hears(leader, leader, "确认作废整改通知书")
    await driver.press(leader, leader, shown["message_id"], "确认作废")
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "整改通知书已作废")
    button = await standing(town, leader, "下达整改")
    await driver.press(leader, leader, button["message_id"], "下达整改")
    asked = await town.hears(leader, leader, "责任单位", "请回复")
    await driver.text(leader, leader, PARTY, reply_to=asked["message_id"])
    asked = await town.hears(leader, leader, "整改期限到哪一天")
    await driver.press(leader, leader, asked["message_id"], label(asked, "3天"))
    asked = await town.hears(leader, leader, "隐患地点怎么写")
    await driver.text(leader, leader, "望城路12号门口", reply_to=asked["message_id"])
    asked = await town.hears(leader, leader, "隐患情况怎么写")
    await driver.press(leader, leader, asked["message_id"], "见现场照片")
    shown = await town.hears(leader, leader, "测试街道一社区一网格　望城路12号门口", "见现场照片")
    await driver.press(leader, leader, shown["message_id"], "确认签发")
    for person in (leader, cast.member):
        anew = await town.hears(person, person, f"{number(town, 2)}", "一式两份")
    assert "见现场照片。" in paper(town, anew).text


def _confirm(shown: Json) -> str:
    data: str = shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    return data


@pytest.mark.parametrize("button", ["更正通知书", "作废通知书"])
async def test_a_member_is_offered_neither_and_refused_both(town: Town, cast: Cast, button: str) -> None:
    await ordered(town, cast)
    await town.settled()
    standing = await town.driver.messages(cast.member, cast.member)
    assert not [each for each in standing if button in labels(each)]
    alert = next(each for each in reversed(standing) if "处置完成" in labels(each))
    act = {"更正通知书": "correct", "作废通知书": "void"}[button]
    pressed = await town.driver.press(cast.member, cast.member, alert["message_id"], data=f"hz:{act}:1")
    assert "网格长" in pressed["answer"]["text"]
