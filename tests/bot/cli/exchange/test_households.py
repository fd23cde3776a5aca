import stat
from pathlib import Path

import pytest

from locales.translator import translator
from tests.bot.cli.exchange.running import run, saved

HEADER = "网格编码,地址,户主,类别,电话,重点\n"
SMALL = f"{HEADER}S-1-1,南大街12号,王秀英,独居老人,19900000031,\nS-1-1,南大街13号,李某,普通户,,是\n"


async def test_each_bad_row_is_one_line_in_chinese(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = f"{HEADER}X,南大街12号,王秀英,邻居,,大概\n"
    assert await run("households", "check", saved(here, bad), t=translator("zh_CN")) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("第 2 行「kind类别」：没有“邻居”这一住户类别。可填：困难户 独居老人 ")
    assert said[1:] == [
        "第 2 行「key重点」：“大概”看不出是否重点户。请填“是”或“否”。",
        "第 2 行「grid网格编码」：名册中没有编码为“X”的网格。请改正，或先导入名册。",
        "需改正 3 处。数据没有改动。",
    ]


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
async def test_what_is_written_out_is_for_its_owner_alone(
    here: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    await run("households", "import", saved(here, SMALL))
    assert "personal data" in capsys.readouterr().out
    assert await run("households", "export", name) == 0
    assert "personal data" in capsys.readouterr().out
    assert stat.S_IMODE((here / name).stat().st_mode) == 0o600
    if name.endswith(".csv"):
        assert "个人信息" in (here / name).read_text("utf-8-sig").splitlines()[0]


async def test_the_kinds_of_this_deployment_count(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(here))
    kinds = '[[kind]]\nkind = "boat"\nevery = "monthly"\nname = "渔民"\nwords = ["渔民户"]\n'
    saved(here, kinds, "household_kinds.toml")
    assert await run("households", "import", saved(here, f"{HEADER}S-1-1,码头1号,赵某,渔民户,,\n")) == 0
    assert await run("households", "check", saved(here, SMALL)) == 1
    assert "渔民户" in capsys.readouterr().out
