"""The sheet of households: what it says and what is wrong with it, every row named, and no database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.roster.cell_text import folded
from models.roster.columns import Columns, columns_by_name
from models.roster.entries import filled, limited, phone_in, read_entries, repeated
from models.roster.pages import Pages, one_page, read_pages
from models.roster.records import Entry, EntrySheet, SheetProblem
from models.roster.row import RosterRow, holds_phone
from models.spreadsheet.sheet import Cells
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
class HouseholdEntry(Entry):
    """One household; `values` are columns of the table, those alone that its row fills in."""

    grid: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def known_by(self) -> tuple[str, str]:
        return self.values.get("address", ""), self.values.get("name", "")


HouseholdSheet = EntrySheet[HouseholdEntry]


def check_file(path: Path, kinds: HouseholdKinds) -> HouseholdSheet:
    return _checked(read_pages(path, COLUMNS), kinds)


def check_rows(rows: Sequence[Cells], kinds: HouseholdKinds) -> HouseholdSheet:
    """`rows` from the first of the sheet on."""
    return _checked(one_page(rows, COLUMNS), kinds)


def _checked(pages: Pages, kinds: HouseholdKinds) -> HouseholdSheet:
    return read_entries(pages, TITLES, lambda line: _read(line, kinds), _twice)


def _read(line: RosterRow, kinds: HouseholdKinds) -> HouseholdEntry:
    grid = filled(line, "grid")
    values: dict[str, Any] = {column: filled(line, column) for column in LONGEST}
    for column, limit in LONGEST.items():
        limited(line, column, limit)
    if holds_phone(values["name"]):
        line.fault("name", "responsible_has_phone", values["name"])
    values |= {"kind": _kind(line, kinds), "phone": phone_in(line), "key": _key(line)}
    told = {column: value for column, value in values.items() if value is not None}
    return HouseholdEntry(line.row, grid, told, sheet=line.sheet)


def _kind(line: RosterRow, kinds: HouseholdKinds) -> str:
    text = line.text("kind")
    found = kinds.named(text)
    if found is None:
        known = " ".join(each.words[0] if each.words else each.kind for each in kinds.every)
        line.fault("kind", "household_kind_unknown" if text else "cell_empty", text, kinds=known)
    return found.kind if found else ""


def _key(line: RosterRow) -> bool | None:
    text = line.text("key")
    key = True if text in TICKS else _KEY.get(folded(text))
    if text and key is None:
        line.fault("key", "key_unknown", text)
    return key


def _twice(entries: Sequence[HouseholdEntry]) -> Iterator[SheetProblem]:
    for entry, first in repeated(entries, lambda each: (each.grid, *each.known_by) if all(each.known_by) else None):
        yield entry.repeats(first, "name", "household_twice", entry.known_by[1])
