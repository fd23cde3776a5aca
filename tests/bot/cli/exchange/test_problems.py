import re

import pytest

from bot.cli.exchange.problems import PROBLEMS, REFUSALS
from bot.cli.exchange.roster import looks_shifted
from locales.translator import translator
from models.grids.datum import Datum
from models.patrols.doubts.datum import ShiftedBoundaries
from models.roster.records import NOTES
from tests.gates.source import ROOT

SHEETS = (
    "roster/*.py",
    "spreadsheet/*.py",
    "departments/*.py",
    "places/exchange/*.py",
    "visits/exchange/*.py",
    "shifts/*.py",
    "brigades/*.py",
    "publicity/exchange/*.py",
    "publicity/occasion_words.py",
    "publicity/writing.py",
)
SOURCES = "\n".join(path.read_text("utf-8") for pattern in SHEETS for path in (ROOT / "models").glob(pattern))
FIRST = "file|sheet|sheets|rows|name|column|cell|cells|text|code|level|parent|leader|leaders|holder|phone|boundary"
TOLD = re.compile(rf'"((?:{FIRST})_[a-z_]+)"')


def test_every_problem_a_check_can_find_has_its_words() -> None:
    from models.roster.columns import TITLES

    assert set(TOLD.findall(SOURCES)) - set(TITLES) - set(PROBLEMS) == set()


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_worded_problem_can_be_found(code: str) -> None:
    assert f'"{code}"' in SOURCES


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_worded_refusal_is_raised_somewhere(code: str) -> None:
    assert f'"{code}"' in SOURCES


def test_every_refusal_has_its_words() -> None:
    assert set(re.findall(r'"((?:roster|departments)\.[a-z_]+)"', SOURCES)) == set(REFUSALS)


def test_every_note_has_its_words() -> None:
    assert set(PROBLEMS) >= NOTES


def test_a_boundary_that_looks_drawn_in_another_datum_is_named_with_that() -> None:
    shifted = [ShiftedBoundaries(Datum.WGS84, Datum.GCJ02, ["S-1-1", "S-1-2"])]
    [line] = looks_shifted(shifted, translator("zh_CN"))
    assert line == "S-1-1 S-1-2的边界登记为WGS-84，可能是GCJ-02：按此换算，打卡位置才落在界内。"
