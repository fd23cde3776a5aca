import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.exchange import calendar
from locales.translator import Translator, translator
from models.publicity.own_texts import library
from models.schema import open_database
from tests.street import build

HEADER = "网格编码,文案编号,标题,第一行,第二行,第三行,时间,是否启用\n"
SMALL = f"{HEADER}S,,年货节防火,1. 通道不堆货,收摊断电,不住人,春节前20天,\nS-1,hot_pot,,,,,,否\n"
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
    calendar.add_parser(parser.add_subparsers(required=True), t)
    args = parser.parse_args(["calendar", *words])
    status: int = args.run(args, t)
    return status


async def run(*words: str, t: Translator = EN) -> int:
    """In a thread: the verbs bring an event loop of their own."""
    return await asyncio.to_thread(wangge, *words, t=t)


def saved(folder: Path, text: str, name: str = "texts.csv") -> str:
    (folder / name).write_text(text, "utf-8")
    return name


async def test_each_bad_row_is_named_in_chinese_and_nothing_is_changed(
    here: Path, capsys: pytest.CaptureFixture[str], sqlite_url: str
) -> None:
    rows = (
        "X,,好,一,,,,",
        f"S,,{'长' * 41},一,,,冬天,也许",
        "S,火锅,,,,,,否",
        "S,no_such,,,,,,否",
        "S,,空,,二,,,",
        "S,,同,一,,,,",
    )
    bad = saved(here, HEADER + "\n".join([*rows, rows[-1]]))
    assert await run("check", bad, t=translator("zh_CN")) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.partition("：")[0] for line in said] == [
        "第 2 行「grid网格编码」",
        "第 3 行「said是否启用」",
        "第 3 行「title标题」",
        "第 3 行「when时间」",
        "第 4 行「text文案编号」",
        "第 5 行「text文案编号」",
        "第 8 行「title标题」",
        "需改正 7 处。数据没有改动。",
    ]
    assert await run("import", bad) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    database = open_database(sqlite_url)
    async with database.read() as session:
        assert (await library(session)).rows == {}
    await database.close()


async def test_import_is_repeatable_and_counts(here: Path, capsys: pytest.CaptureFixture[str], sqlite_url: str) -> None:
    assert await run("check", saved(here, SMALL)) == 0
    assert capsys.readouterr().out.splitlines() == ["Nothing to mend. Texts: 2."]
    assert await run("import", "texts.csv") == 0
    assert "Texts: 2 added, 0 changed." in capsys.readouterr().out
    assert await run("import", "texts.csv") == 0
    assert "nothing has changed" in capsys.readouterr().out
    assert await run("import", saved(here, SMALL.replace("不住人", "不留人"), "new.csv")) == 0
    assert "Texts: 0 added, 1 changed." in capsys.readouterr().out
    database = open_database(sqlite_url)
    async with database.read() as session:
        texts = await library(session)
        off, own = sorted((row for rows in texts.rows.values() for row in rows), key=lambda row: row.name)
        assert (own.title, own.occasion, own.off) == ("年货节防火", "春节 -20..+0", False)
        assert own.lines == ["通道不堆货", "收摊断电", "不留人"]
        assert (off.name, off.off, off.title) == ("hot_pot", True, "")
    await database.close()


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
async def test_what_is_written_out_imports_again(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    await run("import", saved(here, SMALL))
    assert await run("export", name) == 0
    assert "Written. Texts: 2." in capsys.readouterr().out
    assert await run("check", name) == 0
    assert await run("import", name) == 0
    assert "nothing has changed" in capsys.readouterr().out
    assert await run("export", "out.doc") == 2
