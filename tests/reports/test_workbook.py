from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from reports.workbook import Sheet, workbook

AT = datetime(2026, 11, 16, 9, 30)  # noqa: DTZ001 — as a spreadsheet has it
HEADER = ("编号", "上报时间", "内容")


def read(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(workbook(sheets)))


def test_rows_come_back_with_times_and_numbers_under_a_header_that_stays() -> None:
    page = read(Sheet("隐患", HEADER, [("H1", AT, "3号楼\n二楼"), (2, None, None)])).active
    assert page is not None
    assert list(page.iter_rows(values_only=True)) == [HEADER, ("H1", AT, "3号楼\n二楼"), (2, None, None)]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:C3"


@pytest.mark.parametrize("words", ["=1+1", '=HYPERLINK("x")', "+86", "-1", "@x", "00123", "http://a.b"])
def test_what_people_wrote_is_never_a_formula_a_link_or_a_number(words: str) -> None:
    page = read(Sheet("隐患", HEADER, [("H1", AT, words)])).active
    assert page is not None
    cell = page["C2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (words, "s", None)


def test_what_is_too_long_for_a_cell_or_a_title_is_cut() -> None:
    [page] = read(Sheet("a:b/" + "长" * 40, ("内容",), [("字" * 40_000,)])).worksheets
    assert page.title == "a b " + "长" * 27
    assert len(str(page["A2"].value)) == 32_767


def test_a_table_without_rows_has_its_header() -> None:
    [page] = read(Sheet("隐患", HEADER, [])).worksheets
    assert list(page.iter_rows(values_only=True)) == [HEADER]
