"""A year's working days as a file: the JSON of holiday-cn, or a sheet of day, 上班 or 休息, and a note.

Days that the file does not name are worked from Monday to Friday. A year is read only if all its feasts are named, so
that half a file does not pass for a year; a file may also name days of the December before.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from models.schedule.calendar.feasts import days_of, feasts
from models.schedule.calendar.library import DaySaid
from models.schedule.calendar.working_days import plainly_works
from models.spreadsheet.file import read_sheets
from models.spreadsheet.sheet import Cells
from models.text.encoding import decoded

YEARS = range(2000, 2100)
LONGEST_NOTE = 80
WORDS = {
    **dict.fromkeys(("上班", "班", "补班", "工作", "工作日", "working", "work", "workday"), True),
    **dict.fromkeys(("休息", "休", "放假", "假", "假日", "节假日", "off", "holiday", "rest"), False),
}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?|(\d{4})(\d\d)(\d\d)")


@dataclass(frozen=True)
class HolidayProblem:
    """`row` counts from 1, 0 for the whole file."""

    row: int
    code: str
    data: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class HolidayFile:
    """`days` are all of the `years`, and what is named of the December before; none where the file names none."""

    years: tuple[int, ...] = ()
    days: Mapping[date, DaySaid] = field(default_factory=dict)
    problems: tuple[HolidayProblem, ...] = ()


@dataclass(frozen=True)
class _Line:
    row: int
    day: str
    works: bool | None
    word: str
    note: str


def read_holidays(path: Path) -> HolidayFile:
    """Raises OSError, UnicodeDecodeError or NotASheet for what cannot be read at all."""
    if path.suffix.lower() == ".json":
        return _from_json(decoded(path.read_bytes()))
    lines = [line for sheet in read_sheets(path) if sheet.shown for line in _lines(sheet.rows)]
    return _checked(lines)


def read_day(text: str) -> date | None:
    """With its year: 2027-02-06, 2027/2/6, 2027年2月6日 or 20270206."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def read_word(text: str) -> bool | None:
    """Whether the day is worked; None where the word says neither."""
    return WORDS.get(unicodedata.normalize("NFKC", text).strip().casefold())


def _lines(rows: Sequence[Cells]) -> Iterator[_Line]:
    """Blank rows are passed over, and so are titles above the first day."""
    begun = False
    for number, cells in enumerate(rows, 1):
        day, word, note = ([cell.strip() for cell in cells] + ["", "", ""])[:3]
        begun = begun or any(sign.isdecimal() for sign in day)
        if begun and (day or word or note):
            yield _Line(number, day, read_word(word), word, note)


def _from_json(text: str) -> HolidayFile:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    year, days = (told.get("year"), told.get("days")) if isinstance(told, dict) else (None, None)
    if not isinstance(year, int) or year not in YEARS or not isinstance(days, list):
        return HolidayFile(problems=(HolidayProblem(0, "no_calendar"),))
    return _checked([_entry(*numbered) for numbered in enumerate(days, 1)], year) if days else HolidayFile((year,))


def _entry(number: int, entry: Any) -> _Line:
    said = entry if isinstance(entry, dict) else {}
    off = said.get("isOffDay")
    works = not off if isinstance(off, bool) else None
    return _Line(number, str(said.get("date", "")), works, str(off), str(said.get("name", "")))


def _checked(lines: Sequence[_Line], only: int | None = None) -> HolidayFile:
    """`only` is the year that the file says it is of."""
    days: dict[date, DaySaid] = {}
    problems: list[HolidayProblem] = []
    for line in lines:
        day = read_day(line.day)
        if day is None:
            problems.append(HolidayProblem(line.row, "day_unreadable", {"value": line.day}))
        elif line.works is None:
            problems.append(HolidayProblem(line.row, "word_unreadable", {"value": line.word}))
        elif day in days:
            problems.append(HolidayProblem(line.row, "day_twice", {"value": day.isoformat()}))
        elif only and not _belongs(day, only):
            problems.append(HolidayProblem(line.row, "day_of_other_year", {"value": day.isoformat(), "year": only}))
        else:
            days[day] = DaySaid(line.works, line.note[:LONGEST_NOTE])
    years = (only,) if only else _years(days)
    problems += [] if problems else _missing_feasts(years, days)
    if not days and not problems:
        problems.append(HolidayProblem(0, "no_calendar"))
    return HolidayFile(years, _whole(years, days), tuple(problems))


def _belongs(day: date, year: int) -> bool:
    return day.year == year or (day.year, day.month) == (year - 1, 12)


def _years(days: Iterable[date]) -> tuple[int, ...]:
    """Without one of which only the December before another is named."""
    months: dict[int, set[int]] = {}
    for day in days:
        months.setdefault(day.year, set()).add(day.month)
    return tuple(sorted(year for year, named in months.items() if named != {12} or year + 1 not in months))


def _missing_feasts(years: Iterable[int], days: Mapping[date, DaySaid]) -> list[HolidayProblem]:
    free = {day for day, said in days.items() if not said.works}
    return [
        HolidayProblem(0, "feast_missing", {"feast": feast, "day": feast_days[0].isoformat(), "year": year})
        for year in years
        for feast, feast_days in feasts(year).items()
        if free.isdisjoint(feast_days)
    ]


def _whole(years: Iterable[int], named: Mapping[date, DaySaid]) -> dict[date, DaySaid]:
    plain = {day: DaySaid(plainly_works(day)) for year in years for day in days_of(year)}
    return {**plain, **named}
