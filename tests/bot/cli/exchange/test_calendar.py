from pathlib import Path

import pytest

from locales.translator import translator
from models.publicity.own_texts import library
from models.schema import open_database
from tests.bot.cli.exchange.running import run, saved

HEADER = "网格编码,文案编号,标题,第一行,第二行,第三行,时间,是否启用\n"
SMALL = f"{HEADER}S,,年货节防火,1. 通道不堆货,收摊断电,不住人,春节前20天,\nS-1,hot_pot,,,,,,否\n"


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
    assert await run("calendar", "check", bad, t=translator("zh_CN")) == 1
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
    assert await run("calendar", "import", bad) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    database = open_database(sqlite_url)
    async with database.read() as session:
        assert (await library(session)).rows == {}
    await database.close()


async def test_texts_are_stored_as_they_were_last_imported(
    here: Path, capsys: pytest.CaptureFixture[str], sqlite_url: str
) -> None:
    assert await run("calendar", "import", saved(here, SMALL)) == 0
    capsys.readouterr()
    assert await run("calendar", "import", saved(here, SMALL.replace("不住人", "不留人"), "new.csv")) == 0
    assert "Texts: 0 added, 1 changed." in capsys.readouterr().out
    database = open_database(sqlite_url)
    async with database.read() as session:
        texts = await library(session)
        off, own = sorted((row for rows in texts.rows.values() for row in rows), key=lambda row: row.name)
        assert (own.title, own.occasion, own.off) == ("年货节防火", "春节 -20..+0", False)
        assert own.lines == ["通道不堆货", "收摊断电", "不留人"]
        assert (off.name, off.off, off.title) == ("hot_pot", True, "")
    await database.close()
