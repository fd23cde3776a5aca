"""The sheet of a street's own texts: what it says and what is wrong with it, every row named, and no database."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from re import fullmatch
from typing import TypeVar

from models.errors import Refused
from models.publicity.writing import MOST_LINES, Written, lines_of, occasion_of, title_of
from models.roster.cell_text import folded
from models.roster.columns import Columns, columns_by_name
from models.roster.entries import filled, read_entries, repeated
from models.roster.pages import one_page, read_pages
from models.roster.records import Entry, EntrySheet, SheetProblem
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
class TextEntry(Entry):
    """One row. `written` None: it only switches the text of that `name` off or on; without a name the text is known
    by its title.
    """

    grid: str
    name: str
    written: Written | None
    said: bool


TextSheet = EntrySheet[TextEntry]


def check_file(path: Path) -> TextSheet:
    return read_entries(read_pages(path, COLUMNS), TITLES, _read, _twice)


def check_rows(rows: Sequence[Cells]) -> TextSheet:
    """`rows` from the first of the sheet on."""
    return read_entries(one_page(rows, COLUMNS), TITLES, _read, _twice)


def _read(line: RosterRow) -> TextEntry:
    grid, name = filled(line, "grid"), line.text("text")
    if name and not fullmatch(NAME, name):
        line.fault("text", "text_name", name)
        name = ""
    said = _SAID.get(folded(line.text("said")))
    if said is None:
        line.fault("said", "said_unknown", line.text("said"))
    return TextEntry(line.row, grid, name, _written(line), said is not False, sheet=line.sheet)


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


def _called(entry: TextEntry) -> str:
    return entry.name or (entry.written.title if entry.written else "")


def _twice(entries: Sequence[TextEntry]) -> Iterator[SheetProblem]:
    for entry, first in repeated(entries, lambda each: (each.grid, _called(each)) if _called(each) else None):
        yield entry.repeats(first, "title", "publicity_text_twice", _called(entry))
