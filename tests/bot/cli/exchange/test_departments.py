import argparse
import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.exchange import departments
from locales.translator import Translator, translator
from models.schema import open_database
from tests.gates.source import ROOT
from tests.street import build

HEADER = "部门,网格编码,联络员,电话,时限天数\n"
SMALL = f"{HEADER}派出所,S,王警官;李警官,19900000021;19900000022,5\n安监办,S,,,\n"
EN = translator("en")


@pytest.fixture
async def here(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, and a database with a street that the settings name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    database = open_database(sqlite_url)
    async with database.write() as session:
        await build(session, datetime(2026, 11, 16, tzinfo=UTC))
    await database.close()
    return tmp_path


def wangge(*words: str, t: Translator = EN) -> int:
    parser = argparse.ArgumentParser()
    departments.add_parser(parser.add_subparsers(required=True), t)
    args = parser.parse_args(["departments", *words])
    status: int = args.run(args, t)
    return status


async def run(*words: str, t: Translator = EN) -> int:
    """In a thread: the verbs bring an event loop of their own."""
    return await asyncio.to_thread(wangge, *words, t=t)


def saved(folder: Path, text: str, name: str = "departments.csv") -> str:
    (folder / name).write_text(text, "utf-8")
    return name


async def test_a_sound_sheet_passes_with_a_note(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("check", saved(here, SMALL)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Note: Row 3, liaison联络员: This department has no liaison: it hears of nothing unless it binds a chat "
        "of its own.",
        "Nothing to mend. Departments: 2, liaisons: 2.",
    ]


async def test_each_bad_row_is_one_line_in_chinese(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = f"{HEADER}派出所,X,王警官,1990,很快\n"
    assert await run("check", saved(here, bad), t=translator("zh_CN")) == 1
    assert capsys.readouterr().out.splitlines() == [
        "第 2 行「days时限天数」：“很快”不是天数，请写 1 到 366 之间的数字。",
        "第 2 行「phone电话」：“1990”不是有效的电话号码，请填手机号，或带区号的座机号。",
        "第 2 行「grid网格编码」：名册中没有编码为“X”的网格。请改正，或先导入名册。",
        "需改正 3 处。数据没有改动。",
    ]


async def test_import_is_all_or_nothing_and_repeatable(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("import", saved(here, f"{SMALL}综治办,X,,,\n", "bad.csv")) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    assert await run("import", saved(here, SMALL)) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "Departments: 2 added, 0 changed, 0 retired.",
        "Liaisons: 2 added (of these 0 claimed at once), 0 changed, 0 ended.",
    ]
    assert await run("import", "departments.csv") == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("These departments are in force already")


async def test_a_sheet_that_would_end_much_is_refused_unless_retire_is_said(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = "".join(f"部门{number},S,,,\n" for number in range(12))
    assert await run("import", saved(here, f"{HEADER}{many}")) == 0
    fewer = saved(here, f"{HEADER}部门0,S,,,\n", "fewer.csv")
    capsys.readouterr()
    assert await run("import", fewer) == 1
    told = capsys.readouterr()
    assert "Departments retired: 11." in told.out
    assert "Nothing was changed" in told.err
    assert await run("import", fewer, "--retire") == 0
    assert "Departments: 0 added, 0 changed, 11 retired." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
async def test_what_is_exported_is_in_force_already(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    await run("import", saved(here, SMALL))
    assert await run("export", name) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Written. Departments: 2."
    assert await run("import", name) == 0
    assert "in force already" in capsys.readouterr().out


async def test_export_wants_a_name_it_knows(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("export", "out.pdf") == 2
    assert await run("export", "nowhere/out.csv") == 1
    assert len(capsys.readouterr().err.splitlines()) == 2


async def test_a_missing_file_is_one_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("check", "none.csv") == 1
    assert "There is no such file." in capsys.readouterr().out


def test_the_program_knows_the_verb(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "departments", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "export" in done.stdout
