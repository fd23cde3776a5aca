"""The sheet of households: what it says and what is wrong with it, every row named, and no database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from models.roster.cell_text import clean, folded, shown
from models.roster.columns import Columns, columns_by_name
from models.roster.pages import Pages, one_page, read_pages
from models.roster.records import SheetProblem
from models.roster.row import RosterRow, holds_phone
from models.spreadsheet.sheet import Cells
from models.text import phones
from models.visits.kinds import HouseholdKinds
from models.visits.tables import ADDRESS_LIMIT, PERSON_LIMIT

# column: its Chinese title in our files, further names
_COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "grid": ("网格编码", ("网格", "所属网格", "所属网格编码", "grid code")),
    "address": ("地址", ("详细地址", "住址", "家庭住址", "门牌")),
    "name": ("户主", ("户主姓名", "姓名", "head of the household")),
    "kind": ("类别", ("类型", "住户类别", "走访类别", "对象类别")),
    "phone": ("电话", ("联系电话", "户主电话", "手机", "手机号")),
    "key": ("重点", ("是否重点", "重点户", "重点对象", "key household")),
}
TITLES = {column: f"{column}{title}" for column, (title, _) in _COLUMNS.items()}
COLUMNS = Columns(columns_by_name(_COLUMNS), required=("grid", "address", "name", "kind"))
LONGEST = {"address": ADDRESS_LIMIT, "name": PERSON_LIMIT}
YES, NO = "是", "否"
_KEY = {folded(word): True for word in (YES, "重点", "对", "yes", "y", "true", "1")}
_KEY |= {folded(word): False for word in (NO, "非重点", "不是", "no", "n", "false", "0")}
TICKS = frozenset("√✓✔")


@dataclass(frozen=True)
class HouseholdEntry:
    """One household; `values` are columns of the table, those alone that its row fills in."""

    row: int
    grid: str
    values: Mapping[str, Any] = field(default_factory=dict)
    sheet: str = ""

    @property
    def known_by(self) -> tuple[str, str]:
        return self.values.get("address", ""), self.values.get("name", "")

    def problem(self, column: str, code: str, **data: str | int) -> SheetProblem:
        return SheetProblem(self.row, column, code, data, self.sheet)


@dataclass(frozen=True)
class HouseholdSheet:
    titles: ClassVar[Mapping[str, str]] = TITLES
    entries: tuple[HouseholdEntry, ...] = ()
    problems: tuple[SheetProblem, ...] = ()

    @property
    def errors(self) -> tuple[SheetProblem, ...]:
        return tuple(problem for problem in self.problems if not problem.note)


def check_file(path: Path, kinds: HouseholdKinds) -> HouseholdSheet:
    return _checked(read_pages(path, COLUMNS), kinds)


def check_rows(rows: Sequence[Cells], kinds: HouseholdKinds) -> HouseholdSheet:
    """`rows` from the first of the sheet on."""
    return _checked(one_page(rows, COLUMNS), kinds)


def _checked(pages: Pages, kinds: HouseholdKinds) -> HouseholdSheet:
    entries = tuple(_read(line, kinds) for line in pages.lines)
    found = [problem for line in pages.lines for problem in line.problems] + list(_twice(entries))
    return HouseholdSheet(entries, (*pages.problems, *sorted(found, key=lambda problem: problem.row)))


def _read(line: RosterRow, kinds: HouseholdKinds) -> HouseholdEntry:
    if any(clean(cell) for cell in line.cells[line.header.width :]):
        line.fault("", "cells_beyond")
    grid = line.text("grid")
    if not grid:
        line.fault("grid", "cell_empty")
    values: dict[str, Any] = {column: _limited(line, column) for column in LONGEST}
    if holds_phone(values["name"]):
        line.fault("name", "responsible_has_phone", values["name"])
    values |= {"kind": _kind(line, kinds), "phone": _phone(line), "key": _key(line)}
    told = {column: value for column, value in values.items() if value is not None}
    return HouseholdEntry(line.row, grid, told, line.sheet)


def _limited(line: RosterRow, column: str) -> str:
    text = line.text(column)
    if not text:
        line.fault(column, "cell_empty")
    if len(text) > LONGEST[column]:
        line.fault(column, "text_long", text, limit=LONGEST[column])
    return text


def _kind(line: RosterRow, kinds: HouseholdKinds) -> str:
    text = line.text("kind")
    found = kinds.named(text)
    if found is None:
        known = " ".join(each.words[0] if each.words else each.kind for each in kinds.every)
        line.fault("kind", "household_kind_unknown" if text else "cell_empty", text, kinds=known)
    return found.kind if found else ""


def _phone(line: RosterRow) -> str | None:
    text = line.text("phone")
    phone = phones.e164(text) if text else None
    if text and phone is None:
        line.fault("phone", "phone_rounded" if phones.rounded(text) else "phone_unreadable", text)
    return phone


def _key(line: RosterRow) -> bool | None:
    text = line.text("key")
    key = True if text in TICKS else _KEY.get(folded(text))
    if text and key is None:
        line.fault("key", "key_unknown", text)
    return key


def _twice(entries: Sequence[HouseholdEntry]) -> Iterator[SheetProblem]:
    known: dict[tuple[str, ...], HouseholdEntry] = {}
    for entry in entries:
        first = known.setdefault((entry.grid, *entry.known_by), entry)
        if first is not entry and all(entry.known_by):
            told: dict[str, str | int] = {"first": first.row, "first_sheet": first.sheet}
            yield entry.problem("name", "household_twice", value=shown(entry.known_by[1]), **told)
