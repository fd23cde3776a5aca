"""The sheet of departments: what it says and what is wrong with it, every row named, and no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.departments.tables import DAYS
from models.members.tables import Role
from models.roster.columns import Columns, columns_by_name
from models.roster.entries import filled, limited, read_entries, repeated
from models.roster.pages import Pages, one_page, read_pages
from models.roster.records import Entry, EntrySheet, RosterHolder, SheetProblem
from models.roster.row import LONGEST_NAME, RosterRow, holds_phone
from models.spreadsheet.sheet import Cells
from models.text import phones

# column: its Chinese title in our files, further names
_COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "name": ("部门", ("部门名称", "单位", "单位名称", "department")),
    "grid": ("网格编码", ("编码", "所属网格", "所属网格编码", "网格", "grid code")),
    "liaison": ("联络员", ("联络人", "联系人", "联络员姓名", "liaisons")),
    "phone": ("电话", ("联络员电话", "联系电话", "手机", "手机号", "phones")),
    "days": ("时限天数", ("时限", "办理时限", "天数", "办理天数")),
}
TITLES = {column: f"{column}{title}" for column, (title, _) in _COLUMNS.items()}
COLUMNS = Columns(columns_by_name(_COLUMNS), required=("name", "grid"))
LONGEST_DAYS = 366


@dataclass(frozen=True)
class DepartmentEntry(Entry):
    """One department, as its row tells it; `grid` is a code."""

    name: str
    grid: str
    days: int = DAYS
    liaisons: tuple[RosterHolder, ...] = ()


@dataclass(frozen=True)
class DepartmentSheet(EntrySheet[DepartmentEntry]):
    @property
    def liaisons(self) -> int:
        return sum(len(entry.liaisons) for entry in self.entries)


def check_file(path: Path) -> DepartmentSheet:
    return _checked(read_pages(path, COLUMNS))


def check_rows(rows: Sequence[Cells]) -> DepartmentSheet:
    """`rows` from the first of the sheet on."""
    return _checked(one_page(rows, COLUMNS))


def _checked(pages: Pages) -> DepartmentSheet:
    read = read_entries(pages, TITLES, _read, _twice)
    return DepartmentSheet(read.entries, read.problems, read.titles)


def _read(line: RosterRow) -> DepartmentEntry:
    name, grid = filled(line, "name"), filled(line, "grid")
    limited(line, "name", LONGEST_NAME)
    return DepartmentEntry(line.row, name, grid, _days(line), tuple(_liaisons(line)), sheet=line.sheet)


def _days(line: RosterRow) -> int:
    text = line.text("days").removesuffix("天").strip()
    if not text:
        return DAYS
    days = int(text) if text.isdecimal() and len(text) <= 3 else 0
    if not 1 <= days <= LONGEST_DAYS:
        line.fault("days", "days_unreadable", text, limit=LONGEST_DAYS)
    return days


def _liaisons(line: RosterRow) -> Iterator[RosterHolder]:
    names, numbers = line.parts("liaison"), line.parts("phone")
    if len(names) != len(numbers):
        line.fault("phone", "liaisons_uneven", names=len(names), phones=len(numbers))
        return
    if not names:
        line.fault("liaison", "liaison_none")
    seen: set[str] = set()
    for name, number in zip(names, numbers, strict=True):
        phone = phones.e164(number)
        if len(name) > LONGEST_NAME:
            line.fault("liaison", "text_long", name, limit=LONGEST_NAME)
        elif holds_phone(name):
            line.fault("liaison", "name_has_phone", name)
        elif phone is None:
            line.fault("phone", "phone_rounded" if phones.rounded(number) else "phone_unreadable", number)
        elif phone in seen:
            line.fault("phone", "holder_twice", phones.as_written(phone))
        else:
            seen.add(phone)
            yield RosterHolder(Role.LIAISON, name, phone)


def _twice(entries: Sequence[DepartmentEntry]) -> Iterator[SheetProblem]:
    for entry, first in repeated(entries, lambda each: (each.grid, each.name) if each.name else None):
        yield entry.repeats(first, "name", "department_twice", entry.name)
