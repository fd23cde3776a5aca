"""The sheet of brigades: a row for each member; what it says and what is wrong with it, and no database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from models.brigades.tables import NAME_LIMIT, STATION_LIMIT
from models.roster.cell_text import clean, shown
from models.roster.columns import Columns, columns_by_name
from models.roster.pages import Pages, one_page, read_pages
from models.roster.records import SheetProblem
from models.roster.row import RosterRow, holds_phone
from models.spreadsheet.sheet import Cells
from models.text import phones

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
class MemberEntry:
    """`phone` is empty where the row has a fault in it; `station`: the code of a place."""

    row: int
    grid: str
    name: str
    phone: str
    leads: bool = False
    station: str = ""
    sheet: str = ""

    def problem(self, column: str, code: str, **data: str | int) -> SheetProblem:
        return SheetProblem(self.row, column, code, data, self.sheet)


@dataclass(frozen=True)
class BrigadeSheet:
    titles: ClassVar[Mapping[str, str]] = TITLES
    entries: tuple[MemberEntry, ...] = ()
    problems: tuple[SheetProblem, ...] = ()

    @property
    def errors(self) -> tuple[SheetProblem, ...]:
        return tuple(problem for problem in self.problems if not problem.note)


def check_file(path: Path) -> BrigadeSheet:
    return _checked(read_pages(path, COLUMNS))


def check_rows(rows: Sequence[Cells]) -> BrigadeSheet:
    """`rows` from the first of the sheet on."""
    return _checked(one_page(rows, COLUMNS))


def _checked(pages: Pages) -> BrigadeSheet:
    entries = tuple(_read(line) for line in pages.lines)
    found = [problem for line in pages.lines for problem in line.problems]
    found += [*_twice(entries), *_stations(entries)]
    return BrigadeSheet(entries, (*pages.problems, *sorted(found, key=lambda problem: problem.row)))


def _read(line: RosterRow) -> MemberEntry:
    if any(clean(cell) for cell in line.cells[line.header.width :]):
        line.fault("", "cells_beyond")
    grid, name, station = line.text("grid"), _limited(line, "name"), _limited(line, "station")
    for column, text in (("grid", grid), ("name", name)):
        if not text:
            line.fault(column, "cell_empty")
    if holds_phone(name):
        line.fault("name", "responsible_has_phone", name)
    return MemberEntry(line.row, grid, name, _phone(line), _leads(line), station, line.sheet)


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


def _leads(line: RosterRow) -> bool:
    text = line.text("leader")
    if text and text.casefold() not in _SAYS:
        line.fault("leader", "leader_unreadable", text)
    return _SAYS.get(text.casefold(), False)


def _twice(entries: Sequence[MemberEntry]) -> Iterator[SheetProblem]:
    known: dict[tuple[str, str], MemberEntry] = {}
    for entry in entries:
        first = known.setdefault((entry.grid, entry.phone), entry)
        if first is not entry and entry.phone:
            told: dict[str, str | int] = {"first": first.row, "first_sheet": first.sheet}
            yield entry.problem("phone", "member_twice", value=shown(entry.name), **told)


def _stations(entries: Sequence[MemberEntry]) -> Iterator[SheetProblem]:
    """A brigade has one."""
    known: dict[str, MemberEntry] = {}
    for entry in (each for each in entries if each.station):
        first = known.setdefault(entry.grid, entry)
        if first.station != entry.station:
            told: dict[str, str | int] = {"first": first.row, "first_sheet": first.sheet}
            yield entry.problem("station", "two_stations", value=shown(entry.station), **told)
