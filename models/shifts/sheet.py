"""The sheet of shifts: what it says and what is wrong with it, every row named, and no database.

A shift that ends at or before the hour at which it begins ends on the next day: 08:00 to 08:00 is a whole day.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from models.roster.cell_text import clean, shown
from models.roster.columns import Columns, columns_by_name
from models.roster.pages import Pages, one_page, read_pages
from models.roster.records import SheetProblem
from models.roster.row import RosterRow, holds_phone
from models.schedule.deadlines import DAY, read_day
from models.shifts.tables import NOTE_LIMIT, PERSON_LIMIT
from models.spreadsheet.sheet import Cells
from models.text import phones

# column: its Chinese title in our files, further names
_COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "grid": ("网格编码", ("网格", "所属网格", "所属网格编码", "单位编码", "grid code")),
    "date": ("日期", ("值班日期", "day")),
    "begins": ("开始", ("开始时间", "起", "begin", "from")),
    "ends": ("结束", ("结束时间", "止", "end", "until")),
    "name": ("姓名", ("值班人", "值班人员", "带班领导")),
    "phone": ("电话", ("联系电话", "值班人电话", "手机", "手机号")),
    "note": ("备注", ("说明", "remark")),
}
TITLES = {column: f"{column}{title}" for column, (title, _) in _COLUMNS.items()}
COLUMNS = Columns(
    columns_by_name(_COLUMNS),
    required=("grid", "date", "begins", "ends", "name", "phone"),
    dates=frozenset({"date", "begins", "ends"}),
)
LONGEST = {"name": PERSON_LIMIT, "note": NOTE_LIMIT}
_CLOCK = re.compile(r"(?:次日|第二天)?\s*(\d{1,2})\s*[:点时]\s*(\d{2})?(?::\d{2})?分?")
_MIDNIGHT_AS_A_DATE = "1899-12-31"  # what a cell with the time 24:00 holds


@dataclass(frozen=True)
class ShiftEntry:
    """One shift; times are None, and `phone` is empty, where the row has a fault in them."""

    row: int
    grid: str
    begins_at: datetime | None
    ends_at: datetime | None
    name: str
    phone: str
    note: str = ""
    sheet: str = ""

    def problem(self, column: str, code: str, **data: str | int) -> SheetProblem:
        return SheetProblem(self.row, column, code, data, self.sheet)


@dataclass(frozen=True)
class ShiftSheet:
    titles: ClassVar[Mapping[str, str]] = TITLES
    entries: tuple[ShiftEntry, ...] = ()
    problems: tuple[SheetProblem, ...] = ()

    @property
    def errors(self) -> tuple[SheetProblem, ...]:
        return tuple(problem for problem in self.problems if not problem.note)


def check_file(path: Path, today: date, zone: tzinfo) -> ShiftSheet:
    return _checked(read_pages(path, COLUMNS), today, zone)


def check_rows(rows: Sequence[Cells], today: date, zone: tzinfo) -> ShiftSheet:
    """`rows` from the first of the sheet on; a day without a year is the next such day."""
    return _checked(one_page(rows, COLUMNS), today, zone)


def _checked(pages: Pages, today: date, zone: tzinfo) -> ShiftSheet:
    entries = tuple(_read(line, today, zone) for line in pages.lines)
    found = [problem for line in pages.lines for problem in line.problems]
    found += [*_twice(entries), *_gaps(entries, zone)]
    return ShiftSheet(entries, (*pages.problems, *sorted(found, key=lambda problem: problem.row)))


def _read(line: RosterRow, today: date, zone: tzinfo) -> ShiftEntry:
    if any(clean(cell) for cell in line.cells[line.header.width :]):
        line.fault("", "cells_beyond")
    grid, name, note = line.text("grid"), _limited(line, "name"), _limited(line, "note")
    for column, text in (("grid", grid), ("name", name)):
        if not text:
            line.fault(column, "cell_empty")
    if holds_phone(name):
        line.fault("name", "responsible_has_phone", name)
    begins_at, ends_at = _span(line, today, zone)
    return ShiftEntry(line.row, grid, begins_at, ends_at, name, _phone(line), note, line.sheet)


def _limited(line: RosterRow, column: str) -> str:
    text = line.text(column)
    if len(text) > LONGEST[column]:
        line.fault(column, "text_long", text, limit=LONGEST[column])
    return text


def _phone(line: RosterRow) -> str:
    text = line.text("phone")
    phone = phones.e164(text) if text else None
    if phone is None:
        code = "phone_rounded" if phones.rounded(text) else "phone_unreadable" if text else "cell_empty"
        line.fault("phone", code, text)
    return phone or ""


def _span(line: RosterRow, today: date, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    text = line.text("date")
    day = read_day(text, today) if text else None
    if day is None:
        line.fault("date", "day_unreadable" if text else "cell_empty", text)
    begins, ends = _clock(line, "begins"), _clock(line, "ends")
    if day is None or begins is None or ends is None:
        return None, None
    midnight = datetime.combine(day, datetime.min.time())
    next_day = ends <= begins or line.text("ends").startswith(("次日", "第二天"))
    ends += DAY if next_day and ends < DAY else timedelta(0)
    return (midnight + begins).replace(tzinfo=zone), (midnight + ends).replace(tzinfo=zone)


def _clock(line: RosterRow, column: str) -> timedelta | None:
    """Since midnight: 8:00, 08：00:00, 8点, 20时30分, 24:00; for an end also 次日8:00."""
    text = line.text(column)
    if text == _MIDNIGHT_AS_A_DATE:
        return DAY
    found = _CLOCK.fullmatch(unicodedata.normalize("NFKC", text))
    at = timedelta(hours=int(found[1]), minutes=int(found[2] or 0)) if found else None
    most = DAY if column == "ends" else DAY - timedelta(minutes=1)
    if at is None or found is None or at > most or int(found[2] or 0) > 59:
        line.fault(column, "clock_unreadable" if text else "cell_empty", text)
        return None
    return at


def _twice(entries: Sequence[ShiftEntry]) -> Iterator[SheetProblem]:
    known: dict[tuple[object, ...], ShiftEntry] = {}
    for entry in entries:
        first = known.setdefault((entry.grid, entry.begins_at, entry.ends_at, entry.phone), entry)
        if first is not entry and entry.begins_at is not None and entry.phone:
            told: dict[str, str | int] = {"first": first.row, "first_sheet": first.sheet}
            yield entry.problem("name", "shift_twice", value=shown(entry.name), **told)


def _gaps(entries: Sequence[ShiftEntry], zone: tzinfo) -> Iterator[SheetProblem]:
    """Where nobody is on between two shifts of a grid; it may be meant."""
    timed = [each for each in entries if each.begins_at is not None and each.grid]
    for _, rows in groupby(sorted(timed, key=_in_turn), key=lambda each: each.grid):
        until: datetime | None = None
        for each in rows:
            if each.begins_at is None or each.ends_at is None:
                continue
            if until is not None and each.begins_at > until:
                told = {"since": f"{until.astimezone(zone):%m-%d %H:%M}", "until": f"{each.begins_at:%m-%d %H:%M}"}
                yield each.problem("begins", "shift_gap", value=shown(each.grid), **told)
            until = each.ends_at if until is None else max(until, each.ends_at)


def _in_turn(entry: ShiftEntry) -> tuple[str, str]:
    return entry.grid, entry.begins_at.isoformat() if entry.begins_at else ""
