"""The sheet of brigades: a row for each member; what it says and what is wrong with it, and no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.brigades.tables import NAME_LIMIT, STATION_LIMIT
from models.roster.columns import Columns, columns_by_name
from models.roster.entries import filled, limited, phone_in, read_entries, repeated
from models.roster.pages import one_page, read_pages
from models.roster.records import Entry, EntrySheet, SheetProblem
from models.roster.row import RosterRow, holds_phone
from models.spreadsheet.sheet import Cells

# column: its Chinese title in our files, further names
_COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "grid": ("网格编码", ("网格", "所属网格", "所属网格编码", "grid code")),
    "name": ("姓名", ("队员", "队员姓名", "member")),
    "phone": ("电话", ("联系电话", "手机", "手机号")),
    "leader": ("队长", ("是否队长", "leads")),
    "station": ("器材点编码", ("微型消防站编码", "器材点", "微型消防站", "place code")),
}
TITLES = {column: f"{column}{title}" for column, (title, _) in _COLUMNS.items()}
COLUMNS = Columns(columns_by_name(_COLUMNS), required=("grid", "name", "phone"))
LONGEST = {"name": NAME_LIMIT, "station": STATION_LIMIT}
YES, NO = "是", "否"
_SAYS = {YES: True, "队长": True, "yes": True, "y": True, "1": True, NO: False, "no": False, "n": False, "0": False}


@dataclass(frozen=True)
class MemberEntry(Entry):
    """`phone` is empty where the row has a fault in it; `station`: the code of a place."""

    grid: str
    name: str
    phone: str
    leads: bool = False
    station: str = ""


BrigadeSheet = EntrySheet[MemberEntry]


def check_file(path: Path) -> BrigadeSheet:
    return read_entries(read_pages(path, COLUMNS), TITLES, _read, _twice, _stations)


def check_rows(rows: Sequence[Cells]) -> BrigadeSheet:
    """`rows` from the first of the sheet on."""
    return read_entries(one_page(rows, COLUMNS), TITLES, _read, _twice, _stations)


def _read(line: RosterRow) -> MemberEntry:
    grid, name = filled(line, "grid"), filled(line, "name")
    for column, limit in LONGEST.items():
        limited(line, column, limit)
    if holds_phone(name):
        line.fault("name", "responsible_has_phone", name)
    filled(line, "phone")
    station = line.text("station")
    return MemberEntry(line.row, grid, name, phone_in(line) or "", _leads(line), station, sheet=line.sheet)


def _leads(line: RosterRow) -> bool:
    text = line.text("leader")
    if text and text.casefold() not in _SAYS:
        line.fault("leader", "leader_unreadable", text)
    return _SAYS.get(text.casefold(), False)


def _twice(entries: Sequence[MemberEntry]) -> Iterator[SheetProblem]:
    for entry, first in repeated(entries, lambda each: (each.grid, each.phone) if each.phone else None):
        yield entry.repeats(first, "phone", "member_twice", entry.name)


def _stations(entries: Sequence[MemberEntry]) -> Iterator[SheetProblem]:
    """A brigade has one."""
    for entry, first in repeated((each for each in entries if each.station), lambda each: each.grid):
        if first.station != entry.station:
            yield entry.repeats(first, "station", "two_stations", entry.station)
