from pathlib import Path

import pytest

from models.departments.sheet import TITLES, DepartmentEntry, check_file, check_rows
from models.roster.records import RosterHolder

CHINESE = ["部门", "网格编码", "联络员", "电话", "时限天数"]
GOOD = ["派出所", "S", "王警官;李警官", "19900000021;19900000022", "5"]


def codes(*rows: list[str]) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in check_rows([CHINESE, *rows]).problems]


@pytest.mark.parametrize(
    "titles",
    [
        CHINESE,
        ["name", "grid", "liaison", "phone", "days"],
        list(TITLES.values()),
        ["单位", "编码", "联系人", "手机", "时限"],
    ],
)
def test_titles_are_read_in_chinese_and_in_english(titles: list[str]) -> None:
    sheet = check_rows([["某街道部门名单"], titles, GOOD])
    liaisons = (
        RosterHolder("liaison", "王警官", "+8619900000021"),
        RosterHolder("liaison", "李警官", "+8619900000022"),
    )
    assert (sheet.problems, sheet.entries) == ((), (DepartmentEntry(3, "派出所", "S", 5, liaisons),))
    assert sheet.liaisons == 2


@pytest.mark.parametrize(("days", "read"), [("", 7), ("3", 3), ("15天", 15)])
def test_without_a_number_of_days_there_is_a_week(days: str, read: int) -> None:
    assert check_rows([CHINESE, [*GOOD[:4], days]]).entries[0].days == read


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (["", "S", "", "", ""], [(2, "name", "cell_empty"), (2, "liaison", "liaison_none")]),
        (["派出所", "", "王", "19900000021", ""], [(2, "grid", "cell_empty")]),
        (["派出所", "S", "王;李", "19900000021", ""], [(2, "phone", "liaisons_uneven")]),
        (["派出所", "S", "王", "1990000", ""], [(2, "phone", "phone_unreadable")]),
        (["派出所", "S", "王", "1.99E+10", ""], [(2, "phone", "phone_rounded")]),
        (["派出所", "S", "王;李", "19900000021;19900000021", ""], [(2, "phone", "holder_twice")]),
        (["派出所", "S", "王", "19900000021", "很快"], [(2, "days", "days_unreadable")]),
        (["派出所", "S", "王", "19900000021", "0"], [(2, "days", "days_unreadable")]),
        (["派" * 81, "S", "王", "19900000021", ""], [(2, "name", "text_long")]),
        (["派出所", "S", "王" * 81, "19900000021", ""], [(2, "liaison", "text_long")]),
    ],
)
def test_each_fault_is_named(row: list[str], found: list[tuple[int, str, str]]) -> None:
    assert codes(row) == found


def test_a_department_is_named_once_in_a_grid() -> None:
    assert codes(GOOD, ["派出所", "T", "王", "19900000021", ""], GOOD) == [(4, "name", "department_twice")]


def test_a_department_without_a_liaison_is_only_noted() -> None:
    assert check_rows([CHINESE, ["安监办", "S", "", "", ""]]).errors == ()


@pytest.mark.parametrize(
    ("rows", "code"),
    [([["部门", "电话"]], "column_missing"), ([[*CHINESE, "单位"]], "column_twice"), ([CHINESE], "file_no_grids")],
)
def test_a_sheet_that_cannot_be_read_has_no_entries(rows: list[list[str]], code: str) -> None:
    sheet = check_rows(rows)
    assert (sheet.entries, [problem.code for problem in sheet.errors]) == ((), [code])


def test_a_missing_file_is_a_problem_like_others(tmp_path: Path) -> None:
    assert [problem.code for problem in check_file(tmp_path / "none.csv").problems] == ["file_missing"]
