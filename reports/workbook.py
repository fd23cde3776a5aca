"""Tables as a spreadsheet file: a sheet each, its header kept in sight, times as times, words never as formulas."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import xlsxwriter

Cell = str | int | datetime | None
MOST_SIGNS, MOST_OF_TITLE, WIDEST = 32_767, 31, 60
NO_TITLE = re.compile(r"[\[\]:*?/\\]")
AS_WORDS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@dataclass(frozen=True)
class Sheet:
    """Times are local and bear no zone, as a spreadsheet knows none."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """An .xlsx file."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {**AS_WORDS, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            _write(book.add_worksheet(NO_TITLE.sub(" ", sheet.title)[:MOST_OF_TITLE]), sheet, bold)
    return file.getvalue()


def _write(page: "xlsxwriter.worksheet.Worksheet", sheet: Sheet, bold: object) -> None:
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
    for column, title in enumerate(sheet.header):
        cells = [row[column] for row in sheet.rows]
        page.set_column(column, column, min(WIDEST, 2 + max(map(width, [title, *cells]))))
        page.write_string(0, column, title, bold)
        for row, cell in enumerate(cells, 1):
            if isinstance(cell, str):
                page.write_string(row, column, cell[:MOST_SIGNS])
            elif cell is not None:
                page.write(row, column, cell)


def width(cell: object) -> int:
    """In Latin characters; a Chinese one takes two."""
    if isinstance(cell, datetime):
        return len("2026-11-16 09:00")
    longest = max(str("" if cell is None else cell).splitlines(), key=len, default="")
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in longest)
