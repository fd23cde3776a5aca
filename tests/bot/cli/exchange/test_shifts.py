import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.exchange import shifts
from locales.translator import Translator, translator
from models.schema import open_database
from tests.street import build

HEADER = "网格编码,日期,开始,结束,姓名,电话,备注\n"
SMALL = f"{HEADER}S,2099-12-01,08:00,08:00,张三,19900000031,\nS-1-1,2099-12-01,20:00,08:00,傅勇,19900000012,夜班\n"
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
    shifts.add_parser(parser.add_subparsers(required=True), t)
    args = parser.parse_args(["shifts", *words])
    status: int = args.run(args, t)
    return status


async def run(*words: str, t: Translator = EN) -> int:
    """In a thread: the verbs bring an event loop of their own."""
    return await asyncio.to_thread(wangge, *words, t=t)


def saved(folder: Path, text: str, name: str = "shifts.csv") -> str:
    (folder / name).write_text(text, "utf-8")
    return name


async def test_each_bad_row_is_one_line_in_chinese(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = f"{SMALL}X,初一,8,25:00,李四,12,\nS,2099-12-03,08:00,08:00,张三,19900000031,\n"
    assert await run("check", saved(here, bad), t=translator("zh_CN")) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line.startswith("第 4 行「begins开始」：“8”不是时间")]
    assert [line for line in said if line.startswith("第 4 行「date日期」：“初一”不是日期")]
    assert [
        line for line in said if line.startswith("提示：第 5 行「begins开始」：S在12-02 08:00至12-03 08:00无人值班")
    ]
    assert said[-1] == "需改正 5 处。数据没有改动。"


async def test_import_is_all_or_nothing_and_repeatable(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = f"{SMALL}X,2099-12-01,08:00,08:00,李四,19900000032,\n"
    assert await run("import", saved(here, bad, "bad.csv")) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    assert await run("import", saved(here, SMALL)) == 0
    assert "Shifts: 2 added, 0 changed, 0 withdrawn." in capsys.readouterr().out
    assert await run("import", "shifts.csv") == 0
    assert "nothing has changed" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
async def test_what_is_written_out_imports_again(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    await run("import", saved(here, SMALL))
    assert await run("export", name) == 0
    assert "Written. Shifts: 2." in capsys.readouterr().out
    assert await run("import", name) == 0
    assert "nothing has changed" in capsys.readouterr().out
    assert await run("export", "out.pdf") == 2
