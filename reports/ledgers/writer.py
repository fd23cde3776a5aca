"""Ledgers as a spreadsheet file, written row by row: what is in memory does not grow with the rows.

The first sheet says what it is and is written last; then comes a table after the other, each on further sheets where
one would hold more than a spreadsheet takes, and under its rows what they come to. Words are words: never formulas,
links or numbers.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from reports.workbook import AS_WORDS, MOST_OF_TITLE, NO_TITLE, WIDEST, width

LONGEST = 32_767  # UTF-16 units in a cell
SAMPLE = 200  # rows by which columns are made wide
NOT_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ABOUT_WIDE, FILTER = (18, 80), 4  # columns of the first sheet, and what the button of a filter takes


class CannotWrite(Exception):
    """The spreadsheet took something differently than it was given; its text says what."""


@dataclass(frozen=True)
class Link:
    url: str
    text: str


Cell = str | int | float | datetime | date | timedelta | Link | None
Summed = int | float | timedelta


@dataclass(frozen=True)
class Heading:
    title: str
    summed: bool = False


@dataclass(frozen=True)
class Written:
    """Of a table: how many rows it has, and what they come to, by column."""

    rows: int
    sums: Sequence[Summed | None]


@dataclass(frozen=True)
class Words:
    """`about` is the first sheet's title; `cut` ends a text that is too long for a cell and says under which {row} the
    whole is to be found.
    """

    about: str
    total: str
    cut: str


@dataclass(frozen=True)
class Limits:
    """Of one sheet: its `rows`, with header and sums, and its `links`, of which Excel drops those above 65,530. Of the
    file: `links_in_file`, since links are kept in memory; those above stand as words.
    """

    rows: int = 1_048_576
    links: int = 60_000
    links_in_file: int = 120_000


FORMATS: dict[type, dict[str, Any]] = {
    datetime: {"num_format": "yyyy-mm-dd hh:mm"},
    date: {"num_format": "yyyy-mm-dd"},
    timedelta: {"num_format": "[h]:mm"},
}


class LedgerWriter:
    """Times are local and bear no zone. Not to be shared by two threads at once."""

    def __init__(self, path: Path, words: Words, limits: Limits = Limits()) -> None:
        options = {**AS_WORDS, "in_memory": False, "constant_memory": True, "tmpdir": str(path.parent)}
        self._book = xlsxwriter.Workbook(path, options)
        self._words, self._limits = words, limits
        self._bold = self._book.add_format({"bold": True})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
        self._formats = {kind: self._book.add_format(look) for kind, look in FORMATS.items()}
        self._in_sums = {kind: self._book.add_format({**look, "bold": True}) for kind, look in FORMATS.items()}
        self._about = self._book.add_worksheet(_title(words.about))
        self.rows = self._links_in_file = 0

    def begin(self, title: str, headings: Sequence[Heading]) -> None:
        """A table; the one before it has ended."""
        self._title, self._headings, self._sheets = title, headings, 0
        self._widths = [width(each.title) + FILTER for each in headings]
        self._sums: list[Summed | None] = [None] * len(headings)
        self._written = 0
        self._begin_sheet()

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Raises CannotWrite."""
        for row in rows:
            links = sum(isinstance(cell, Link) for cell in row)
            if self._at >= self._limits.rows - 1 or self._links + links > self._limits.links:
                self._end_sheet(self._at - 1)
                self._begin_sheet()
            self._add(row)

    def end(self) -> Written:
        """Writes what the table's rows come to. Raises CannotWrite."""
        last = self._at - 1
        self._sum_up()
        self._end_sheet(last)
        return Written(self._written, tuple(self._sums))

    def finish(self, about: Iterable[tuple[str, Cell]]) -> None:
        """Writes the first sheet, and the file. Raises CannotWrite."""
        self._about.set_column(0, 0, ABOUT_WIDE[0])
        self._about.set_column(1, 1, ABOUT_WIDE[1])
        for at, (name, said) in enumerate(about):
            self._write(self._about, at, 0, name, self._bold)
            self._write(self._about, at, 1, said, self._formats.get(type(said), self._wrapped))
        self._book.close()

    def give_up(self) -> None:
        """Of what was begun nothing is written any more."""
        for page in self._book.worksheets():
            page.row_data_fh.close()
        self._book.fileclosed = True

    def _begin_sheet(self) -> None:
        self._sheets += 1
        self._page = self._book.add_worksheet(_title(self._title, self._sheets))
        self._page.freeze_panes(1, 0)
        self._at, self._links = 1, 0
        for column, heading in enumerate(self._headings):
            self._write(self._page, 0, column, heading.title, self._bold)

    def _end_sheet(self, last_row: int) -> None:
        for column, wide in enumerate(self._widths):
            self._page.set_column(column, column, min(WIDEST, wide))
        self._page.autofilter(0, 0, last_row, len(self._headings) - 1)

    def _add(self, row: Sequence[Cell]) -> None:
        if self._written < SAMPLE:
            wide = (width(cell.text if isinstance(cell, Link) else cell) + 2 for cell in row)
            self._widths = [max(pair) for pair in zip(self._widths, wide, strict=True)]
        for column, (cell, heading) in enumerate(zip(row, self._headings, strict=True)):
            if cell is None:
                continue
            self._write(self._page, self._at, column, cell, self._formats.get(type(cell)), str(row[0]))
            if heading.summed and isinstance(cell, int | float | timedelta):
                before = self._sums[column]
                self._sums[column] = cell if before is None else before + cell  # type: ignore[operator]
        self._at, self._written, self.rows = self._at + 1, self._written + 1, self.rows + 1

    def _sum_up(self) -> None:
        if not any(heading.summed for heading in self._headings):
            return
        self._write(self._page, self._at, 0, self._words.total, self._bold)
        for column, total in enumerate(self._sums):
            self._write(self._page, self._at, column, total, self._in_sums.get(type(total), self._bold))

    def _write(self, page: Any, row: int, column: int, cell: Cell, look: Any = None, named: str = "") -> None:
        match cell:
            case None | "":
                return
            case str():
                taken = page.write_string(row, column, self._fitting(cell, named), look)
            case Link() if self._links_in_file >= self._limits.links_in_file:
                taken = page.write_string(row, column, cell.url)
            case Link():
                taken = page.write_url(row, column, cell.url, string=cell.text)
                self._links, self._links_in_file = self._links + 1, self._links_in_file + 1
            case datetime() | date() | timedelta():
                taken = page.write_datetime(row, column, cell, look)
            case _:
                taken = page.write_number(row, column, cell, look)
        if taken:
            raise CannotWrite(f"row {row}, column {column}: {taken}")

    def _fitting(self, text: str, named: str) -> str:
        seen = NOT_IN_CELLS.sub("", text)
        if _length(seen) <= LONGEST:
            return seen
        more = self._words.cut.format(row=named)
        kept = seen.encode("utf-16-le")[: 2 * (LONGEST - _length(more))].decode("utf-16-le", errors="ignore")
        return f"{kept}{more}"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _title(name: str, number: int = 1) -> str:
    """Of the sheet of this number."""
    more = f" ({number})" if number > 1 else ""
    return f"{NO_TITLE.sub(' ', name)[: MOST_OF_TITLE - len(more)]}{more}"
