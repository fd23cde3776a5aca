"""A ledger from the bot: asked for, told of while it is made, sent as a document, gone from disk; and who gets none."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.grids.tree import grid_by_code
from models.ledgers.asking import ask_for
from models.ledgers.columns import LedgerName
from models.ledgers.queue import LEASE, claim
from models.ledgers.tables import SIGNAL, ExportState, LedgerExport
from models.members.tables import Person
from models.schedule.report_periods.periods import PeriodKind, period_of
from tests.journeys.conftest import Cast
from tests.journeys.town import GRID, Json, Town, picture, rows

REPORT = "/report 3号楼二楼楼道堆满杂物，请打13912345678"


def book(town: Town, message: Json) -> openpyxl.Workbook:
    data = town.sandbox.world.files.by_id[message["document"]["file_id"]].data
    return openpyxl.load_workbook(BytesIO(data))


def first_row(made: openpyxl.Workbook) -> dict[Any, Any]:
    header, row, *_ = made.worksheets[1].iter_rows()
    return {title.value: cell for title, cell in zip(header, row, strict=True)}


def folder(town: Town) -> Path:
    return town.app.settings.data_dir / "ledgers"


async def numbered(town: Town, number: int) -> LedgerExport:
    every: list[LedgerExport] = await rows(town, LedgerExport)
    return every[number]


async def ended(town: Town, number: int) -> LedgerExport:
    """The export of this number once nothing of it waits: its message was said, its file is let go of."""
    last = await town.driver.mark()
    while True:
        export: LedgerExport = (await rows(town, LedgerExport))[number]
        if export.next_at is None:
            return export
        town.app.database.signal(SIGNAL).ring()
        last = (await town.driver.events(last, timeout=0.02))["last"]
        await town.driver.advance(5)


@pytest.mark.long
async def test_a_leader_asks_and_gets_the_file_and_personal_data_for_a_purpose_alone(town: Town, cast: Cast) -> None:
    driver, leader = town.driver, cast.leader
    await driver.photo(cast.group, cast.resident, picture("red"), caption=REPORT)
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    await driver.text(leader, leader, "/ledger")
    offered = await town.hears(leader, leader, "要导出哪个台账")
    await driver.press(leader, leader, offered["message_id"], "隐患")
    asked = await town.hears(leader, leader, "要哪段时间的")
    await driver.press(leader, leader, asked["message_id"], "今年")
    asked = await town.hears(leader, leader, "请回复用途")
    await driver.press(leader, leader, asked["message_id"], "不含个人信息")
    sent = await town.hears(leader, leader, "隐患台账", "未含个人信息")
    assert sent["document"]["file_name"].startswith("隐患台账_一网格_")
    assert sent["document"]["file_name"].endswith("_内部资料.xlsx")
    assert "has_protected_content" not in sent
    row = first_row(book(town, sent))
    assert (row["编号"].value, row["内容"].value) == ("H1", "3号楼二楼楼道堆满杂物，请打139****5678")
    assert (row["报告人"].value, row["照片"].value) == (None, "查看照片")
    link = row["照片"].hyperlink.target
    export = await ended(town, 0)
    assert (export.state, export.rows) == (ExportState.SENT, 1)
    await town.hears(leader, leader, "已发送，共 1 行")
    assert [path.name for path in folder(town).iterdir()] == []

    await driver.open(leader, start=link.partition("start=")[2])
    await town.hears(leader, leader, "H1", "楼道堆满杂物")

    await driver.text(leader, leader, f"/ledger 隐患 今年 {GRID}")
    asked = await town.hears(leader, leader, "请回复用途")
    await driver.text(leader, leader, "电话回访报告人", reply_to=asked["message_id"])
    sent = await town.hears(leader, leader, "用途：电话回访报告人", "不得外传")
    assert sent["has_protected_content"] is True
    row = first_row(book(town, sent))
    assert (row["报告人"].value, "13912345678" in row["内容"].value) == ("李秀英", True)
    export = await ended(town, 1)
    assert (export.personal, export.purpose) == (True, "电话回访报告人")
    await town.hears(leader, leader, "已发送，共 1 行")


async def test_residents_and_members_get_none_and_in_a_group_it_leads_into_private(town: Town, cast: Cast) -> None:
    for who in (cast.resident, cast.member):
        await town.driver.text(who, who, "/ledger 隐患 本月")
        await town.hears(who, who, "由网格长以上人员导出")
    await town.driver.text(cast.group, cast.leader, "/ledger")
    await town.hears(cast.group, cast.leader, "请打开私聊", buttons=("打开私聊",))
    assert await rows(town, LedgerExport) == []


@pytest.mark.long
async def test_what_a_killed_program_had_half_made_is_made_once(town: Town, cast: Cast) -> None:
    await town.settled()
    await town.staff.halt("work")
    now = town.app.timekeeper.now()
    async with town.app.database.write() as session:
        leader = next(each for each in await rows(town, Person) if each.tg_user_id == cast.leader)
        year = period_of(PeriodKind.YEAR, now.date())
        grid = await grid_by_code(session, GRID)
        export = await ask_for(session, LedgerName.PATROLS, grid, year, leader, cast.leader, now)
    async with town.app.database.write() as session:
        await claim(session, now)
    half = folder(town) / str(export.id) / "1"
    half.mkdir(parents=True)
    (half / "ledger.xlsx").write_bytes(b"PK half")
    town.staff.start("work")
    await town.later((LEASE + timedelta(seconds=1)).total_seconds())
    town.app.database.signal(SIGNAL).ring()
    sent = await town.hears(cast.leader, cast.leader, "巡查台账", "0 行")
    assert [page.title for page in book(town, sent)] == ["说明", "巡查台账"]
    made = await ended(town, 0)
    assert (made.state, made.tries) == (ExportState.SENT, 2)
    assert [path.name for path in folder(town).iterdir()] == []
