import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from bot.__main__ import main
from bot.cli.documents.exports import print_exports, write_ledger
from bot.cli.documents.ledger_options import Given
from bot.configuration.settings import Settings
from locales.translator import translator
from models.hazards.reporting.submit import Said, report
from models.ledgers.columns import LedgerName
from models.ledgers.tables import ExportState, LedgerExport
from models.schedule.report_periods.periods import Days
from models.schema import open_database
from tests.databases import sqlite_at
from tests.models.conftest import SHANGHAI
from tests.street import GROUP, build

T = translator("zh_CN")
NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
NOVEMBER = Days(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
async def settled(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small street and a hazard, which the settings name."""
    url = sqlite_at(Path(shutil.copy(sqlite_template, tmp_path / "w.db")))
    database = open_database(url)
    async with database.write() as session:
        street = await build(session, NOW)
        said = Said(GROUP, 1, "楼道堆物，请打13912345678", person=street.resident)
        await report(session, said, street.grid, NOW, SHANGHAI)
    await database.close()
    monkeypatch.setattr("bot.configuration.settings.load", lambda: Settings(database_url=url))
    monkeypatch.setenv("LOGNAME", "operator")
    return tmp_path


async def exports(folder: Path) -> list[LedgerExport]:
    database = open_database(f"sqlite+aiosqlite:///{folder / 'w.db'}")
    async with database.read() as session:
        found = list((await session.scalars(select(LedgerExport).order_by(LedgerExport.id))).all())  # type: ignore[arg-type]
    await database.close()
    return found


def read(out: Path) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """The first sheet, and the first row by its titles."""
    about, page = openpyxl.load_workbook(out).worksheets
    header, first, *_ = page.iter_rows(values_only=True)
    told = {row[0]: row[1] for row in about.iter_rows(values_only=True)}
    return told, dict(zip(header, first, strict=True))


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("w.db"))


async def test_a_ledger_is_written_and_who_asked_is_kept(settled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = settled / "hazards.xlsx"
    assert await write_ledger(Given(LedgerName.HAZARDS, "S", NOVEMBER, out, ""), T) == 0
    said = capsys.readouterr()
    assert f"已写入：{out}，1 行" in said.out
    assert "照片链接" in said.err
    about, row = read(out)
    assert (row["内容"], row["报告人"]) == ("楼道堆物，请打139****5678", None)
    assert (about["申请人"], about["行数"]) == ("operator（命令行）", 1)
    assert left_in(settled) == ["hazards.xlsx"]
    [export] = await exports(settled)
    assert (export.operator, export.rows, export.state, export.personal) == ("operator", 1, ExportState.SENT, False)


async def test_for_a_purpose_it_has_personal_data(settled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = settled / "hazards.xlsx"
    await write_ledger(Given(LedgerName.HAZARDS, "S-1", NOVEMBER, out, "回访"), T)
    about, row = read(out)
    assert (row["内容"], row["报告人"], about["用途"]) == ("楼道堆物，请打13912345678", "李秀英", "回访")
    assert await print_exports("S", T) == 0
    [line] = capsys.readouterr().out.splitlines()[1:]
    assert line.split("\t")[1:] == [
        *("隐患", "S-1", "2026-11-01 – 2026-11-30", "operator（命令行）", "1 行", "sent", "用途：回访")
    ]


async def test_what_cannot_be_written_is_said_and_kept(settled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = settled / "nowhere" / "hazards.xlsx"
    assert await write_ledger(Given(LedgerName.CALLS, "S", NOVEMBER, out, ""), T) == 1
    assert "文件写不进去" in capsys.readouterr().err
    assert [export.state for export in await exports(settled)] == [ExportState.FAILED]


BASE = ["--grid", "S", "--from", "2026-11-01", "--to", "2026-11-30", "--out", "x.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense", *BASE], "nonsense"),
        ([], "--list"),
        (["hazards", "--grid", "S"], "--from"),
        (["隐患", *BASE[:2], "--from", "2026-11-31", *BASE[4:]], "2026-11-31"),
        (["hazards", *BASE[:2], "--from", "2026-12-01", *BASE[4:]], "2026-11-30"),
        (["hazards", *BASE[:7], "x.csv"], ".xlsx"),
        (["calls", "--grid", "Z-9", *BASE[2:]], "Z-9"),
    ],
)
def test_what_is_wrong_is_one_line_and_status_2(
    settled: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(settled)
    assert main(["ledger", *arguments]) == 2
    told = capsys.readouterr()
    assert (len(told.err.splitlines()), told.out) == (1, "")
    assert said in told.err
    assert not (settled / "x.xlsx").exists()


def test_a_whole_file_needs_no_days(settled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = settled / "file.xlsx"
    assert main(["ledger", "网格档案", "--grid", "S-1-1", "--out", str(out)]) == 0
    assert "已写入" in capsys.readouterr().out
    assert openpyxl.load_workbook(out).sheetnames[:2] == ["说明", "隐患台账"]


def test_all_kinds_are_listed_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "--list"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [name for name, _ in lines] == [each.value for each in LedgerName]
    assert lines[0] == ["hazards", "隐患"]
