from pathlib import Path

import pytest

from locales.translator import translator
from tests.bot.cli.exchange.running import run, saved

HEADER = "网格编码,日期,开始,结束,姓名,电话,备注\n"
SMALL = f"{HEADER}S,2099-12-01,08:00,08:00,张三,19900000031,\nS-1-1,2099-12-01,20:00,08:00,傅勇,19900000012,夜班\n"


async def test_each_bad_row_is_one_line_in_chinese(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = f"{SMALL}X,初一,8,25:00,李四,12,\nS,2099-12-03,08:00,08:00,张三,19900000031,\n"
    assert await run("shifts", "check", saved(here, bad), t=translator("zh_CN")) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line.startswith("第 4 行「begins开始」：“8”不是时间")]
    assert [line for line in said if line.startswith("第 4 行「date日期」：“初一”不是日期")]
    assert [
        line for line in said if line.startswith("提示：第 5 行「begins开始」：S在12-02 08:00至12-03 08:00无人值班")
    ]
    assert said[-1] == "需改正 5 处。数据没有改动。"
