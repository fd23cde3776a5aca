from pathlib import Path

import pytest

from locales.translator import translator
from tests.bot.cli.exchange.running import run

SMALL = "网格编码,姓名,电话,队长\nS,张三,19900000031,是\nS-1-1,傅勇,19900000012,\n"


async def test_a_bad_list_is_named_row_by_row_and_changes_nothing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "bad.csv").write_text(f"{SMALL}X,李四,12,也许\nS,王五,19900000031,\n", "utf-8")
    assert await run("brigades", "check", "bad.csv", t=translator("zh_CN")) == 1
    said = capsys.readouterr().out
    assert all(words in said for words in ("第 4 行", "不能判断是否队长", "第 5 行", "同一队伍每名队员只写一行"))
    assert await run("brigades", "import", "bad.csv") == 1
    assert "Nothing was changed" in capsys.readouterr().err
