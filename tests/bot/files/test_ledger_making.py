"""Every ledger as a file, of rows that real actions made, opened again with another library."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from bot.files.ledger_making import LedgerOrder, make_ledger, rows_of
from handlers.ledgers.about import Scope
from handlers.ledgers.cells import Wording
from handlers.ledgers.words import BY_LIST
from locales.translator import translator
from models.activities.recording import NewActivity, record_activity
from models.activities.tables import Enters
from models.db.database import Database
from models.emergencies import actions
from models.emergencies.calls import Cry, call_for_help
from models.figures.asked import Counted
from models.fires.recording import Record, record
from models.fires.recording import begin as begin_fire
from models.fires.tables import FireCause
from models.grids.tables import Grid
from models.hazards.kinds import built_in
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.ledgers.columns import Holds, LedgerName
from models.ledgers.kinds import KINDS
from models.notices.sending import send
from models.obligations.kinds import Owners, TaskKind
from models.places.changes.actions import set_item
from models.places.kinds import built_in as place_kinds
from models.plans.actions import set_plan
from models.schedule.report_periods.periods import Days
from reports.ledgers.writer import Limits
from tests import offices
from tests.models.checks.owing import add_place, checked, go_by, local, owe
from tests.models.conftest import SHANGHAI, WORDS
from tests.models.hazards.steps import order as ordered
from tests.models.hazards.steps import transfer
from tests.models.notices import conftest as notices
from tests.models.obligations.asking import ask
from tests.models.patrols.patrolling import begin
from tests.models.places.registry import shop
from tests.street import GROUP, build

YEAR = Days(date(2026, 1, 1), date(2026, 12, 31))
PHONE = "19912345678"
TYPES: Mapping[Holds, type[Any] | tuple[type[Any], ...]] = {
    Holds.NUMBER: int,
    Holds.TIME: datetime,
    Holds.DAY: datetime,
    Holds.SPAN: timedelta,
}


async def a_busy_week(database: Database, now: datetime) -> Grid:
    """Something for every ledger; returns the street."""
    async with database.write() as session:
        street = await build(session, now)
        above = await offices.build(session, street, now)
        leaders = above.street_leader, above.second_street_leader
        town = notices.Town(street, *leaders, street.community, street.grid, street.member)
    async with database.write() as session:
        said = Said(GROUP, 501, f"=1+1 {WORDS} {PHONE}", person=street.resident)
        await report(session, said, street.grid, now, SHANGHAI)
        await report(session, Said(GROUP, 502, "电动车飞线充电", person=street.member), street.grid, now, SHANGHAI)
    async with database.write() as session:
        first, second = (await session.scalars(select(Hazard).order_by(Hazard.id))).all()  # type: ignore[arg-type]
        await ordered(session, first, street.leader, now, party=f"王老板 {PHONE}")
        await transfer(session, second, above, now)
        await perform(session, first, Act.DONE, street.member, now, SHANGHAI)
        call = await call_for_help(session, Cry(GROUP, 503, f"着火了 {PHONE}", street.resident), street.grid, now)
        await actions.go(session, call, street.member, now)
        await begin(session, street.grid, street.member, now)
        fire = await begin_fire(session, street.grid, street.leader, 14, now)
        burned = Record(street.grid.id, now, f"厨房油锅，户主 {PHONE}", FireCause.COOKING, yuan=3000)
        await record(session, fire, burned, street.leader, now)
        typed = {"name": f"老王副食店 {PHONE}", "address": f"南大街12号 {PHONE}", "responsible": f"王老板 {PHONE}"}
        place = await shop(session, street, now, phone=f"+86{PHONE}", **typed)
        point = await shop(session, street, now, kind="equipment_point", name="器材点", responsible="", phone=None)
        await set_item(session, point, "extinguisher", 4, date(2026, 12, 1), street.member, now)
        await checked(session, place, street.member, now)
        notice = await notices.drafted(session, town, now)
        await send(session, notice, notice.revision, town.boss, notices.clock(now))
        activity = NewActivity("消防宣传", date(2026, 11, 16), enters=Enters.SCHOOL, reached=60)
        await record_activity(session, street.grid, activity, now, street.member)
        await ask(session, street.grid, street.leader, now, Owners.MEMBERS, title=f"责任书，联系 {PHONE}")
        await set_plan(session, street.grid, f"先疏散，再报警 {PHONE}", street.leader, now)
        meets: dict[str, Any] = {"happens_at": now + timedelta(days=2), "place": f"会议室 {PHONE}"}
        await ask(session, street.grid, street.leader, now, Owners.MEMBERS, TaskKind.TRAINING, days=2, **meets)
    async with database.write() as session:
        await add_place(session, street.grid, "旧货店")
        await owe(session, street.street, "member  shop  weekly\nmember  grid  weekly", local("2026-11-15"))
        await go_by(session, "2026-11-16", "2026-11-24")
    return street.street


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_every_ledger_comes_back_with_its_types_and_without_a_formula(
    database: Database, now: datetime, tmp_path: Path, locale: str
) -> None:
    street = await a_busy_week(database, now)
    asked = Counted(street, *YEAR.bounds(SHANGHAI), (now + timedelta(days=30)).astimezone(SHANGHAI))
    scope = Scope(street.name, YEAR, "谁", now, now)
    wording = Wording(translator(locale), SHANGHAI, built_in(), place_kinds(), "wangge_bot")
    for name, kind in KINDS.items():
        path = tmp_path / f"{name}.xlsx"
        told: list[int] = []

        async def tell(rows: int, told: list[int] = told) -> None:
            told.append(rows)

        rows = await make_ledger(database, LedgerOrder(name, asked, scope, wording), path, tell)
        assert told[-1] == rows > 0, name
        about, page = openpyxl.load_workbook(path).worksheets
        assert [cell.value for cell in next(page.iter_rows(max_row=1))] == [
            each.title for each in wording.headings(kind)
        ]
        for row in page.iter_rows(min_row=2, max_row=1 + rows):
            for column, cell in zip(kind.columns, row, strict=True):
                assert cell.data_type != "f"
                assert cell.value is None or isinstance(cell.value, TYPES.get(column.holds, str)), (name, column)
        everything = str([*about.iter_rows(values_only=True), *page.iter_rows(values_only=True)])
        assert PHONE not in everything
        assert "李秀英" not in everything


async def test_a_grid_s_whole_file_has_a_sheet_for_each(database: Database, now: datetime, tmp_path: Path) -> None:
    street = await a_busy_week(database, now)
    asked = Counted(street, *YEAR.bounds(SHANGHAI), (now + timedelta(days=30)).astimezone(SHANGHAI))
    wording = Wording(translator("zh_CN"), SHANGHAI, built_in(), place_kinds(), "wangge_bot")
    order = LedgerOrder(LedgerName.FILE, asked, Scope(street.name, YEAR, "谁", now, now), wording)
    async with database.read() as session:
        total = await rows_of(session, order)

    async def tell(_rows: int) -> None:
        pass

    rows = await make_ledger(database, order, tmp_path / "file.xlsx", tell)
    about, *pages = openpyxl.load_workbook(tmp_path / "file.xlsx").worksheets
    assert [page.title for page in pages] == [wording.title(name) for name in KINDS]
    told = {str(row[0]): row[1] for row in about.iter_rows(values_only=True)}
    assert told["台账"] == "网格档案"
    assert (rows, told["隐患台账"], told["网格台账"]) == (total, "2 行", "3 行")


async def test_what_is_cancelled_or_fails_leaves_no_file(database: Database, now: datetime, tmp_path: Path) -> None:
    async with database.write() as session:
        street = await build(session, now)
    asked = Counted(street.street, *YEAR.bounds(SHANGHAI), now.astimezone(SHANGHAI))
    wording = Wording(translator("zh_CN"), SHANGHAI, built_in(), place_kinds())
    ordered_ = LedgerOrder(LedgerName.CALLS, asked, Scope("S", YEAR, "谁", now, now), wording)

    async def overtaken(_rows: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await make_ledger(database, ordered_, tmp_path / "calls.xlsx", overtaken, Limits())
    assert not (tmp_path / "calls.xlsx").exists()


@pytest.mark.parametrize("kind", BY_LIST)
def test_every_word_of_a_list_has_its_words(kind: Any) -> None:
    assert set(BY_LIST[kind]) == set(kind)
