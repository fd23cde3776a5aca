import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.cli.exchange import roster
from bot.cli.exchange.problems import worded
from bot.errors import CannotStart
from locales.translator import translator
from models.db.database import Database
from models.grids.datum import Datum, taken_into
from models.grids.tables import Grid
from models.members.tables import Person
from models.patrols.tables import PatrolRound, PatrolStop
from models.roster.columns import TITLES
from models.roster.importer import RosterImported
from models.roster.records import SheetProblem
from tests.bot.cli.exchange.running import EN, run, saved, wangge
from tests.gates.source import ROOT
from tests.models.patrols.patrolling import LATITUDE, LONGITUDE, square

SAMPLE = ROOT / "bot/demo/data/nandajie-roster.csv"
HEADER = "code,name,level,parent,leader,leader_phone,members\n"
SMALL = f"{HEADER}S,南大街,street,,曹林文,19900000001,\nC,望城路,社区,S,谭远康,19900000002,\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def set_up(here: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, and a database that the settings name."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    return here


def test_a_sound_file_passes_and_needs_no_database(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert wangge("roster", "check", str(SAMPLE)) == 0
    assert capsys.readouterr().out == "Nothing to mend. Grids: 353, posts: 1279.\n"
    assert list(here.iterdir()) == []


def test_each_bad_row_is_one_line_and_a_summary_follows(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = f"{SMALL}G,,组团,X,李四,1.99E+10,王五\n"
    assert wangge("roster", "check", saved(here, bad)) == 1
    assert capsys.readouterr().out.splitlines() == [
        "Row 4, name名称: The cell is empty. Fill it in.",
        "Row 4, level级别: “组团” is not a level. Use one of: "
        "district区县 street街道 community社区 grid网格 cell单元格.",
        "Row 4, leader_phone电话: The spreadsheet has shortened the phone to “1.99E+10”. "
        "Format the column as text, then retype it.",
        "Row 4, members网格员: “王五” has no phone. Write name:phone, with ; between people.",
        "Row 4, parent上级编码: No row has the code “X”. Correct it, or add a row for it.",
        "To mend: 5. Nothing was changed.",
    ]


def test_the_same_is_said_in_chinese(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert wangge("roster", "check", saved(here, f"{SMALL}S,重号,street,,,,\n"), t=translator("zh_CN")) == 1
    assert capsys.readouterr().out.splitlines() == [
        "提示：第 4 行「leader网格长」：这个网格没有网格长。每个网格都要有责任人，请尽快补上。",
        "第 4 行「code编码」：编码“S”与第 2 行重复，请给每个网格单独编码。",
        "需改正 1 处。数据没有改动。",
    ]


def test_notes_are_told_and_pass(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert wangge("roster", "check", saved(here, f"{HEADER}S,南大街,street,,,,\n")) == 0
    assert capsys.readouterr().out.startswith("Note: Row 2, leader网格长: This grid has no leader.")


def test_levels_are_named_and_other_values_that_look_like_levels_are_not() -> None:
    low = SheetProblem(3, "parent", "parent_too_low", {"value": "cell", "level": "grid", "above": "cell"})
    assert worded(low, EN, TITLES) == (
        "Row 3, parent上级编码: “cell” is of level cell单元格 and cannot stand above level grid网格."
    )


@pytest.mark.parametrize("action", ["check", "import"])
@pytest.mark.parametrize(
    ("name", "told"), [("none.csv", "There is no such file."), (".", "This is a folder. Name the file in it.")]
)
def test_a_file_that_is_no_sheet_is_one_line(
    action: str, name: str, told: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert wangge("roster", action, name) == 1
    assert capsys.readouterr().out.splitlines() == [told, "To mend: 1. Nothing was changed."]
    assert list(here.iterdir()) == []


async def test_a_street_is_imported_once_and_then_is_in_force(set_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [await run("roster", "import", str(SAMPLE)), await run("roster", "import", str(SAMPLE))] == [0, 0]
    assert capsys.readouterr().out.splitlines() == [
        "Grids: 353 added, 0 changed (of these 0 moved, 0 back again), 0 retired.",
        "Posts: 1279 added (of these 0 claimed at once), 0 changed, 0 ended.",
        "This roster is in force already; nothing has changed.",
    ]


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
async def test_what_is_exported_can_be_imported(name: str, set_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [
        await run("roster", "import", str(SAMPLE)),
        await run("roster", "export", name),
        await run("roster", "import", name),
    ] == [0, 0, 0]
    told = capsys.readouterr().out.splitlines()
    assert told[-2:] == ["Written. Grids: 353.", "This roster is in force already; nothing has changed."]


async def test_a_faulty_file_changes_nothing(set_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("roster", "import", saved(set_up, f"{SMALL}G,组,grid,X,,,\n")) == 1
    assert await run("roster", "export", "out.csv") == 0
    assert capsys.readouterr().out.splitlines()[-2:] == ["To mend: 1. Nothing was changed.", "Written. Grids: 0."]


async def test_a_grid_of_another_street_is_refused_unless_it_is_taken_over(
    set_up: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("roster", "import", saved(set_up, SMALL)) == 0
    other = saved(set_up, SMALL.replace("S,南大街", "T,北大街").replace("社区,S", "社区,T"), "other.csv")
    capsys.readouterr()
    assert await run("roster", "import", other) == 1
    assert capsys.readouterr().err.startswith("Row 3: C belongs to 南大街 (S), which is not in this file.")
    assert await run("roster", "import", other, "--take-over") == 0
    assert "1 moved" in capsys.readouterr().out


def test_an_export_to_another_kind_of_file_is_a_slip_of_usage(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert wangge("roster", "export", "roster.pdf") == 2
    assert capsys.readouterr().err == "The name of the file must end in one of: .csv .xlsx\n"


async def test_an_export_into_a_folder_that_is_not_there_is_told(
    set_up: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("roster", "export", "nowhere/out.csv") == 1
    assert capsys.readouterr().err == "The file cannot be written: No such file or directory\n"


@pytest.mark.parametrize("words", [(), ("check",), ("burn", "roster.csv")])
def test_half_a_command_is_a_slip_of_usage(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        wangge("roster", *words)
    assert left.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.own_database
@pytest.mark.postgres
async def test_a_shared_database_is_only_migrated_by_its_own_verb(
    here: Path, own_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import text

    database = Database(own_postgres_url)
    async with database.write() as session:
        await session.execute(text("DROP TABLE alembic_version"))
    await database.close()
    monkeypatch.setenv("DATABASE_URL", own_postgres_url)
    with pytest.raises(CannotStart):
        await run("roster", "import", saved(here, SMALL))


def test_the_check_loads_no_database_and_no_telegram_library(here: Path) -> None:
    code = f"""
import argparse, sys
from bot.cli.exchange import roster
from locales.translator import translator
t = translator("zh_CN")
parser = argparse.ArgumentParser()
roster.add_parser(parser.add_subparsers(), t)
args = parser.parse_args(["roster", "check", {str(SAMPLE)!r}])
assert args.run(args, t) == 0
print([name for name in ("sqlalchemy", "sqlmodel", "pydantic", "openpyxl", "aiogram") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_summary_names_every_count() -> None:
    lines = list(roster.summary(RosterImported(*range(1, 10)), EN))
    assert lines == [
        "Grids: 1 added, 2 changed (of these 3 moved, 4 back again), 5 retired.",
        "Posts: 6 added (of these 9 claimed at once), 7 changed, 8 ended.",
    ]


def with_grids(number: int) -> str:
    return SMALL + "".join(f"G{n},{n}组,grid,C,谭远康,1990001{n:04},\n" for n in range(number))


async def test_a_check_and_an_import_say_what_would_end(set_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("roster", "import", saved(set_up, with_grids(12))) == 0
    capsys.readouterr()
    fewer = saved(set_up, SMALL, "fewer.csv")
    grids = "Grids retired: 12. " + "; ".join(f"G{n} {n}组" for n in range(10)) + " and others"
    posts = "Posts ended: 12. " + "; ".join(f"谭远康 (G{n})" for n in range(10)) + " and others"
    assert await run("roster", "check", fewer) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [grids, posts]
    assert await run("roster", "import", fewer) == 1
    told = capsys.readouterr()
    assert told.out.splitlines() == [grids, posts]
    assert told.err.startswith(
        "Nothing was changed. This would retire 12 grids, end 12 posts and leave 0 grids without"
    )
    assert await run("roster", "import", fewer, "--retire") == 0
    assert "12 retired" in capsys.readouterr().out


DRAWN = "code,name,level,parent,leader,leader_phone,boundary,boundary_datum\n"


@pytest.mark.parametrize(("said", "hint"), [("", True), ("高德", False)])
async def test_a_check_says_that_a_boundary_looks_drawn_on_another_map(
    set_up: Path, database: Database, capsys: pytest.CaptureFixture[str], said: str, hint: bool
) -> None:
    """As whoever drew it on AMap, and left the column empty, hears once people have been there."""
    shape = json.dumps(square(*taken_into(Datum.GCJ02, LONGITUDE, LATITUDE))).replace('"', '""')
    file = saved(set_up, f'{DRAWN}S,南大街,street,,曹林文,19900000001,"{shape}",{said}\n')
    assert await run("roster", "import", file) == 0
    now = datetime.now(UTC)
    async with database.write() as session:
        [grid] = (await session.scalars(select(Grid))).all()
        member = Person(tg_user_id=12, name="傅勇", first_seen=now)
        of = PatrolRound(grid_id=grid.id, chat_id=12, started_at=now, due_at=now)
        about: dict[str, Any] = {"round_id": of.id, "person_id": member.id, "said_at": now, "received_at": now}
        where: dict[str, Any] = {"latitude": LATITUDE, "longitude": LONGITUDE}
        session.add_all([member, of, *(PatrolStop(**about, **where) for _ in range(20))])
    capsys.readouterr()
    assert await run("roster", "check", file, t=translator("zh_CN")) == 0
    line = "S的边界登记为WGS-84，可能是GCJ-02：按此换算，打卡位置才落在界内。"
    assert (line in capsys.readouterr().out.splitlines()) is hint
