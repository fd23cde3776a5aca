"""Which sheets of a file are read: every one that a person sees and that has the header; the others are named."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from models.roster.cell_text import clean, shown
from models.roster.columns import Columns, Header, find_header
from models.roster.records import SheetProblem
from models.roster.row import RosterRow
from models.spreadsheet.file import read_sheets
from models.spreadsheet.sheet import Cells, NotASheet, Sheet, column_letter

HEADLESS = frozenset({"column_missing", "column_twice"})


@dataclass(frozen=True)
class Pages:
    """The rows under the headers of all sheets that are read; no rows where a header is wrong."""

    lines: tuple[RosterRow, ...] = ()
    problems: tuple[SheetProblem, ...] = ()


def read_pages(path: Path, columns: Columns) -> Pages:
    try:
        return pages_of(read_sheets(path), columns)
    except NotASheet as error:
        return Pages(problems=(SheetProblem(0, "", error.code, error.data),))


def pages_of(sheets: Sequence[Sheet], columns: Columns) -> Pages:
    filled = [sheet for sheet in sheets if any(any(map(clean, cells)) for cells in sheet.rows)]
    headers = [find_header(sheet.rows, columns) for sheet in filled]
    pages = [page for page in zip(filled, headers, strict=True) if page[0].shown]
    headed = [page for page in pages if _has_header(page[1])]
    read = headed or sorted(pages, key=lambda page: -len(page[1].places))[:1]
    passed = [sheet for sheet in filled if not any(sheet is page[0] for page in read)]
    problems = [_passed_over(sheet) for sheet in passed]
    lines: list[RosterRow] = []
    named = len(filled) > 1
    for sheet, header in read:
        name = sheet.name if named else ""
        below = _lines(sheet, header, name)
        problems += [*_of_header(header, name), *_hidden(sheet, header, below, name)]
        lines += below
    if not read:
        problems.append(SheetProblem(0, "", "sheets_hidden"))
    elif any(problem.code in HEADLESS for problem in problems):
        return Pages(problems=tuple(problems))
    elif not lines:
        problems.append(SheetProblem(0, "", "file_no_grids"))
    return Pages(tuple(lines), tuple(problems))


def one_page(rows: Sequence[Cells], columns: Columns) -> Pages:
    return pages_of([Sheet("", list(rows))], columns)


def _has_header(header: Header) -> bool:
    return not any(problem.code == "column_missing" for problem in header.problems)


def _passed_over(sheet: Sheet) -> SheetProblem:
    return SheetProblem(0, "", "sheet_without_header" if sheet.shown else "sheet_hidden", {"value": shown(sheet.name)})


def _of_header(header: Header, name: str) -> list[SheetProblem]:
    return [SheetProblem(each.row, each.column, each.code, each.data, name) for each in header.problems]


def _lines(sheet: Sheet, header: Header, name: str) -> list[RosterRow]:
    below = enumerate(sheet.rows[header.row :], header.row + 1)
    return [RosterRow(row, cells, header, sheet=name) for row, cells in below if any(map(clean, cells))]


def _hidden(sheet: Sheet, header: Header, lines: Sequence[RosterRow], name: str) -> list[SheetProblem]:
    """Rows that nobody sees, each run of them once, and columns."""
    hidden = [line.row for line in lines if line.row - 1 in sheet.hidden_rows]
    runs = [[row for _, row in run] for _, run in groupby(enumerate(hidden), lambda each: each[1] - each[0])]
    rows = [SheetProblem(run[0], "", "rows_hidden", {"last": run[-1], "rows": len(run)}, name) for run in runs]
    columns = [
        SheetProblem(header.row, column, "column_hidden", {"letter": column_letter(place)}, name)
        for column, place in header.places.items()
        if place in sheet.hidden_columns
    ]
    return rows + columns
