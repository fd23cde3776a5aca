import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.schedule.calendar.holiday_file import HolidayFile, read_day, read_holidays, read_word

FREE = {
    "2027-01-01": "元旦",
    "2027-02-05": "春节",
    "2027-02-06": "春节",
    "2027-02-08": "春节",
    "2027-04-05": "清明节",
    "2027-05-01": "劳动节",
    "2027-06-09": "端午节",
    "2027-09-15": "中秋节",
    "2027-10-01": "国庆节",
}
DAYS: list[dict[str, Any]] = [{"name": name, "date": day, "isOffDay": True} for day, name in FREE.items()]
WORKED = {"name": "春节", "date": "2027-02-20", "isOffDay": False}


def as_json(folder: Path, days: Any, year: Any = 2027) -> HolidayFile:
    path = folder / "2027.json"
    path.write_text(json.dumps({"$schema": "…", "year": year, "papers": ["…"], "days": days}), "utf-8")
    return read_holidays(path)


def as_csv(folder: Path, *lines: str, encoding: str = "utf-8") -> HolidayFile:
    path = folder / "calendar.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return read_holidays(path)


def faults(found: HolidayFile) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in found.problems]


def test_days_that_the_json_does_not_name_are_worked_from_monday_to_friday(tmp_path: Path) -> None:
    found = as_json(tmp_path, [*DAYS, WORKED])
    assert (found.years, faults(found), len(found.days)) == ((2027,), [], 365)
    told = {
        day: found.days[date.fromisoformat(day)] for day in ("2027-02-08", "2027-02-20", "2027-03-05", "2027-03-06")
    }
    assert list(told.values()) == [(False, "春节"), (True, "春节"), (True, ""), (False, "")]


def test_a_year_may_name_the_december_before_and_no_other_year(tmp_path: Path) -> None:
    before = {"name": "元旦", "date": "2026-12-31", "isOffDay": True}
    found = as_json(tmp_path, [before, *DAYS])
    assert (found.years, len(found.days), found.days[date(2026, 12, 31)].works) == ((2027,), 366, False)
    assert faults(as_json(tmp_path, [*DAYS, {**before, "date": "2026-11-30"}])) == [(10, "day_of_other_year")]
    assert faults(as_json(tmp_path, [*DAYS, {**before, "date": "2028-01-01"}])) == [(10, "day_of_other_year")]


def test_a_file_without_days_announces_nothing(tmp_path: Path) -> None:
    assert as_json(tmp_path, []) == HolidayFile((2027,))


@pytest.mark.parametrize(("days", "year"), [(DAYS, "2027"), (DAYS, 2027.0), (DAYS, 1999), (None, 2027), ("days", 2027)])
def test_json_of_another_kind_is_no_calendar(tmp_path: Path, days: Any, year: Any) -> None:
    assert faults(as_json(tmp_path, days, year)) == [(0, "no_calendar")]


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "[" * 100_000])
def test_what_is_not_json_is_no_calendar(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, "utf-8")
    assert faults(read_holidays(tmp_path / "a.json")) == [(0, "no_calendar")]


def test_every_bad_row_is_named(tmp_path: Path) -> None:
    bad = [
        {"date": "2027-02-30", "isOffDay": True},
        {"date": "2027-03-01", "isOffDay": "yes"},
        DAYS[0],
        "2027-03-02",
        {},
    ]
    codes = ["day_unreadable", "word_unreadable", "day_twice", "day_unreadable", "day_unreadable"]
    assert faults(as_json(tmp_path, [*DAYS, *bad])) == list(enumerate(codes, len(DAYS) + 1))


def test_half_a_year_does_not_pass_for_a_year(tmp_path: Path) -> None:
    found = as_json(tmp_path, [day for day in DAYS if day["name"] not in ("国庆节", "端午节")])
    assert [problem.data["feast"] for problem in found.problems] == ["national_day", "dragon_boat"]
    assert faults(as_csv(tmp_path, "2027-02-20,上班")) == [(0, "feast_missing")] * 7


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_sheet_of_two_or_three_columns_with_a_title_or_without(tmp_path: Path, encoding: str) -> None:
    rows = [f"{day},休息,{name}" for day, name in FREE.items()] + ["", "2027年2月20日,上班", "2026/12/31,放假"]
    found = as_csv(tmp_path, "日期,上班/休息,备注", *rows, encoding=encoding)
    assert (found.years, faults(found), len(found.days)) == ((2027,), [], 366)
    assert found.days[date(2027, 2, 8)] == (False, "春节")
    assert as_csv(tmp_path, *rows).days == found.days


def test_a_bad_row_of_a_sheet_is_named_as_a_spreadsheet_program_counts(tmp_path: Path) -> None:
    found = as_csv(tmp_path, "日期,安排", "", "2027-01-01,休息", "2027-01-02,也许", ",休息")
    assert faults(found) == [(4, "word_unreadable"), (5, "day_unreadable")]


def test_a_sheet_may_hold_several_years(tmp_path: Path) -> None:
    other = ["2028-01-01", "2028-01-26", "2028-04-04", "2028-05-01", "2028-05-28", "2028-10-03", "2028-10-01"]
    found = as_csv(tmp_path, *(f"{day},off" for day in [*FREE, *other]))
    assert (found.years, faults(found), len(found.days)) == ((2027, 2028), [], 365 + 366)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-02-06", date(2027, 2, 6)),
        (" 2027/2/6 ", date(2027, 2, 6)),
        ("２０２７年２月６日", date(2027, 2, 6)),
        ("20270206", date(2027, 2, 6)),
        ("2027-02-06 00:00:00", date(2027, 2, 6)),
        ("2027-02-30", None),
        ("1999-02-06", None),
        ("02-06", None),
        ("", None),
    ],
)
def test_a_day_is_read_with_its_year(text: str, day: date | None) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("word", "works"), [("上班", True), (" OFF", False), ("补班", True), ("放假", False), ("?", None)]
)
def test_a_word_says_whether_the_day_is_worked(word: str, works: bool | None) -> None:
    assert read_word(word) is works
