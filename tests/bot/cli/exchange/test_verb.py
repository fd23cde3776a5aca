"""What is the same of all sheets, whatever they hold."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bot.cli.exchange.running import run, saved


@dataclass(frozen=True)
class Sample:
    """Two rows for the street of tests, a row whose grid is not there, and what is said of them."""

    verb: str
    header: str
    rows: str
    bad_row: str
    sound: str
    done: str
    written: str

    @property
    def sheet(self) -> str:
        return f"{self.header}\n{self.rows}\n"

    @property
    def faulty(self) -> str:
        return f"{self.sheet}{self.bad_row}\n"


SAMPLES = [
    Sample(
        "departments",
        "部门,网格编码,联络员,电话,时限天数",
        "派出所,S,王警官;李警官,19900000021;19900000022,5\n安监办,S,,,",
        "综治办,X,赵某,19900000023,",
        "Nothing to mend. Departments: 2, liaisons: 2.",
        "Departments: 2 added, 0 changed, 0 retired.",
        "Written. Departments: 2.",
    ),
    Sample(
        "places",
        "类别,名称,网格编码,责任人,电话",
        "商铺,老王副食店,S-1-1,王老板,19900000031\n消火栓,1号栓,S-1-1,,",
        "商铺,乙,X,,",
        "Nothing to mend. Places: 2.",
        "Places: 2 added, 0 changed; claimed at once by their phone: 0.",
        "Written. Places: 2.",
    ),
    Sample(
        "households",
        "网格编码,地址,户主,类别,电话,重点",
        "S-1-1,南大街12号,王秀英,独居老人,19900000031,\nS-1-1,南大街13号,李某,普通户,,是",
        "X,南大街14号,张某,普通户,,",
        "Nothing to mend. Households: 2.",
        "Households: 2 added, 0 changed.",
        "Written. Households: 2.",
    ),
    Sample(
        "shifts",
        "网格编码,日期,开始,结束,姓名,电话,备注",
        "S,2099-12-01,08:00,08:00,张三,19900000031,\nS-1-1,2099-12-01,20:00,08:00,傅勇,19900000012,夜班",
        "X,2099-12-01,08:00,08:00,李四,19900000032,",
        "Nothing to mend. Shifts: 2.",
        "Shifts: 2 added, 0 changed, 0 withdrawn.",
        "Written. Shifts: 2.",
    ),
    Sample(
        "brigades",
        "网格编码,姓名,电话,队长",
        "S,张三,19900000031,是\nS-1-1,傅勇,19900000012,",
        "X,王五,19900000033,",
        "Nothing to mend. Members: 2.",
        "Members: 2 added, 0 changed, 0 left.",
        "Written. Members: 2.",
    ),
    Sample(
        "calendar",
        "网格编码,文案编号,标题,第一行,第二行,第三行,时间,是否启用",
        "S,,年货节防火,1. 通道不堆货,收摊断电,不住人,春节前20天,\nS-1,hot_pot,,,,,,否",
        "X,,好,一,,,,",
        "Nothing to mend. Texts: 2.",
        "Texts: 2 added, 0 changed.",
        "Written. Texts: 2.",
    ),
]
every_sheet = pytest.mark.parametrize("sample", SAMPLES, ids=[sample.verb for sample in SAMPLES])


@every_sheet
async def test_a_sound_sheet_passes_and_is_in_force_once_imported(
    sample: Sample, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(sample.verb, "check", saved(here, sample.sheet)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == sample.sound
    assert await run(sample.verb, "import", "sheet.csv") == 0
    first = capsys.readouterr()
    assert sample.done in first.out.splitlines()
    assert first.err.startswith("Database: ")
    assert await run(sample.verb, "import", "sheet.csv") == 0
    again = capsys.readouterr().out
    assert ("nothing has changed" in again, sample.done in again) == (True, False)


@every_sheet
async def test_a_sheet_with_a_bad_row_is_not_in_force(
    sample: Sample, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(sample.verb, "check", saved(here, sample.faulty, "faulty.csv")) == 1
    *_, fault, count = capsys.readouterr().out.splitlines()
    assert fault.startswith("Row 4, grid网格编码: No grid in the roster has the code “X”.")
    assert count == "To mend: 1. Nothing was changed."
    assert await run(sample.verb, "import", "faulty.csv") == 1
    told = capsys.readouterr()
    assert fault in told.out.splitlines()
    assert told.err == "Nothing was changed. Correct the rows named above, then import again.\n"
    assert await run(sample.verb, "import", saved(here, sample.sheet)) == 0
    assert sample.done in capsys.readouterr().out.splitlines()


@every_sheet
@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
async def test_what_is_written_out_is_in_force_already(
    name: str, sample: Sample, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(sample.verb, "import", saved(here, sample.sheet))
    assert await run(sample.verb, "export", name) == 0
    assert sample.written in capsys.readouterr().out.splitlines()
    assert [await run(sample.verb, action, name) for action in ("check", "import")] == [0, 0]
    assert "nothing has changed" in capsys.readouterr().out


@every_sheet
async def test_a_file_that_cannot_be_read_or_written_is_one_line(
    sample: Sample, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(sample.verb, "check", "none.csv") == 1
    assert capsys.readouterr().out.splitlines() == ["There is no such file.", "To mend: 1. Nothing was changed."]
    assert [await run(sample.verb, "export", name) for name in ("out.pdf", "nowhere/out.csv")] == [2, 1]
    assert capsys.readouterr().err.splitlines() == [
        "The name of the file must end in one of: .csv .xlsx",
        "The file cannot be written: No such file or directory",
    ]
