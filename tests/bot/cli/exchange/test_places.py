from pathlib import Path

import pytest

from locales.translator import translator
from tests.bot.cli.exchange.running import run, saved

HEADER = "类别,名称,网格编码,责任人,电话\n"
SMALL = f"{HEADER}商铺,老王副食店,S-1-1,王老板,19900000031\n消火栓,1号栓,S-1-1,,\n"


async def test_each_bad_row_is_one_line_in_chinese(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = f"{HEADER}飞船,甲,S-1-1,,1990\n商铺,乙,X,,\n"
    assert await run("places", "check", saved(here, bad), t=translator("zh_CN")) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[1].startswith("第 2 行「phone电话」：“1990”")
    assert said[0].startswith("第 2 行「kind类别」：没有“飞船”这一类别。可填：单位 ")
    assert said[2:] == [
        "第 3 行「grid网格编码」：名册中没有编码为“X”的网格。请改正，或先导入名册。",
        "需改正 3 处。数据没有改动。",
    ]


async def test_the_kinds_of_this_deployment_count(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(here))
    saved(here, '[[kind]]\nkind = "boat"\nname = "渔船"\nwords = ["渔船"]\n', "place_kinds.toml")
    assert await run("places", "check", saved(here, f"{HEADER}渔船,1号船,S-1-1,,\n")) == 0
    assert await run("places", "check", saved(here, SMALL)) == 1
    assert "渔船" in capsys.readouterr().out
