import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.exchange import places
from locales.translator import Translator, translator
from models.schema import open_database
from tests.street import build

HEADER = "类别,名称,网格编码,责任人,电话\n"
SMALL = f"{HEADER}商铺,老王副食店,S-1-1,王老板,19900000031\n消火栓,1号栓,S-1-1,,\n"
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
    places.add_parser(parser.add_subparsers(required=True), t)
    args = parser.parse_args(["places", *words])
    status: int = args.run(args, t)
    return status


async def run(*words: str, t: Translator = EN) -> int:
    """In a thread: the verbs bring an event loop of their own."""
    return await asyncio.to_thread(wangge, *words, t=t)


def saved(folder: Path, text: str, name: str = "places.csv") -> str:
    (folder / name).write_text(text, "utf-8")
    return name


async def test_each_bad_row_is_one_line_in_chinese(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = f"{HEADER}飞船,甲,S-1-1,,1990\n商铺,乙,X,,\n"
    assert await run("check", saved(here, bad), t=translator("zh_CN")) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[1].startswith("第 2 行「phone电话」：“1990”")
    assert said[0].startswith("第 2 行「kind类别」：没有“飞船”这一类别。可填：单位 ")
    assert said[2:] == [
        "第 3 行「grid网格编码」：名册中没有编码为“X”的网格。请改正，或先导入名册。",
        "需改正 3 处。数据没有改动。",
    ]


async def test_import_is_all_or_nothing_and_repeatable(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("import", saved(here, f"{SMALL}商铺,乙,X,,\n", "bad.csv")) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    assert await run("check", saved(here, SMALL)) == 0
    assert capsys.readouterr().out.splitlines() == ["Nothing to mend. Places: 2."]
    assert await run("import", "places.csv") == 0
    assert "Places: 2 added, 0 changed" in capsys.readouterr().out
    assert await run("import", "places.csv") == 0
    assert "nothing has changed" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
async def test_what_is_written_out_imports_again(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    await run("import", saved(here, SMALL))
    assert await run("export", name) == 0
    assert await run("import", name) == 0
    assert "nothing has changed" in capsys.readouterr().out
    assert await run("export", "out.doc") == 2


async def test_the_kinds_of_this_deployment_count(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(here))
    saved(here, '[[kind]]\nkind = "boat"\nname = "渔船"\nwords = ["渔船"]\n', "place_kinds.toml")
    assert await run("check", saved(here, f"{HEADER}渔船,1号船,S-1-1,,\n")) == 0
    assert await run("check", saved(here, SMALL)) == 1
    assert "渔船" in capsys.readouterr().out
