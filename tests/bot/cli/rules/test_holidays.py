import argparse
import asyncio
from datetime import date
from pathlib import Path

import pytest

from bot.cli.rules import holidays
from bot.cli.rules.holidays import FEASTS, KINDS, PROBLEMS
from locales.translator import Translator, translator
from models.db.database import Database
from models.schedule.calendar.feasts import Feast
from models.schedule.calendar.holiday_file import HolidayProblem
from models.schedule.calendar.library import DaySaid
from models.schedule.calendar.stored_days import day_kind, take_from_library
from models.schedule.calendar.working_days import DayKind

EN, ZH = translator("en"), translator("zh_CN")
FREE = ("01-01", "02-06", "04-05", "05-01", "06-09", "09-15", "10-01")
YEAR = "".join(f"2027-{day},休息,节\n" for day in FREE) + "2027-02-20,上班\n"


@pytest.fixture
async def here(database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, and a database that knows what the library knows."""
    async with database.write() as session:
        await take_from_library(session)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    return tmp_path


def wangge(words: tuple[str, ...], t: Translator) -> int:
    parser = argparse.ArgumentParser()
    holidays.add_parser(parser.add_subparsers(required=True), t)
    args = parser.parse_args(["holidays", *words])
    status: int = args.run(args, t)
    return status


async def run(*words: str, t: Translator = EN) -> int:
    """In a thread: the verbs bring an event loop of their own."""
    return await asyncio.to_thread(wangge, words, t)


async def test_a_year_is_imported_shown_and_imported_again(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("show", "2027") == 0
    assert "2027-01-27 – 2027-02-17  not known yet" in capsys.readouterr().out
    (here / "calendar.csv").write_text(YEAR, "utf-8")
    assert await run("import", "calendar.csv") == 0
    assert capsys.readouterr().out == "In force: the working days of 2027.\n"
    assert await run("import", "calendar.csv", t=ZH) == 0
    assert capsys.readouterr().out == "2027 年放假安排已生效，没有变化。\n"
    assert await run("show", "2027") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "2027 is announced.",
        "2027-01-01               off  节",
        "2027-02-06               off  节",
        "2027-02-20               working",
    ]
    assert len(lines) == 1 + len(FREE) + 1


async def test_a_bad_file_names_every_row_and_changes_nothing(
    here: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "calendar.csv").write_text(YEAR + "2027-02-21,maybe\n2027-02-30,上班\n", "utf-8")
    assert await run("import", "calendar.csv") == 1
    assert capsys.readouterr().out.splitlines() == [
        "Row 9: “maybe” is neither working nor off. Write one of the two.",
        "Row 10: “2027-02-30” is not a day. Write it like 2027-02-06.",
        "To mend: 2. Nothing was changed.",
    ]
    async with database.read() as session:
        assert await day_kind(session, date(2027, 2, 20)) is DayKind.OFF
        assert await day_kind(session, date(2027, 2, 6)) is DayKind.UNKNOWN


async def test_a_year_file_without_days_says_that_it_announces_nothing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "2027.json").write_text('{"year": 2027, "papers": [], "days": []}', "utf-8")
    assert await run("import", "2027.json") == 0
    told = "The file names no days: 2027 is not announced in it. Nothing was changed.\n"
    assert capsys.readouterr().out == told


@pytest.mark.parametrize(
    ("name", "told"), [("none.csv", "There is no such file."), ("none.json", "cannot be read: No")]
)
async def test_a_file_that_is_not_there_is_said_to_be_so(
    here: Path, name: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("import", name) == 1
    assert told in capsys.readouterr().err


async def test_a_single_day_is_set_and_reset(
    here: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("set", "2026-12-05", "上班", "--note", "防汛") == 0
    assert await run("show", "2026") == 0
    assert {"2026-12-05 is worked.", "2026-12-05               working  防汛"} <= set(
        capsys.readouterr().out.splitlines()
    )
    assert await run("reset", "2026-12-05") == 0
    assert await run("reset", "2026-12-05") == 0
    assert capsys.readouterr().out.splitlines() == [
        "2026-12-05 is again as the calendar says: off.",
        "2026-12-05 was not set; nothing has changed.",
    ]


@pytest.mark.parametrize(("day", "word"), [("02-20", "off"), ("2027-02-20", "perhaps")])
async def test_a_day_or_word_that_cannot_be_read_changes_nothing(
    here: Path, day: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("set", day, word) == 1
    assert capsys.readouterr().err


def test_days_in_a_row_that_are_worked_alike_are_one_line() -> None:
    said = {date(2027, 2, day): DaySaid(False, "春节") for day in range(5, 12)}
    assert "2027-02-05 – 2027-02-11  休息  春节" in list(holidays.told(2027, said, ZH))


def test_every_problem_feast_and_kind_has_words() -> None:
    assert (set(FEASTS), set(KINDS)) == (set(Feast), set(DayKind))
    missing = HolidayProblem(0, "feast_missing", {"feast": "spring_festival", "day": "2027-02-05", "year": 2027})
    assert holidays.worded(missing, ZH).startswith("2027 年春节（2027-02-05）没有放假日")
    assert "feast_missing" in PROBLEMS
