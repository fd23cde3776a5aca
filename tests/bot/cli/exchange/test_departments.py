from pathlib import Path

import pytest

from locales.translator import translator
from tests.bot.cli.exchange.running import run, saved

HEADER = "部门,网格编码,联络员,电话,时限天数\n"
SMALL = f"{HEADER}派出所,S,王警官;李警官,19900000021;19900000022,5\n安监办,S,,,\n"


async def test_a_sound_sheet_passes_with_a_note(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("departments", "check", saved(here, SMALL)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Note: Row 3, liaison联络员: This department has no liaison: it hears of nothing unless it binds a chat "
        "of its own.",
        "Nothing to mend. Departments: 2, liaisons: 2.",
    ]


async def test_each_bad_row_is_one_line_in_chinese(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = f"{HEADER}派出所,X,王警官,1990,很快\n"
    assert await run("departments", "check", saved(here, bad), t=translator("zh_CN")) == 1
    assert capsys.readouterr().out.splitlines() == [
        "第 2 行「days时限天数」：“很快”不是天数，请写 1 到 366 之间的数字。",
        "第 2 行「phone电话」：“1990”不是有效的电话号码，请填手机号，或带区号的座机号。",
        "第 2 行「grid网格编码」：名册中没有编码为“X”的网格。请改正，或先导入名册。",
        "需改正 3 处。数据没有改动。",
    ]


async def test_liaisons_are_counted_beside(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("departments", "import", saved(here, SMALL)) == 0
    liaisons = "Liaisons: 2 added (of these 0 claimed at once), 0 changed, 0 ended."
    assert capsys.readouterr().out.splitlines()[-1] == liaisons


async def test_a_sheet_that_would_end_much_is_refused_unless_retire_is_said(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = "".join(f"部门{number},S,,,\n" for number in range(12))
    assert await run("departments", "import", saved(here, f"{HEADER}{many}")) == 0
    fewer = saved(here, f"{HEADER}部门0,S,,,\n", "fewer.csv")
    capsys.readouterr()
    assert await run("departments", "import", fewer) == 1
    told = capsys.readouterr()
    assert "Departments retired: 11." in told.out
    assert "Nothing was changed" in told.err
    assert await run("departments", "import", fewer, "--retire") == 0
    assert "Departments: 0 added, 0 changed, 11 retired." in capsys.readouterr().out
