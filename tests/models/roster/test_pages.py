from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from models.departments import sheet as departments
from models.roster.records import Roster
from models.roster.validate import check_file
from tests.models.roster.rosters import HEADER, line
from tests.models.spreadsheet.books import book, books

TOP = [HEADER, line("S", "street"), line("C1", "community", "S")]
BELOW = [HEADER, line("G1", parent="C1"), line("G2", parent="C1")]
OTHER = [["值班表", ""], ["周一", "曹林文"]]


def told(found: Roster) -> list[tuple[str, int, str, str]]:
    return [(each.sheet, each.row, each.column, each.code) for each in found.problems]


def codes(found: Roster) -> list[str]:
    return [entry.code for entry in found.entries]


def test_every_sheet_that_has_the_header_is_read(tmp_path: Path) -> None:
    found = check_file(books(tmp_path, {"社区": TOP, "网格": BELOW}))
    assert (codes(found), found.problems) == (["S", "C1", "G1", "G2"], ())


def test_titles_may_stand_in_another_order_on_each_sheet(tmp_path: Path) -> None:
    turned = [list(reversed(cells)) for cells in BELOW]
    assert codes(check_file(books(tmp_path, {"社区": [["花名册"], *TOP], "网格": turned}))) == ["S", "C1", "G1", "G2"]


@pytest.mark.parametrize(
    ("sheets", "hidden", "problems"),
    [
        ({"一": [*TOP, *BELOW[1:]], "值班": OTHER}, (), [("", 0, "", "sheet_without_header")]),
        ({"一": [*TOP, *BELOW[1:]], "旧": TOP}, ("旧",), [("", 0, "", "sheet_hidden")]),
        ({"一": [*TOP, *BELOW[1:]], "空": [], "空白": [[" "]]}, (), []),
        ({"一": TOP, "二": TOP[:2]}, (), [("二", 2, "code", "code_twice")]),
        ({"旧": TOP}, ("旧",), [("", 0, "", "sheet_hidden"), ("", 0, "", "sheets_hidden")]),
        ({"值班": OTHER}, (), [("", 1, column, "column_missing") for column in ("code", "name", "level", "parent")]),
    ],
)
def test_a_sheet_that_is_not_read_is_named(
    sheets: dict[str, Sequence[Sequence[object]]],
    hidden: Sequence[str],
    problems: list[tuple[str, int, str, str]],
    tmp_path: Path,
) -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden" if sheet.title in hidden else "visible"

    if len(hidden) == len(sheets):
        path = books(tmp_path, {"空": [], **sheets}, shape)
    else:
        path = books(tmp_path, sheets, shape)
    found = told(check_file(path))
    assert [each for each in found if each[3] not in ("column_unknown", "column_absent")] == problems


def test_what_comes_twice_tells_the_sheet_and_row_that_have_it(tmp_path: Path) -> None:
    (problem,) = check_file(books(tmp_path, {"一": TOP, "二": TOP[:2]})).problems
    assert problem.data == {"value": "S", "first": 2, "first_sheet": "一"}


def test_a_merged_parent_and_leader_count_for_every_row_they_cover(tmp_path: Path) -> None:
    below = [line("G1", parent="C1"), line("G2", leader="", leader_phone=""), line("G3", leader="", leader_phone="")]

    def shape(sheet: Worksheet) -> None:
        for column in "DEF":
            sheet.merge_cells(f"{column}4:{column}6")

    found = check_file(book(tmp_path, *TOP, *below, shape=shape))
    assert found.problems == ()
    assert [(entry.parent, len(entry.holders)) for entry in found.entries[2:]] == [("C1", 1)] * 3


def test_codes_that_a_format_pads_keep_their_zeros(tmp_path: Path) -> None:
    def shape(sheet: Worksheet) -> None:
        for row in (2, 3):
            sheet.cell(row, 1).number_format = "000000"
        sheet["D3"].number_format = "000000"

    top = [[7, *line("", "street")[1:]], [8, "网格", "community", 7, *line("")[4:]]]
    found = check_file(book(tmp_path, HEADER, *top, shape=shape))
    assert [(entry.code, entry.parent) for entry in found.entries] == [("000007", ""), ("000008", "000007")]


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        ("A2", "#N/A", ("code", "cell_error")),
        ("B2", "=A1", ("name", "cell_formula")),
        ("D2", "#REF!", ("parent", "cell_error")),
        ("F2", "#####", ("leader_phone", "cell_error")),
        ("G2", "=C2", ("members", "cell_formula")),
    ],
)
def test_a_cell_without_its_value_is_named_for_that_alone(
    place: str, value: str, problem: tuple[str, str], tmp_path: Path
) -> None:
    def shape(sheet: Worksheet) -> None:
        sheet[place] = value

    found = check_file(book(tmp_path, HEADER, line("S", "street"), shape=shape))
    assert [(each.row, each.column, each.code) for each in found.errors] == [(2, *problem)]


def test_a_code_that_became_a_date_is_named(tmp_path: Path) -> None:
    def shape(sheet: Worksheet) -> None:
        sheet["A2"] = 46_082
        sheet["A2"].number_format = 'm"月"d"日"'

    (problem,) = check_file(book(tmp_path, HEADER, line("S", "street"), shape=shape)).errors
    assert (problem.column, problem.code, problem.data) == ("code", "cell_date", {"value": "2026-03-01"})


def test_a_formula_beside_the_roster_is_nobody_s_business(tmp_path: Path) -> None:
    found = check_file(book(tmp_path, [*HEADER, "备注"], [*line("S", "street"), "=TODAY()"]))
    assert found.errors == ()


def test_hidden_rows_are_named_once_a_run_and_hidden_columns_each(tmp_path: Path) -> None:
    def shape(sheet: Worksheet) -> None:
        for row in (3, 4, 6, 9):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["F"].hidden = True

    below = [line(f"G{number}", parent="S") for number in range(5)]
    found = check_file(book(tmp_path, HEADER, line("S", "street"), *below, shape=shape))
    assert [(each.row, each.column, each.code, dict(each.data)) for each in found.problems] == [
        (3, "", "rows_hidden", {"last": 4, "rows": 2}),
        (6, "", "rows_hidden", {"last": 6, "rows": 1}),
        (1, "leader_phone", "column_hidden", {"letter": "F"}),
    ]


def test_departments_are_read_from_every_sheet_too(tmp_path: Path) -> None:
    titles = ["部门", "网格编码", "联络员", "电话", "时限天数"]
    police = [titles, ["派出所", "S", "王警官、李警官", "19900000021，19900000022", ""]]
    path = books(
        tmp_path, {"公安": police, "消防": [titles, ["消防大队", "S", "无", "/", ""], ["派出所", "S", "", "", ""]]}
    )
    found = departments.check_file(path)
    assert [(each.sheet, each.row, each.code) for each in found.problems] == [
        ("消防", 2, "liaison_none"),
        ("消防", 3, "liaison_none"),
        ("消防", 3, "department_twice"),
    ]
    assert [len(entry.liaisons) for entry in found.entries] == [2, 0, 0]
