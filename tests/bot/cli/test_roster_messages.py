import re

import pytest

from bot.cli.roster_messages import PROBLEMS, REFUSALS
from models.roster.records import NOTES
from tests.gates.source import ROOT

SHEETS = ("roster/*.py", "spreadsheet/*.py", "departments/*.py", "places/*.py")
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
