from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from models.shifts.sheet import ShiftEntry, ShiftSheet, check_file, check_rows
from tests.models.shifts.sheets import HEADER, SHANGHAI

TODAY = date(2026, 11, 16)
ON = ["S", "2026-12-01", "08:00", "20:00", "张三", "19900000031", ""]


def checked(*rows: list[str], header: list[str] = HEADER) -> ShiftSheet:
    return check_rows([header, *rows], TODAY, SHANGHAI)


def local(entry: ShiftEntry) -> tuple[str, str]:
    assert entry.begins_at is not None
    assert entry.ends_at is not None
    return tuple(f"{each.astimezone(SHANGHAI):%m-%d %H:%M}" for each in (entry.begins_at, entry.ends_at))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("day", "begins", "ends", "span"),
    [
        ("2026-12-01", "08:00", "20:00", ("12-01 08:00", "12-01 20:00")),
        ("2026年12月1日", "8：00", "17点30分", ("12-01 08:00", "12-01 17:30")),
        ("12-31", "20:00", "8:00", ("12-31 20:00", "01-01 08:00")),
        ("2026/12/1", "08:00", "08:00", ("12-01 08:00", "12-02 08:00")),
        ("2026-12-01", "00:00", "24:00", ("12-01 00:00", "12-02 00:00")),
        ("2026-12-01", "08:00", "次日20:00", ("12-01 08:00", "12-02 20:00")),
        ("2026-12-01", "08:00:00", "12时", ("12-01 08:00", "12-01 12:00")),
    ],
)
def test_a_shift_lasts_from_its_beginning_to_the_next_such_hour(
    day: str, begins: str, ends: str, span: tuple[str, str]
) -> None:
    sheet = checked(["S", day, begins, ends, *ON[4:]])
    assert sheet.problems == ()
    assert local(sheet.entries[0]) == span


def test_titles_are_read_in_english_too() -> None:
    sheet = checked(ON[:6], header=["grid", "date", "begins", "ends", "name", "phone"])
    assert (sheet.problems, sheet.entries[0].phone) == ((), "+8619900000031")


@pytest.mark.parametrize(
    ("place", "text", "problem"),
    [
        (0, "", ("grid", "cell_empty")),
        (1, "初一", ("date", "day_unreadable")),
        (1, "2026-02-30", ("date", "day_unreadable")),
        (1, "", ("date", "cell_empty")),
        (2, "早上", ("begins", "clock_unreadable")),
        (2, "24:00", ("begins", "clock_unreadable")),
        (3, "25:00", ("ends", "clock_unreadable")),
        (3, "08:75", ("ends", "clock_unreadable")),
        (3, "", ("ends", "cell_empty")),
        (4, "", ("name", "cell_empty")),
        (4, "张三13800000000", ("name", "responsible_has_phone")),
        (4, "张" * 81, ("name", "text_long")),
        (5, "", ("phone", "cell_empty")),
        (5, "110", ("phone", "phone_unreadable")),
        (5, "1.99E+10", ("phone", "phone_rounded")),
        (6, "备" * 201, ("note", "text_long")),
    ],
)
def test_each_fault_is_named_with_its_row_and_column(place: int, text: str, problem: tuple[str, str]) -> None:
    sheet = checked([text if at == place else cell for at, cell in enumerate(ON)])
    assert [(each.row, each.column, each.code) for each in sheet.errors] == [(2, *problem)]


def test_what_is_there_twice_is_an_error_and_a_gap_a_note() -> None:
    sheet = checked(
        ON, ON, ["S", "2026-12-01", "20:00", "24:00", "李四", "19900000032", ""], ["S", "2026-12-02", *ON[2:]]
    )
    assert [(each.row, each.code, each.note) for each in sheet.problems] == [
        (3, "shift_twice", False),
        (5, "shift_gap", True),
    ]
    assert sheet.problems[1].data == {"value": "S", "since": "12-02 00:00", "until": "12-02 08:00"}


def test_several_may_be_on_at_once_and_grids_have_no_gaps_between_them() -> None:
    both = ["S", *ON[1:4], "李四", "19900000032", ""]
    assert checked(ON, both, ["S-1", "2026-12-05", *ON[2:]]).problems == ()


def test_days_and_hours_that_a_spreadsheet_keeps_as_such_are_read(tmp_path: Path) -> None:
    path = tmp_path / "shifts.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    clock, long = book.add_format({"num_format": "hh:mm"}), book.add_format({"num_format": "[h]:mm"})
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ["S", None, None, None, "张三", "19900000031"])
    page.write_datetime(1, 1, datetime(2026, 12, 1), day)  # noqa: DTZ001 - a day on a sheet, in no zone
    page.write_number(1, 2, 8 / 24, clock)
    page.write_datetime(1, 3, timedelta(days=1), long)
    book.close()
    sheet = check_file(path, TODAY, SHANGHAI)
    assert sheet.problems == ()
    assert local(sheet.entries[0]) == ("12-01 08:00", "12-02 00:00")
