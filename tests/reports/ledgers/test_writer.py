from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports.ledgers.writer import CannotWrite, Cell, Heading, LedgerWriter, Limits, Link, Words

WHOLE = Limits()
AT = datetime(2026, 11, 16, 9, 30)  # noqa: DTZ001 — as a spreadsheet has it
TITLE = "隐患台账"
WORDS = Words("说明", "合计", "…（全文见{row}）")
HEADINGS = (
    Heading("编号"),
    Heading("内容"),
    Heading("时间"),
    Heading("日期"),
    Heading("时长", summed=True),
    Heading("张数", summed=True),
    Heading("照片"),
)


def row(number: int, words: str = "", pieces: int | None = 2, link: bool = False) -> Sequence[Cell]:
    photo = Link(f"https://t.me/bot?start=hz_{number}", "照片") if link else None
    return f"H{number}", words, AT, date(2026, 11, 16), timedelta(hours=30), pieces, photo


def written(path: Path, rows: Sequence[Sequence[Cell]], limits: Limits = WHOLE) -> openpyxl.Workbook:
    writer = LedgerWriter(path, WORDS, limits)
    writer.begin(TITLE, HEADINGS)
    for each in rows:
        writer.add([each])
    writer.end()
    writer.finish([("台账", "隐患台账"), ("行数", writer.rows), ("数据截至", AT)])
    return openpyxl.load_workbook(path)


def values(page: Worksheet) -> list[tuple[object, ...]]:
    return list(page.iter_rows(values_only=True))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.xlsx"


def test_what_it_is_stands_first_and_what_the_rows_come_to_under_them(path: Path) -> None:
    about, page = written(path, [row(1), row(2, pieces=3), row(3, pieces=None)]).worksheets
    assert (about.title, page.title) == ("说明", "隐患台账")
    assert values(about) == [("台账", "隐患台账"), ("行数", 3), ("数据截至", AT)]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:G4"
    cells = [page.cell(2, column).value for column in range(1, 8)]
    assert cells == ["H1", None, AT, datetime(2026, 11, 16), timedelta(hours=30), 2, None]  # noqa: DTZ001
    assert [page.cell(2, column).number_format for column in (3, 4, 5)] == ["yyyy-mm-dd hh:mm", "yyyy-mm-dd", "[h]:mm"]
    assert values(page)[-1] == ("合计", None, None, None, timedelta(hours=90), 5, None)
    assert sorted(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("words", ["=1+1", '=HYPERLINK("x")', "+86", "-1", "@x", "00123", "http://a.b", "'"])
def test_what_people_wrote_is_never_a_formula_a_link_or_a_number(path: Path, words: str) -> None:
    cell = written(path, [row(1, words)])["隐患台账"]["B2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (words, "s", None)


def test_what_no_cell_can_hold_is_left_out_or_cut_and_said(path: Path) -> None:
    long = "字" * 40_000, "🔥" * 20_000
    page = written(path, [row(1, "a\x00b\x07c\ud800\uffff\n🔥"), *(row(at, each) for at, each in enumerate(long, 2))])
    said = [cell.value for cell in page["隐患台账"]["B"][1:4]]
    assert said[0] == "abc\n🔥"
    assert said[1] == "字" * 32_759 + "…（全文见H2）"
    assert said[2] == "🔥" * 16_379 + "…（全文见H3）"


def test_rows_go_on_in_a_further_sheet_before_links_or_rows_are_lost(path: Path) -> None:
    rows = [row(number, link=number % 4 != 0) for number in range(1, 10)]
    for limits, sizes in ((Limits(links=3), (4, 4, 1)), (Limits(rows=5), (3, 3, 3))):
        _, *pages = written(path, rows, limits).worksheets
        assert [page.title for page in pages] == ["隐患台账", "隐患台账 (2)", "隐患台账 (3)"]
        table = [list(page.iter_rows(min_row=2)) for page in pages]
        table[-1].pop()  # the sums
        assert tuple(map(len, table)) == sizes
        assert [cells[0].value for page in table for cells in page] == [f"H{number}" for number in range(1, 10)]
        links = [cells[6].hyperlink for page in table for cells in page]
        assert [each and each.target for each in links] == [
            f"https://t.me/bot?start=hz_{number}" if number % 4 else None for number in range(1, 10)
        ]
        assert values(pages[-1])[-1][5] == 18
        assert all(page.auto_filter.ref == f"A1:G{size + 1}" for page, size in zip(pages, sizes, strict=True))


def test_links_above_what_a_file_keeps_are_words(path: Path) -> None:
    page = written(path, [row(1, link=True), row(2, link=True)], Limits(links_in_file=1))["隐患台账"]
    assert [(cell.value, bool(cell.hyperlink)) for cell in page["G"][1:3]] == [
        ("照片", True),
        ("https://t.me/bot?start=hz_2", False),
    ]


def test_a_ledger_without_rows_has_its_header(path: Path) -> None:
    page = written(path, [])["隐患台账"]
    assert values(page) == [tuple(each.title for each in HEADINGS), ("合计", *[None] * 6)]


def test_columns_are_as_wide_as_the_first_rows_want(path: Path) -> None:
    page = written(path, [row(1, "一二三四五六七八九十")])["隐患台账"]
    assert page.column_dimensions["B"].width > page.column_dimensions["A"].width


def test_what_the_spreadsheet_does_not_take_is_an_error_and_what_is_given_up_leaves_nothing_open(path: Path) -> None:
    writer = LedgerWriter(path, WORDS, Limits(rows=1_048_580))
    writer.begin(TITLE, HEADINGS)
    writer._at = 1_048_576
    with pytest.raises(CannotWrite):
        writer.add([row(1)])
    writer.give_up()
    assert not path.exists()


def test_several_tables_stand_in_one_file_each_with_its_own_sums(path: Path) -> None:
    writer = LedgerWriter(path, WORDS, Limits(rows=4))
    writer.begin("隐患台账", HEADINGS)
    writer.add([row(1), row(2), row(3)])
    first = writer.end()
    writer.begin("巡查台账", (Heading("网格"), Heading("打卡", summed=True)))
    writer.add([["一网格", 7]])
    second = writer.end()
    writer.finish([("行数", writer.rows)])
    assert (first.rows, first.sums[5], second.rows, second.sums) == (3, 6, 1, (None, 7))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["说明", "隐患台账", "隐患台账 (2)", "巡查台账"]
    assert values(book["说明"]) == [("行数", 4)]
    assert values(book["巡查台账"]) == [("网格", "打卡"), ("一网格", 7), ("合计", 7)]
