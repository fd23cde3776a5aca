import zipfile
from datetime import date, time
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from models.spreadsheet.file import read_sheets
from models.spreadsheet.sheet import MOST_ROWS, NotASheet, UnreadableCell
from tests.models.spreadsheet.books import book, books, forged

SHEET = "xl/worksheets/sheet1.xml"


def only(path: Path) -> list[list[str]]:
    (sheet,) = read_sheets(path)
    return sheet.rows


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (7, "000", "007"),
        (1234, "000", "1234"),
        (12, '"G"000', "G012"),
        (12, "\\G000", "G012"),
        (12, "00000_ ", "00012"),
        (12, "000;[Red]-000", "012"),
        (305, "00-00", "03-05"),
        (19900000001, "000-0000-0000", "199-0000-0001"),
        (19900000001, "0", "19900000001"),
        (19900000001, "General", "19900000001"),
        (7, "#,##0", "7"),
        (7, "0.00", "7"),
        (7, "0%", "7"),
        (7, "@", "7"),
        (7, "[>5]000;0", "007"),
        (1.5, "General", "1.5"),
        (0, "0000", "0000"),
    ],
)
def test_a_number_keeps_what_its_format_puts_around_it(number: float, form: str, shown: str, tmp_path: Path) -> None:
    def shape(sheet: Worksheet) -> None:
        sheet["A1"].number_format = form

    assert only(book(tmp_path, [number], shape=shape)) == [[shown]]


@pytest.mark.parametrize(
    ("value", "form", "text", "code"),
    [
        (date(2026, 3, 1), "yyyy-mm-dd", "2026-03-01", "cell_date"),
        (46_082.35, 'm"月"d"日"', "2026-03-01", "cell_date"),
        (time(8, 30), "h:mm", "08:30", "cell_date"),
        (46_082, "[$-804]yyyy年m月;@", "2026-03-01", "cell_date"),
        ("#N/A", "General", "#N/A", "cell_error"),
        ("#REF!", "General", "#REF!", "cell_error"),
        ("#######", "General", "#######", "cell_error"),
        ("=A2", "General", "=A2", "cell_formula"),
        ("=VLOOKUP(B1,Sheet2!A:C,3,0)", "General", "=VLOOKUP(B1,Sheet2!A:C,3,0)", "cell_formula"),
    ],
)
def test_what_is_not_what_was_meant_is_marked(value: object, form: str, text: str, code: str, tmp_path: Path) -> None:
    def shape(sheet: Worksheet) -> None:
        sheet["A1"].number_format = form

    ((cell,),) = only(book(tmp_path, [value], shape=shape))
    assert isinstance(cell, UnreadableCell)
    assert (str(cell), cell.code) == (text, code)


@pytest.mark.parametrize(("told", "read"), [(b"<v>2</v>", "2"), (b"<v>0</v>", "0")])
def test_a_formula_that_was_worked_out_is_its_value(told: bytes, read: str, tmp_path: Path) -> None:
    path = forged(book(tmp_path, ["=1+1", "x"]), SHEET, b"<f>1+1</f><v />", b"<f>1+1</f>" + told)
    assert only(path) == [[read, "x"]]


@pytest.mark.parametrize(
    ("merged", "rows"),
    [
        ("A1:A3", [["C1", "x"], ["C1", "y"], ["C1", "z"]]),
        ("A1:B1", [["C1", "C1"], ["", "y"], ["", "z"]]),
        ("A1:A100", [["C1", "x"], ["C1", "y"], ["C1", "z"]]),
        ("A1:XFD2", [["C1", "C1"], ["C1", "C1"], ["", "z"]]),
    ],
)
def test_merged_cells_carry_their_value(merged: str, rows: list[list[str]], tmp_path: Path) -> None:
    path = book(tmp_path, ["C1", "x"], [None, "y"], [None, "z"])
    element = f'</sheetData><mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'.encode()
    assert only(forged(path, SHEET, b"</sheetData>", element)) == rows


def test_a_merged_cell_makes_no_row_of_an_empty_one(tmp_path: Path) -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:A3")

    assert only(book(tmp_path, ["C1", "x"], [], [None, "z"], shape=shape)) == [["C1", "x"], [], ["C1", "z"]]


def test_hidden_sheets_rows_and_columns_are_told(tmp_path: Path) -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.sheet_state = "veryHidden" if sheet.title == "旧" else "visible"
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True

    rows = [["a", "b"], ["c", "d"], ["e", "f"]]
    path = books(tmp_path, {"新": rows, "旧": rows}, shape)
    found = read_sheets(forged(path, SHEET, b'<row r="3"', b'<row ht="0" r="3"'))
    assert [(sheet.name, sheet.shown) for sheet in found] == [("新", True), ("旧", False)]
    assert (set(found[0].hidden_rows), set(found[0].hidden_columns)) == ({1, 2}, {1})


@pytest.mark.parametrize(
    ("shared", "read"),
    [
        ("<t>曹林文</t>", "曹林文"),
        ("<r><t>曹</t></r><r><rPr><b/></rPr><t>林文</t></r>", "曹林文"),
        ("<t>曹林文</t><rPh sb='0' eb='3'><t>caolinwen</t></rPh>", "曹林文"),
    ],
)
def test_a_text_that_cells_share_is_read_without_the_readings_above_it(shared: str, read: str, tmp_path: Path) -> None:
    path = forged(book(tmp_path, ["x"]), SHEET, b't="inlineStr"><is><t>x</t></is>', b't="s"><v>0</v>')
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><si>{shared}</si></sst>")
    assert only(path) == [[read]]


LAST = f'<row r="{MOST_ROWS}"><c><v>1</v></c></row></sheetData>'.encode()


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        (b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>', "file_too_many_rows"),
        (b"<row>" + b'<c r="XFD2"><v>1</v></c></row><row>' * 1_000 + b"</row></sheetData>", "file_too_many_cells"),
        (LAST + b"<mergeCells>" + b'<mergeCell ref="A1:A1048576"/>' * 31 + b"</mergeCells>", "file_too_many_cells"),
        (b"</sheetData>" + b" " * (101 * 1024 * 1024), "file_too_many_cells"),
    ],
)
def test_a_sheet_beyond_measure_is_refused(ending: bytes, code: str, tmp_path: Path) -> None:
    path = forged(book(tmp_path, ["x"]), SHEET, b"</sheetData>", ending)
    with pytest.raises(NotASheet) as refused:
        read_sheets(path)
    assert refused.value.code == code


def test_rows_that_hold_nothing_cost_nothing(tmp_path: Path) -> None:
    blanks = b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'
    assert only(forged(book(tmp_path, ["x"]), SHEET, b"</sheetData>", blanks)) == [["x"]]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
def test_a_part_that_unpacks_beyond_measure_is_refused_unread(part: str, tmp_path: Path) -> None:
    path = forged(book(tmp_path, ["x"]), part, b">", b">" + b" " * (70 * 1024 * 1024), most=1)
    with pytest.raises(NotASheet) as refused:
        read_sheets(path)
    assert refused.value.code == "file_too_large"


def test_as_many_rows_as_a_street_may_have_are_read(tmp_path: Path) -> None:
    assert len(only(forged(book(tmp_path, ["x"]), SHEET, b"</sheetData>", LAST))) == MOST_ROWS
