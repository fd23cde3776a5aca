"""A leader orders rectification; the notice comes as a document, reminders follow, an extension is on the record."""

import re
from datetime import timedelta

import pytest

from tests.journeys.conftest import Cast, put_right
from tests.journeys.ordering import PARTY, PLACE, alert, label, number, ordered, paper, printed
from tests.journeys.town import Town, labels, words

DAY = 24 * 3600


async def test_the_notice_comes_as_a_document_with_the_photo_and_a_way_back(town: Town, cast: Cast) -> None:
    notice = await ordered(town, cast)
    assert notice["document"]["file_name"] == f"隐患整改通知书{number(town)}H1.pdf"
    made = paper(town, notice)
    for said in (
        "测试街道",
        f"{PARTY}：",
        PLACE,
        "堆满杂物",
        "谭远康　19900000009",
        "02300001190",
    ):
        assert said in made.text
    assert "1张，附后。" in made.text
    assert made.images == 2
    assert re.fullmatch(r"https://t\.me/wangge_bot\?start=hz_1_[A-Z0-9]{12}_1", made.links[0])


async def test_the_printed_code_shows_staff_the_hazard_and_who_holds_the_paper_how_it_stands(
    town: Town, cast: Cast
) -> None:
    notice = await ordered(town, cast)
    driver, owner = town.driver, await town.person("物业经理")
    scanned = paper(town, notice).links[0].partition("start=")[2]
    await driver.open(cast.member, start=scanned)
    await town.hears(cast.member, cast.member, "H1", "下达整改")
    await driver.open(owner, start=scanned)
    said = await town.hears(owner, owner, f"{number(town)}", "整改中", "按期整改", "199****0009", buttons=())
    assert not [word for word in ("李秀英", "杂物", PARTY) if word in words(said)]
    await driver.open(owner, start="hz_1")
    await town.hears(owner, owner, "无权查看")


async def test_a_date_that_will_not_do_is_asked_again(town: Town, cast: Cast) -> None:
    driver, leader = town.driver, cast.leader
    told = await alert(town, cast)
    await driver.press(leader, leader, told["message_id"], "下达整改")
    asked = await town.hears(leader, leader, "责任单位")
    await driver.text(leader, leader, "长" * 81, reply_to=asked["message_id"])
    await town.hears(leader, leader, "不超过80字")
    await driver.text(leader, leader, PARTY, reply_to=asked["message_id"])
    asked = await town.hears(leader, leader, "整改期限到哪一天")
    for wrong in ("2020-01-01", "明天下午", "2099-12-31"):
        await driver.text(leader, leader, wrong, reply_to=asked["message_id"])
        await town.hears(leader, leader, "一年以内的期限")
    day = town.app.timekeeper.now().astimezone(town.app.settings.zone) + timedelta(days=20)
    await driver.text(leader, leader, f"{day.month}月{day.day}日", reply_to=asked["message_id"])
    shown = await printed(town, leader)
    assert f"{day:%m-%d}" in words(shown)
    await driver.press(leader, leader, shown["message_id"], "确认签发")
    await town.hears(leader, leader, "隐患整改通知书", f"{day:%m-%d}")
    await town.hears(cast.member, cast.member, "隐患整改通知书", f"{day:%m-%d}")


@pytest.mark.long
async def test_reminders_come_and_what_is_late_climbs(town: Town, cast: Cast) -> None:
    community = await town.person("马东宏", "19900000004")
    await town.claim(community)
    await ordered(town, cast)
    for said in ("过半", "明日到期", "今日到期"):
        await town.later(DAY)
        await town.hears(cast.member, cast.member, said, "H1")
        await town.hears(cast.leader, cast.leader, said, "H1")
    await town.later(DAY)
    await town.hears(community, community, "已逾期1天", "H1")
    for person in (cast.member, cast.leader):
        await town.hears(person, person, "今早有1件隐患", "逾期1件", "H1")


async def test_an_extension_is_asked_for_recorded_printed_and_shown(town: Town, cast: Cast) -> None:
    notice = await ordered(town, cast)
    driver, leader = town.driver, cast.leader
    standing = [m for m in await driver.messages(leader, leader) if "延期" in labels(m)]
    await driver.press(leader, leader, standing[0]["message_id"], "延期")
    asked = await town.hears(leader, leader, "延期到哪一天")
    await driver.press(leader, leader, asked["message_id"], label(asked, "延长7天"))
    asked = await town.hears(leader, leader, "延期理由")
    await driver.text(leader, leader, "防火门正在采购", reply_to=asked["message_id"])
    anew = await town.hears(leader, leader, f"隐患整改通知书{number(town)}", "延期至")
    await town.hears(cast.member, cast.member, f"隐患整改通知书{number(town)}", "延期至")
    for person in (leader, cast.member):
        await town.hears(person, person, "H1", "谭远康同意延期至", "理由：防火门正在采购", "责任单位")
    assert anew["document"]["file_id"] != notice["document"]["file_id"]
    assert f"{number(town)}（延期）" in paper(town, anew).text
    assert "防火门正在采购" in paper(town, anew).text
    old = await town.hears(leader, leader, "本通知书作废")
    assert old["message_id"] == notice["message_id"]
    await town.hears(cast.member, cast.member, "本通知书作废")
    day = town.app.timekeeper.now().astimezone(town.app.settings.zone) + timedelta(days=10)
    await town.hears(cast.group, cast.resident, "整改期限", f"{day:%m-%d}")


@pytest.mark.long
async def test_done_ends_the_reminders_and_sending_back_resumes_them(town: Town, cast: Cast) -> None:
    await ordered(town, cast)
    driver, leader = town.driver, cast.leader
    card = next(m for m in await driver.messages(cast.group, cast.resident) if "处置完成" in labels(m))
    await put_right(town, cast, card)
    await town.hears(cast.group, cast.resident, "H1", "待复核")
    review = await town.hears(leader, leader, "请复核", "H1")
    photos = await town.hears(leader, leader, "处置前照片")
    assert photos["photo"]
    await driver.press(leader, leader, review["message_id"], "退回")
    asked = await town.hears(leader, leader, "H1 谭远康：")
    await driver.text(leader, leader, "楼道仍有杂物", reply_to=asked["message_id"])
    await town.hears(cast.group, cast.resident, "H1", "整改中", "整改期限")
    await town.hears(cast.member, cast.member, "已退回", "H1")
    await town.later(DAY)
    await town.hears(cast.member, cast.member, "过半")
    await town.hears(leader, leader, "过半")


@pytest.mark.long
async def test_a_withdrawn_notice_says_so_in_the_chat_and_to_whoever_scans_it(town: Town, cast: Cast) -> None:
    notice = await ordered(town, cast)
    driver, leader, owner = town.driver, cast.leader, await town.person("物业经理")
    scanned = paper(town, notice).links[0].partition("start=")[2]
    card = next(m for m in await driver.messages(cast.group, cast.resident) if "处置完成" in labels(m))
    await put_right(town, cast, card)
    await town.hears(leader, leader, "请复核", "H1")
    await town.hears(leader, leader, "处置前照片")
    await town.settled()
    standing = next(m for m in await driver.messages(leader, leader) if "不属实" in labels(m))
    await driver.press(leader, leader, standing["message_id"], "不属实")
    asked = await town.hears(leader, leader, "请选择理由")
    await driver.press(leader, leader, asked["message_id"], "误报")
    await town.hears(cast.group, cast.resident, "H1 不属实")
    await town.hears(cast.group, cast.resident, "异议")
    void = await town.hears(leader, leader, f"{number(town)}", "撤销，不再有效")
    assert (void["message_id"], void["document"]) == (notice["message_id"], notice["document"])
    await town.hears(cast.member, cast.member, f"{number(town)}", "撤销，不再有效")
    for person, said in ((owner, "撤销，不再执行"), (cast.member, "撤销，不再有效")):
        await driver.open(person, start=scanned)
        await town.hears(person, person, f"{number(town)}", said)
