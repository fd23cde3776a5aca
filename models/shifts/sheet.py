"""The sheet of shifts: what it says and what is wrong with it, every row named, and no database.

A shift that ends at or before the hour at which it begins ends on the next day: 08:00 to 08:00 is a whole day.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from pathlib import Path

from models.roster.cell_text import shown
from models.roster.columns import Columns, columns_by_name
from models.roster.entries import filled, limited, phone_in, read_entries, repeated
from models.roster.pages import Pages, one_page, read_pages
from models.roster.records import Entry, EntrySheet, SheetProblem
from models.roster.row import RosterRow, holds_phone
from models.schedule.deadlines import DAY, read_day
from models.shifts.tables import NOTE_LIMIT, PERSON_LIMIT
from models.spreadsheet.sheet import Cells

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
class ShiftEntry(Entry):
    """One shift; times are None, and `phone` is empty, where the row has a fault in them."""

    grid: str
    begins_at: datetime | None
    ends_at: datetime | None
    name: str
    phone: str
    note: str = ""


ShiftSheet = EntrySheet[ShiftEntry]


def check_file(path: Path, today: date, zone: tzinfo) -> ShiftSheet:
    return _checked(read_pages(path, COLUMNS), today, zone)


def check_rows(rows: Sequence[Cells], today: date, zone: tzinfo) -> ShiftSheet:
    """`rows` from the first of the sheet on; a day without a year is the next such day."""
    return _checked(one_page(rows, COLUMNS), today, zone)


def _checked(pages: Pages, today: date, zone: tzinfo) -> ShiftSheet:
    return read_entries(
        pages, TITLES, lambda line: _read(line, today, zone), _twice, lambda entries: _gaps(entries, zone)
    )


def _read(line: RosterRow, today: date, zone: tzinfo) -> ShiftEntry:
    grid, name = filled(line, "grid"), filled(line, "name")
    for column, limit in LONGEST.items():
        limited(line, column, limit)
    if holds_phone(name):
        line.fault("name", "responsible_has_phone", name)
    begins_at, ends_at = _span(line, today, zone)
    filled(line, "phone")
    phone, note = phone_in(line) or "", line.text("note")
    return ShiftEntry(line.row, grid, begins_at, ends_at, name, phone, note, sheet=line.sheet)


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


def _known_by(entry: ShiftEntry) -> tuple[object, ...] | None:
    whole = entry.begins_at is not None and entry.phone
    return (entry.grid, entry.begins_at, entry.ends_at, entry.phone) if whole else None


def _twice(entries: Sequence[ShiftEntry]) -> Iterator[SheetProblem]:
    for entry, first in repeated(entries, _known_by):
        yield entry.repeats(first, "name", "shift_twice", entry.name)


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
