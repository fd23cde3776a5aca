"""A hazard goes to a line department and comes back, with an outcome or without; and one is listed for supervision."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from models.departments.importer import import_departments
from models.departments.sheet import check_file
from models.onboarding.bind_department import department_offers
from sandbox.driver import Driver
from tests.journeys.conftest import Cast, put_right
from tests.journeys.town import Town, labels, picture, words

REPORT = "/report 3号楼一楼厨房冒烟，电线老化"
SHEET = (
    ("部门", "网格编码", "联络员", "电话", "时限天数"),
    ("派出所", "S", "王警官;李警官", "19900000021;19900000022", "5"),
    ("安监办", "S", "赵主任", "19900000023", ""),
)
DAY = 24 * 3600
REVIEWING = ("办结", "退回", "查看全部材料")
UPDATED = "的消息已更新"


@dataclass
class Office:
    """The street's leader and the police's liaison, with the first alert that the leader got."""

    leader: int
    liaison: int
    card: dict[str, Any]
    alert: dict[str, Any]


async def open_departments(town: Town, folder: Path) -> None:
    path = folder / "departments.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(SHEET)
    async with town.app.database.write() as session:
        await import_departments(session, check_file(path), town.app.timekeeper.now())


@pytest.fixture
async def office(town: Town, cast: Cast, tmp_path: Path) -> Office:
    """An urgent hazard is told to the street at once."""
    await open_departments(town, tmp_path)
    leader = await town.person("曹林文", "19900000001")
    liaison = await town.person("王警官", "19900000021")
    await town.claim(leader)
    await town.claim(liaison)
    await town.driver.photo(cast.group, cast.resident, picture("red"), caption=REPORT)
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    for person in (cast.member, cast.leader):
        await town.hears(person, person, "H1")
    alert = await town.hears(leader, leader, "H1", "新隐患")
    return Office(leader, liaison, card, alert)


async def answer(driver: Driver, chat: int, person: int, question: dict[str, Any], text: str) -> None:
    await driver.text(chat, person, text, reply_to=question["message_id"])


async def transfer(town: Town, office: Office, days: int = 0) -> dict[str, Any]:
    """To the police, for the days they usually have or so many."""
    driver, leader = town.driver, office.leader
    await driver.press(leader, leader, office.alert["message_id"], "移交")
    question = await town.hears(leader, leader, "移交给哪个部门")
    assert labels(question) == ["派出所", "安监办", "取消"]
    await driver.press(leader, leader, question["message_id"], "派出所")
    question = await town.hears(leader, leader, "何时反馈结果")
    usual = labels(question)[1]
    assert [label.split("天")[0] for label in labels(question)] == ["3", "5", "7", "15", "取消"]
    if days:
        await answer(driver, leader, leader, question, str(days))
    else:
        await driver.press(leader, leader, question["message_id"], usual)
    question = await town.hears(leader, leader, "需要向部门说明什么", buttons=("无需说明", "取消"))
    await answer(driver, leader, leader, question, "请尽快到场")
    return await town.hears(
        office.liaison,
        office.liaison,
        "移交派出所办理",
        "H1",
        "已移交",
        "请尽快到场",
        "电线老化",
        buttons=("反馈结果", "收到"),
    )


async def all_that_say(town: Town, chat: int, text: str, count: int) -> list[dict[str, Any]]:
    await town.settled()
    said = [message for message in await town.driver.messages(chat, chat) if text in words(message)]
    town.expect(*said)
    assert len(said) == count
    return said


async def test_what_is_transferred_is_acknowledged_and_can_be_taken_back(
    town: Town, cast: Cast, office: Office
) -> None:
    driver, liaison, leader = town.driver, office.liaison, office.leader
    task = await transfer(town, office)
    assert task["photo"]
    await town.hears(cast.group, cast.resident, "H1", "已移交", "移交部门：派出所")
    pressed = await driver.press(liaison, liaison, task["message_id"], "收到")
    assert "请按时反馈" in pressed["answer"]["text"]
    await town.hears(liaison, liaison, "王警官已签收", buttons=("反馈结果",))
    alert = await leaders_alert(town, cast)
    assert "收回" not in labels(alert)
    refused = await driver.press(cast.leader, cast.leader, alert["message_id"], data="hz:take_back:1")
    assert "街道" in refused["answer"]["text"]
    await driver.press(leader, leader, office.alert["message_id"], "收回")
    question = await town.hears(
        leader, leader, "为何收回", buttons=("不属于该部门职责", "由本街道自行处理", "误移交", "取消")
    )
    await driver.press(leader, leader, question["message_id"], "误移交")
    await town.hears(liaison, liaison, "街道已收回", "曹林文从部门收回：误移交", buttons=())
    await town.hears(cast.group, cast.resident, "H1", "待受理")


async def leaders_alert(town: Town, cast: Cast) -> dict[str, Any]:
    return await town.hears(cast.leader, cast.leader, "H1", "已移交")


async def album_shown(town: Town, chat: int, parts: int) -> None:
    await town.settled()
    album = [message for message in await town.driver.messages(chat, chat) if message.get("media_group_id")]
    assert len(album) == parts
    town.expect(*album)


@pytest.mark.long
async def test_the_outcome_with_its_photo_comes_back_for_review(town: Town, cast: Cast, office: Office) -> None:
    driver, liaison, leader = town.driver, office.liaison, office.leader
    task = await transfer(town, office)
    await driver.press(liaison, liaison, task["message_id"], "反馈结果")
    question = await town.hears(liaison, liaison, "结果如何")
    await driver.photo(
        liaison, liaison, picture("green"), caption="已切断电源并更换线路", reply_to=question["message_id"]
    )
    review = await town.hears(leader, leader, "请复核", "派出所反馈：已切断电源并更换线路", buttons=REVIEWING)
    await album_shown(town, leader, 2)
    shown = await town.hears(cast.group, cast.resident, "待复核", "处置后1份")
    assert "更换线路" not in words(shown)
    refused = await driver.press(cast.group, cast.leader, office.card["message_id"], data="hz:close:1")
    assert "街道" in refused["answer"]["text"]

    await driver.press(leader, leader, review["message_id"], "退回")
    question = await town.hears(leader, leader, "退回")
    await answer(driver, leader, leader, question, "照片看不清")
    again = await town.hears(liaison, liaison, "退回派出所", "照片看不清", buttons=("反馈结果", "收到", "查看全部材料"))
    await driver.press(liaison, liaison, again["message_id"], "反馈结果")
    question = await town.hears(liaison, liaison, "结果如何")
    await answer(driver, liaison, liaison, question, "已补充照片")
    question = await town.hears(liaison, liaison, "还没有整改后的照片", buttons=("确认：处置完成，无照片", "取消"))
    await driver.photo(liaison, liaison, picture("green"), reply_to=question["message_id"])
    await town.hears(leader, leader, "请复核", "已补充照片")
    review = (await all_that_say(town, leader, "派出所反馈：已补充照片", 2))[-1]
    await album_shown(town, leader, 4)
    await driver.press(leader, leader, review["message_id"], "办结")
    await town.hears(cast.group, cast.resident, "H1 已办结")
    await town.hears(cast.group, cast.resident, "是否满意")
    await town.hears(liaison, liaison, "街道已确认办理结果", buttons=())


@pytest.mark.long
async def test_without_an_outcome_in_time_the_street_hears_loudly(town: Town, cast: Cast, office: Office) -> None:
    liaison, leader = office.liaison, office.leader
    await transfer(town, office)
    for text in ("已过半", "明天是反馈", "今天是反馈"):
        await town.later((2 if text in ("已过半", "明天是反馈") else 1) * DAY)
        await town.hears(liaison, liaison, text, "H1", buttons=("反馈结果", "收到"))
        await town.hears(leader, leader, "派出所尚未签收", "王警官 19900000021")
    await town.later(DAY)
    await town.hears(leader, leader, "派出所逾期未反馈结果", "H1", "待受理")
    await town.hears(leader, leader, "无需再电话通知")
    await town.hears(liaison, liaison, "逾期未反馈，隐患已退回街道", buttons=())
    await all_that_say(town, liaison, UPDATED, 2)
    await all_that_say(town, leader, UPDATED, 1)
    await town.hears(cast.group, cast.resident, "H1", "待受理")


@pytest.mark.long
async def test_a_department_binds_a_chat_of_its_own_and_frees_it(town: Town, cast: Cast, office: Office) -> None:
    driver, liaison = town.driver, office.liaison
    async with town.app.database.write() as session:
        offered = await department_offers(session, town.app.timekeeper.now())
    code = next(offer.code for offer in offered if offer.department == "安监办")
    chat = await town.group("安监办工作群", liaison)
    await driver.open(liaison, startgroup=code, chat=chat)
    await town.hears(chat, liaison, "安监办", "工作群")
    await driver.text(chat, liaison, "/help@wangge_bot")
    await town.hears(chat, liaison, "安监办工作群", "反馈结果")
    await driver.text(chat, liaison, "/unbind@wangge_bot")
    asked = await town.hears(chat, liaison, "要解除本群与安监办的绑定吗")
    await driver.press(chat, liaison, asked["message_id"], "确认解除绑定")
    await town.hears(chat, liaison, "本群已不再是安监办的工作群", buttons=())


async def list_it(town: Town, office: Office) -> dict[str, Any]:
    driver, leader = town.driver, office.leader
    await driver.press(leader, leader, office.alert["message_id"], "挂牌督办")
    question = await town.hears(leader, leader, "何时消除隐患")
    assert [label.split("天")[0] for label in labels(question)] == ["15", "30", "60", "取消"]
    await driver.press(leader, leader, question["message_id"], labels(question)[1])
    question = await town.hears(leader, leader, "有什么督办要求")
    await answer(driver, leader, leader, question, "彻底更换线路")
    return await town.hears(leader, leader, "您已将此隐患挂牌督办", "彻底更换线路", buttons=("摘牌",))


@pytest.mark.long
async def test_a_listed_hazard_is_chased_and_closed_only_once_its_lister_has_lifted_it(
    town: Town, cast: Cast, office: Office
) -> None:
    driver, leader, group = town.driver, office.leader, cast.group
    await list_it(town, office)
    year = town.app.timekeeper.now().year
    number = f"督〔{year}〕1号"
    card = await town.hears(group, cast.resident, "H1", "挂牌督办（待受理）", f"挂牌督办 {number}，期限")
    task = await town.hears(cast.leader, cast.leader, "曹林文已将此隐患挂牌督办", number, buttons=("报告进展",))

    await driver.press(group, cast.member, card["message_id"], "受理")
    await town.hears(group, cast.resident, "H1", "挂牌督办（已受理）")
    await put_right(town, cast, card)
    review = await town.hears(cast.leader, cast.leader, "请复核", number)
    photos = [each for each in await driver.messages(cast.leader, cast.leader) if "处置前照片" in words(each)]
    town.expect(*photos)
    done = await town.hears(leader, leader, "已处置完成，请核实", buttons=("摘牌",))
    await town.hears(leader, leader, "处置前照片")
    refused = await driver.press(cast.leader, cast.leader, review["message_id"], "办结")
    assert "曹林文" in refused["answer"]["text"]
    assert "摘牌" in refused["answer"]["text"]

    await driver.press(cast.leader, cast.leader, task["message_id"], "报告进展")
    question = await town.hears(cast.leader, cast.leader, "进展如何")
    await answer(driver, cast.leader, cast.leader, question, "线路已更换")
    await town.hears(leader, leader, "谭远康报告了进展", "线路已更换", buttons=("摘牌",))

    await driver.press(leader, leader, done["message_id"], "摘牌")
    question = await town.hears(leader, leader, "为什么摘牌")
    await answer(driver, leader, leader, question, "隐患已消除")
    lifted = await town.hears(cast.leader, cast.leader, "曹林文已摘牌", "隐患已消除", buttons=("办结", "退回"))
    await driver.press(cast.leader, cast.leader, lifted["message_id"], "办结")
    closed = await town.hears(group, cast.resident, "H1 已办结")
    assert "督" not in words(closed)
    await town.hears(group, cast.resident, "是否满意")


@pytest.mark.long
async def test_a_week_without_progress_is_told_to_the_lister(town: Town, cast: Cast, office: Office) -> None:
    leader = office.leader
    await transfer(town, office, days=60)
    await list_it(town, office)
    await town.hears(cast.leader, cast.leader, "已将此隐患挂牌督办", buttons=("报告进展",))
    await town.later(7 * DAY)
    await town.hears(office.liaison, office.liaison, "尚未签收")
    await all_that_say(town, office.liaison, UPDATED, 1)
    await town.hears(leader, leader, "派出所尚未签收", "王警官 19900000021")
    await town.hears(cast.leader, cast.leader, "请在今天内报告本周进展", buttons=("报告进展",))
    await town.later(DAY)
    await town.hears(office.liaison, office.liaison, "今早有1件隐患", "H1")
    await town.hears(leader, leader, "已有一周没有报告进展，已催促", buttons=("摘牌",))
    await town.hears(cast.leader, cast.leader, "已有一周没有报告进展，已告知挂牌人", buttons=("报告进展",))
    await all_that_say(town, leader, UPDATED, 1)
    await all_that_say(town, cast.leader, UPDATED, 1)
