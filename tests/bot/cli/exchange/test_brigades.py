import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.exchange import brigades
from locales.translator import Translator, translator
from models.schema import open_database
from tests.street import build

SMALL = "网格编码,姓名,电话,队长\nS,张三,19900000031,是\nS-1-1,傅勇,19900000012,\n"
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
    brigades.add_parser(parser.add_subparsers(required=True), t)
    args = parser.parse_args(["brigades", *words])
    status: int = args.run(args, t)
    return status


async def run(*words: str, t: Translator = EN) -> int:
    """In a thread: the verbs bring an event loop of their own."""
    return await asyncio.to_thread(wangge, *words, t=t)


async def test_a_bad_list_is_named_row_by_row_and_changes_nothing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "bad.csv").write_text(f"{SMALL}X,李四,12,也许\nS,王五,19900000031,\n", "utf-8")
    assert await run("check", "bad.csv", t=translator("zh_CN")) == 1
    said = capsys.readouterr().out
    assert all(words in said for words in ("第 4 行", "不能判断是否队长", "第 5 行", "同一队伍每名队员只写一行"))
    assert await run("import", "bad.csv") == 1
    assert "Nothing was changed" in capsys.readouterr().err


async def test_a_list_comes_in_once_and_goes_out_again(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "small.csv").write_text(SMALL, "utf-8")
    assert await run("import", "small.csv") == 0
    assert "Members: 2 added, 0 changed, 0 left." in capsys.readouterr().out
    assert await run("export", "out.xlsx") == 0
    assert "Written. Members: 2." in capsys.readouterr().out
    assert await run("import", "out.xlsx") == 0
    assert "nothing has changed" in capsys.readouterr().out
    assert await run("export", "out.pdf") == 2
