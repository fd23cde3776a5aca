import argparse
import asyncio
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.exchange import households
from locales.translator import Translator, translator
from models.schema import open_database
from tests.street import build

HEADER = "网格编码,地址,户主,类别,电话,重点\n"
SMALL = f"{HEADER}S-1-1,南大街12号,王秀英,独居老人,19900000031,\nS-1-1,南大街13号,李某,普通户,,是\n"
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
    households.add_parser(parser.add_subparsers(required=True), t)
    args = parser.parse_args(["households", *words])
    status: int = args.run(args, t)
    return status


async def run(*words: str, t: Translator = EN) -> int:
    """In a thread: the verbs bring an event loop of their own."""
    return await asyncio.to_thread(wangge, *words, t=t)


def saved(folder: Path, text: str, name: str = "visits.csv") -> str:
    (folder / name).write_text(text, "utf-8")
    return name


async def test_each_bad_row_is_one_line_in_chinese(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = f"{HEADER}X,南大街12号,王秀英,邻居,,大概\n"
    assert await run("check", saved(here, bad), t=translator("zh_CN")) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("第 2 行「kind类别」：没有“邻居”这一住户类别。可填：困难户 独居老人 ")
    assert said[1:] == [
        "第 2 行「key重点」：“大概”看不出是否重点户。请填“是”或“否”。",
        "第 2 行「grid网格编码」：名册中没有编码为“X”的网格。请改正，或先导入名册。",
        "需改正 3 处。数据没有改动。",
    ]


async def test_import_is_all_or_nothing_and_repeatable(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("import", saved(here, f"{SMALL}X,南大街14号,张某,普通户,,\n", "bad.csv")) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    assert await run("check", saved(here, SMALL)) == 0
    assert capsys.readouterr().out.splitlines() == ["Nothing to mend. Households: 2."]
    assert await run("import", "visits.csv") == 0
    said = capsys.readouterr().out
    assert "Households: 2 added, 0 changed" in said
    assert "personal data" in said
    assert await run("import", "visits.csv") == 0
    assert "nothing has changed" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
async def test_what_is_written_out_is_for_its_owner_alone_and_imports_again(
    here: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    await run("import", saved(here, SMALL))
    assert await run("export", name) == 0
    assert "personal data" in capsys.readouterr().out
    assert stat.S_IMODE((here / name).stat().st_mode) == 0o600
    if name.endswith(".csv"):
        assert "个人信息" in (here / name).read_text("utf-8-sig").splitlines()[0]
    assert await run("import", name) == 0
    assert "nothing has changed" in capsys.readouterr().out
    assert await run("export", "out.doc") == 2


async def test_the_kinds_of_this_deployment_count(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(here))
    kinds = '[[kind]]\nkind = "boat"\nevery = "monthly"\nname = "渔民"\nwords = ["渔民户"]\n'
    saved(here, kinds, "household_kinds.toml")
    assert await run("import", saved(here, f"{HEADER}S-1-1,码头1号,赵某,渔民户,,\n")) == 0
    assert await run("check", saved(here, SMALL)) == 1
    assert "渔民户" in capsys.readouterr().out
