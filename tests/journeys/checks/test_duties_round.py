"""Who looks after grids from beside their line, and who is on duty at a school block, are owed checks and named."""

from datetime import date, datetime, timedelta

import pytest

from models.checks.tables import CheckWindow, PlaceCheck
from models.places.exchange.importer import import_places
from models.places.exchange.sheet import check_rows
from models.places.kinds import built_in
from models.roster.importer import import_roster
from models.roster.validate import check_rows as check_roster
from tests.journeys.conftest import Cast
from tests.journeys.duties import owe, until_a_working_day
from tests.journeys.scanning import pressed, printed
from tests.journeys.town import HEADER, ROSTER, Town, labels, rows
from tests.models.places.sheets import HEADER as PLACE_HEADER
from tests.models.places.sheets import row

BLOCK, OFFICIAL = "1号教学楼", "应急局 王强"
SLOTS = "07:30-08:30 王老师:19900000041;12:00-14:00 李老师:19900000042"
ADOPTED = {"S-1": f"{OFFICIAL}:19900000051"}


@pytest.fixture
async def official(town: Town, cast: Cast) -> int:
    """Has adopted the community, as the roster's column says, and has claimed it."""
    sheet = [[*HEADER, "包片干部"], *([*line, ADOPTED.get(line[0], "")] for line in ROSTER)]
    async with town.app.database.write() as session:
        await import_roster(session, check_roster(sheet), town.app.timekeeper.now())
    person = await town.person(OFFICIAL, "19900000051")
    await town.claim(person)
    return person


async def until(town: Town, day: date, hour: int = 9) -> None:
    then = datetime(day.year, day.month, day.day, hour, tzinfo=town.app.settings.zone)
    await town.later((then - town.app.timekeeper.now()).total_seconds())


def today(town: Town) -> date:
    return town.app.timekeeper.now().astimezone(town.app.settings.zone).date()


def next_month(town: Town) -> date:
    return (today(town).replace(day=28) + timedelta(days=4)).replace(day=1)


async def told_on(town: Town) -> date:
    """Of the window that was closed last."""
    closed = [each for each in await rows(town, CheckWindow) if each.told_on is not None]
    return date.fromisoformat(str(max(closed, key=lambda each: each.due_at).told_on))


@pytest.mark.long
async def test_an_adopting_official_who_misses_a_month_is_named(town: Town, official: int) -> None:
    driver, leader = town.driver, await town.person("马东宏", "19900000004")
    await town.claim(leader)
    await owe(town, "adopting  area  monthly", "S-1")
    await town.later(60)
    await until(town, next_month(town))
    await until(town, next_month(town))
    await until(town, await told_on(town))
    missed = f"巡查（每月）：未开展（责任人：{OFFICIAL}）"
    await town.hears(leader, leader, "漏查情况", "一社区", missed)
    await driver.text(official, official, "/duty")
    await town.hears(official, official, "一社区：巡查（每月）")
    await driver.text(official, official, "/checkin")
    await town.hears(official, official, "巡查中")
    await driver.text(official, official, "/duty")
    waits = await town.hears(official, official, "正在一社区巡查")
    assert "每月" not in waits["text"]
    await driver.text(official, official, "/coverage")
    await town.hears(official, official, "台账覆盖")


async def test_a_teacher_fills_a_slot_and_another_slot_is_missed_and_named(town: Town, cast: Cast) -> None:
    driver, leader = town.driver, cast.leader
    await until_a_working_day(town)
    async with town.app.database.write() as session:
        sheet = check_rows([PLACE_HEADER, row(kind="教学楼", name=BLOCK, slots=SLOTS)], built_in())
        await import_places(session, sheet, built_in(), town.app.timekeeper.now())
    await owe(town, "slot  places  daily")
    await town.later(60)
    teacher = await town.person("王老师", "19900000041")
    await driver.text(teacher, teacher, "/duty")
    await town.hears(teacher, teacher, "您没有岗位")
    await driver.open(teacher, start="staff")
    await town.hears(teacher, teacher, "责任人")
    await driver.contact(teacher, teacher)
    await town.hears(teacher, teacher, "认领成功", f"07:30-08:30 {BLOCK}")
    await until(town, today(town) + timedelta(days=1), 8)
    await driver.text(teacher, teacher, "/duty")
    await town.hears(teacher, teacher, f"值班时段检查（07:30-08:30）：{BLOCK}")
    await driver.open(teacher, start=(await printed(town))[BLOCK])
    card = await town.hears(teacher, teacher, "自查", BLOCK, "您的值班时段：07:30-08:30")
    assert "门锁停业" not in labels(card)
    assert "全部合格" in (await pressed(town, teacher, card, "全部合格"))["text"]
    await driver.text(teacher, teacher, "/duty")
    await town.hears(teacher, teacher, "您没有待办事项")
    await until(town, today(town), 15)
    missed = f"（12:00-14:00）：漏查1/1：{BLOCK}（李老师，尚未认领）"
    await town.hears(leader, leader, "漏查情况", missed)
    await until(town, await told_on(town))
    told = await town.hears(leader, leader, "漏查情况", missed)
    assert "07:30" not in told["text"]
    [check] = await rows(town, PlaceCheck)
    assert (check.own, check.scanned, check.stop_id) == (True, True, None)
