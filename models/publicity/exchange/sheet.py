"""The sheet of a street's own texts: what it says and what is wrong with it, every row named, and no database."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from re import fullmatch
from typing import ClassVar, TypeVar

from models.errors import Refused
from models.publicity.writing import MOST_LINES, Written, lines_of, occasion_of, title_of
from models.roster.cell_text import clean, folded, shown
from models.roster.columns import Columns, columns_by_name
from models.roster.pages import Pages, one_page, read_pages
from models.roster.records import SheetProblem
from models.roster.row import RosterRow
from models.spreadsheet.sheet import Cells

# column: its Chinese title in our files, further names
_COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "grid": ("网格编码", ("网格", "所属网格", "所属网格编码", "grid code")),
    "text": ("文案编号", ("编号", "文案", "text name")),
    "title": ("标题", ("题目", "title")),
    "first": ("第一行", ("内容", "内容一", "第1行", "line 1")),
    "second": ("第二行", ("内容二", "第2行", "line 2")),
    "third": ("第三行", ("内容三", "第3行", "line 3")),
    "when": ("时间", ("适用时间", "节点", "季节", "occasion")),
    "said": ("是否启用", ("启用", "在用", "in use")),
}
TITLES = {column: f"{column}{title}" for column, (title, _) in _COLUMNS.items()}
COLUMNS = Columns(columns_by_name(_COLUMNS), required=("grid", "title", "first"))
LINES = ("first", "second", "third")
NAME = r"[a-z0-9_]{1,30}"
YES, NO = "是", "否"
_SAID = {folded(word): True for word in ("", YES, "启用", "在用", "yes", "y", "true", "1")}
_SAID |= {folded(word): False for word in (NO, "停用", "不用", "no", "n", "false", "0")}
T = TypeVar("T")


@dataclass(frozen=True)
class TextEntry:
    """One row. `written` None: it only switches the text of that `name` off or on; without a name the text is known
    by its title.
    """

    row: int
    grid: str
    name: str
    written: Written | None
    said: bool
    sheet: str = ""

    def problem(self, column: str, code: str, **data: str | int) -> SheetProblem:
        return SheetProblem(self.row, column, code, data, self.sheet)


@dataclass(frozen=True)
class TextSheet:
    titles: ClassVar[Mapping[str, str]] = TITLES
    entries: tuple[TextEntry, ...] = ()
    problems: tuple[SheetProblem, ...] = ()

    @property
    def errors(self) -> tuple[SheetProblem, ...]:
        return tuple(problem for problem in self.problems if not problem.note)


def check_file(path: Path) -> TextSheet:
    return _checked(read_pages(path, COLUMNS))


def check_rows(rows: Sequence[Cells]) -> TextSheet:
    """`rows` from the first of the sheet on."""
    return _checked(one_page(rows, COLUMNS))


def _checked(pages: Pages) -> TextSheet:
    entries = tuple(_read(line) for line in pages.lines)
    found = [problem for line in pages.lines for problem in line.problems] + list(_twice(entries))
    return TextSheet(entries, (*pages.problems, *sorted(found, key=lambda problem: problem.row)))


def _read(line: RosterRow) -> TextEntry:
    if any(clean(cell) for cell in line.cells[line.header.width :]):
        line.fault("", "cells_beyond")
    grid, name = line.text("grid"), line.text("text")
    if not grid:
        line.fault("grid", "cell_empty")
    if name and not fullmatch(NAME, name):
        line.fault("text", "text_name", name)
        name = ""
    said = _SAID.get(folded(line.text("said")))
    if said is None:
        line.fault("said", "said_unknown", line.text("said"))
    return TextEntry(line.row, grid, name, _written(line), said is not False, line.sheet)


def _written(line: RosterRow) -> Written | None:
    if line.text("text") and not any(line.text(column) for column in ("title", *LINES)):
        return None
    title = _tried(line, "title", title_of, line.text("title"), "")
    filled = [column for column in LINES if line.text(column)] or LINES[:1]
    none: tuple[str, ...] = ()
    lines = [each for column in filled for each in _tried(line, column, lines_of, line.text(column), none)]
    return Written(title, tuple(lines[:MOST_LINES]), _tried(line, "when", occasion_of, line.text("when"), ""))


def _tried(line: RosterRow, column: str, read: Callable[[str], T], text: str, without: T) -> T:
    try:
        return read(text)
    except Refused as bad:
        if not text:
            line.fault(column, "cell_empty")
        elif "limit" in bad.data:
            line.fault(column, "text_long", text, limit=bad.data["limit"])
        else:
            line.fault(column, "occasion_unreadable", text)
        return without


def _twice(entries: Sequence[TextEntry]) -> Iterator[SheetProblem]:
    known: dict[tuple[str, str], TextEntry] = {}
    for entry in entries:
        called = entry.name or (entry.written.title if entry.written else "")
        first = known.setdefault((entry.grid, called), entry)
        if first is not entry and called:
            told: dict[str, str | int] = {"first": first.row, "first_sheet": first.sheet}
            yield entry.problem("title", "publicity_text_twice", value=shown(called), **told)
