"""The code at a place: scanned by staff, by who is responsible, by residents; renewed, forged, of a closed place."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.checks.tables import Outcome, PlaceCheck
from models.evidence.tables import Evidence
from models.hazards.tables import Hazard
from models.patrols.tables import PatrolRound, PatrolStop
from models.places.exchange.importer import import_places
from models.places.exchange.sheet import check_rows
from models.places.kinds import built_in
from models.places.tables import Place, PlaceAct, PlaceEvent
from tests.journeys.conftest import Cast
from tests.journeys.scanning import pressed, printed
from tests.journeys.town import Town, labels, picture, rows
from tests.models.places.sheets import HEADER, row

SHOP, POINT = "老王副食店", "社区器材点"
OWNED = row(responsible="王老板", phone="19900000031")
SHEET = check_rows([HEADER, OWNED, row(kind="消防器材点", name=POINT)], built_in())


@pytest.fixture
async def codes(town: Town) -> dict[str, str]:
    """What the printed codes of a shop and an equipment point bear, by the names of the places."""
    async with town.app.database.write() as session:
        await import_places(session, SHEET, built_in(), town.app.timekeeper.now())
    return await printed(town)


async def test_staff_scan_and_what_is_wrong_becomes_a_hazard(town: Town, cast: Cast, codes: dict[str, str]) -> None:
    driver, member = town.driver, cast.member
    assert max(map(len, codes.values())) <= 24
    await driver.open(member, start=codes[SHOP])
    await town.hears(member, member, "巡查中", SHOP)
    card = await town.hears(member, member, "检查", "商铺", SHOP)
    assert [label for label in labels(card) if "▫️" not in label] == ["全部合格", "门锁停业", "提交检查"]
    assert "▫️ 店内无人住宿（三合一）" in labels(card)
    first = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    card = await pressed(town, member, card, "▫️ 灭火器")
    card = await pressed(town, member, card, "✓ 灭火器")
    left = await driver.press(member, member, card["message_id"], "提交检查")
    assert "还有8项没有标记" in left["answer"]["text"]
    done = await pressed(town, member, card, "其余合格")
    assert "傅勇：1项有问题\n✗ 灭火器" in done["text"]
    late = await driver.press(member, member, done["message_id"], data=first)
    assert "已提交" in late["answer"]["text"]

    await driver.press(member, member, done["message_id"], "上报：灭火器")
    await town.hears(member, member, f"{SHOP}：灭火器缺少或失效", SHOP, "请发一张照片")
    again = await driver.press(member, member, done["message_id"], "上报：灭火器")
    assert "请先提交" in again["answer"]["text"]
    await driver.photo(member, member, picture("red"))
    asked = await town.hears(member, member, f"{SHOP}：灭火器缺少或失效", "照片")
    await driver.press(member, member, asked["message_id"], "提交上报")
    on_card = await town.hears(cast.group, cast.resident, "H1", "灭火器缺少或失效")
    assert "傅勇" not in on_card["text"]
    await town.settled()
    [hazard], [stop] = await rows(town, Hazard), await rows(town, PatrolStop)
    [place] = [each for each in await rows(town, Place) if each.name == SHOP]
    assert (hazard.place_id, hazard.stop_id, stop.place_id) == (place.id, stop.id, place.id)
    town.expect(*await driver.messages(member, member))

    await driver.text(member, member, "/place P1")
    page = await town.hears(member, member, "最近检查", "傅勇：1项有问题", "此处隐患", "H1")
    await driver.press(member, member, page["message_id"], "检查")
    second = await town.hears(member, member, "⚠️ 上次有问题：灭火器")
    assert labels(second)[0] == "▫️ 灭火器 ⚠️"
    assert "全部合格" in (await pressed(town, member, second, "全部合格"))["text"]
    await town.hears(member, member, "最近检查", "傅勇：全部合格（未扫码）")
    [checked, unscanned] = await rows(town, PlaceCheck)
    assert (checked.scanned, checked.outcome, unscanned.scanned) == (True, Outcome.PROBLEM, False)
    assert (checked.stop_id, unscanned.stop_id) == (stop.id, stop.id)
    assert {each["item"]: each["found"] for each in checked.items}["extinguishers"] == "problem"


async def test_a_locked_door_and_one_stop_for_a_code_scanned_twice(
    town: Town, cast: Cast, codes: dict[str, str]
) -> None:
    driver, member = town.driver, cast.member
    await town.later(2 * 3600)
    for _ in range(2):
        await driver.open(member, start=codes[POINT])
        card = await town.hears(member, member, "检查", "器材点", POINT)
    assert {"▫️ 灭火器 × 4", "▫️ 防毒面具 × 2", "▫️ 器材便于取用"} < set(labels(card))
    await driver.photo(member, member, picture("green"), reply_to=card["message_id"])
    card = await town.hears(member, member, POINT, "照片和附件：1份")
    await driver.press(member, member, card["message_id"], "门锁停业")
    await town.hears(member, member, "请发一张门口照片")
    await driver.photo(member, member, picture("blue"))
    await town.hears(member, member, POINT, "🔒", "未能进入", "再来一次", "2份", buttons=())
    await town.settled()
    [check], [stop], [_] = await rows(town, PlaceCheck), await rows(town, PatrolStop), await rows(town, PatrolRound)
    assert (check.outcome, check.stop_id, check.items) == (Outcome.NO_ENTRY, stop.id, [])
    assert len(await rows(town, Evidence)) == 2
    town.expect(*await driver.messages(member, member))


async def test_who_is_responsible_checks_without_a_round_and_a_resident_reports(
    town: Town, cast: Cast, codes: dict[str, str]
) -> None:
    driver = town.driver
    owner = await town.person("王强", "19900000031")
    await driver.open(owner, start="staff")
    await town.hears(owner, owner, "单位和商铺责任人")
    await driver.contact(owner, owner)
    await town.hears(owner, owner, "认领成功")
    await driver.open(owner, start=codes[SHOP])
    card = await town.hears(owner, owner, "自查", SHOP)
    assert "门锁停业" not in labels(card)
    assert "王强：全部合格" in (await pressed(town, owner, card, "全部合格"))["text"]
    [check] = await rows(town, PlaceCheck)
    assert (check.own, check.scanned, check.stop_id) == (True, True, None)
    assert await rows(town, PatrolRound) == []

    resident = cast.resident
    await driver.open(resident, start=codes[SHOP])
    await town.hears(resident, resident, "上报", SHOP)
    await driver.photo(resident, resident, picture("red"), caption="门口堆满纸箱")
    asked = await town.hears(resident, resident, "门口堆满纸箱", SHOP, "一网格")
    await driver.press(resident, resident, asked["message_id"], "提交上报")
    await town.hears(cast.group, resident, "H1", "门口堆满纸箱")
    await town.hears(cast.member, cast.member, "H1", f"场所点位：P1 {SHOP}")
    await town.settled()
    [hazard] = await rows(town, Hazard)
    assert hazard.place_id is not None
    town.expect(*await driver.messages(resident, resident))


@pytest.mark.long
async def test_forged_renewed_and_closed(town: Town, cast: Cast, codes: dict[str, str]) -> None:
    driver, member = town.driver, cast.member
    for forged in (codes[SHOP][:-9] + "AAAAAAAA1", codes[SHOP][:-1] + "2", "p_", "p_P1"):
        await driver.open(member, start=forged)
        await town.hears(member, member, "无法识别此码")
        await town.later(1)
    renewed = await printed(town, renewed=True)
    await driver.open(cast.resident, start=codes[SHOP])
    await town.hears(cast.resident, cast.resident, "此牌已换新。如需上报此处隐患，请直接发送照片")
    assert [each.act for each in await rows(town, PlaceEvent)][-1] is PlaceAct.OLD_CODE
    async with town.app.database.write() as session:
        (
            await session.scalars(select(Place).where(col(Place.name) == POINT))
        ).one().closed_at = town.app.timekeeper.now()
    await driver.open(member, start=renewed[POINT])
    await town.hears(member, member, f"{POINT}已注销")
    await driver.open(member, start=renewed[SHOP])
    await town.hears(member, member, "检查", SHOP)
    await town.settled()
    town.expect(*await driver.messages(member, member))
