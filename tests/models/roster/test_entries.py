from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from models.roster.columns import Columns
from models.roster.entries import filled, limited, phone_in, read_entries, repeated
from models.roster.pages import Pages, one_page, pages_of
from models.roster.records import Entry, SheetProblem
from models.roster.row import RosterRow
from models.spreadsheet.sheet import Cells, Sheet

COLUMNS = Columns({"name": "name", "phone": "phone"}, required=("name", "phone"))
TITLES = {"name": "name姓名", "phone": "phone电话"}
HEADER: Cells = ["name", "phone"]


@dataclass(frozen=True)
class Named(Entry):
    name: str
    phone: str | None


def named(line: RosterRow) -> Named:
    filled(line, "name")
    return Named(line.row, limited(line, "name", 3), phone_in(line), sheet=line.sheet)


def twice(entries: Sequence[Named]) -> Iterator[SheetProblem]:
    for entry, first in repeated(entries, lambda each: each.name or None):
        yield entry.repeats(first, "name", "place_twice", entry.name)


def problems(pages: Pages) -> list[tuple[str, int, str, str]]:
    return [
        (each.sheet, each.row, each.column, each.code) for each in read_entries(pages, TITLES, named, twice).problems
    ]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["甲", "19900000001"], []),
        (["甲", ""], []),
        (["", "19900000001"], [("name", "cell_empty")]),
        (["甲乙丙丁", ""], [("name", "text_long")]),
        (["甲", "12"], [("phone", "phone_unreadable")]),
        (["甲", "1.99E+10"], [("phone", "phone_rounded")]),
        (["甲", "", "", "见附件"], [("", "cells_beyond")]),
    ],
)
def test_faults_of_a_row_are_named(cells: Cells, found: list[tuple[str, str]]) -> None:
    assert [(column, code) for _, _, column, code in problems(one_page([HEADER, cells], COLUMNS))] == found


def test_what_stands_beyond_the_last_title_is_a_note_and_no_error() -> None:
    read = read_entries(one_page([HEADER, ["甲", "", "见附件"]], COLUMNS), TITLES, named)
    assert ([each.note for each in read.problems], read.errors) == ([True], ())


def test_what_comes_twice_is_named_each_time_with_the_first() -> None:
    read = read_entries(
        one_page([HEADER, ["甲", ""], ["乙", ""], ["甲", ""], ["甲", ""]], COLUMNS), TITLES, named, twice
    )
    assert [(each.row, each.data["first"], each.data["value"]) for each in read.errors] == [(4, 2, "甲"), (5, 2, "甲")]


def test_rows_without_a_key_repeat_nothing() -> None:
    assert list(repeated([Named(2, "", None), Named(3, "", None)], lambda each: each.name or None)) == []


def test_problems_come_sheet_by_sheet_and_row_by_row() -> None:
    pages = pages_of(
        [Sheet("东", [HEADER, ["甲", ""], ["", ""], ["", "1"]]), Sheet("西", [HEADER, ["甲", "2"]])], COLUMNS
    )
    assert problems(pages) == [
        ("东", 4, "name", "cell_empty"),
        ("东", 4, "phone", "phone_unreadable"),
        ("西", 2, "phone", "phone_unreadable"),
        ("西", 2, "name", "place_twice"),
    ]
