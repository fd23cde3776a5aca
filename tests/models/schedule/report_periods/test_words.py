from datetime import date

import pytest

from models.schedule.report_periods.periods import PeriodKind, period_of
from models.schedule.report_periods.words import read_period

TODAY = date(2026, 11, 29)  # the Sunday of week 48


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("week", "2026-W47"),
        ("WEEK", "2026-W47"),
        ("周", "2026-W47"),
        ("周报", "2026-W47"),
        ("month", "2026-10"),
        ("月报", "2026-10"),
        ("季报", "2026-Q3"),
        ("半年报", "2026-H1"),
        ("年报", "2025"),
        ("YEAR", "2025"),
        ("本周", "2026-W48"),
        ("这周", "2026-W48"),
        ("这一周", "2026-W48"),
        ("本周周报", "2026-W48"),
        ("this week", "2026-W48"),
        ("上周", "2026-W47"),
        (" 上 周。", "2026-W47"),
        ("上一周", "2026-W47"),
        ("上个星期", "2026-W47"),
        ("上周的报告", "2026-W47"),
        ("Last  Week report", "2026-W47"),
        ("上上周", "2026-W46"),
        ("the week before last", "2026-W46"),
        ("本月", "2026-11"),
        ("当月", "2026-11"),
        ("这个月", "2026-11"),
        ("上月", "2026-10"),
        ("上个月", "2026-10"),
        ("上上个月", "2026-09"),
        ("last month", "2026-10"),
        ("本季度", "2026-Q4"),
        ("上季度", "2026-Q3"),
        ("last quarter", "2026-Q3"),
        ("上半年", "2026-H1"),
        ("下半年", "2026-H2"),
        ("first half", "2026-H1"),
        ("last half", "2026-H1"),
        ("今年", "2026"),
        ("本年度", "2026"),
        ("去年", "2025"),
        ("前年", "2024"),
        ("last year", "2025"),
        ("W46", "2026-W46"),
        ("week 46", "2026-W46"),
        ("第46周", "2026-W46"),
        ("第四十六周", "2026-W46"),
        ("W50", "2025-W50"),
        ("w53", "2020-W53"),
        ("2026-W53", "2026-W53"),
        ("2026年第46周", "2026-W46"),
        ("２０２６－Ｗ４６", "2026-W46"),
        ("11月", "2026-11"),
        ("12月", "2025-12"),
        ("十二月份", "2025-12"),
        ("2026年3月", "2026-03"),
        ("2026-11", "2026-11"),
        ("2026/3", "2026-03"),
        ("november", "2026-11"),
        ("Dec 2026", "2026-12"),
        ("四季度", "2026-Q4"),
        ("第一季度", "2026-Q1"),
        ("2025年第四季度", "2025-Q4"),
        ("q2", "2026-Q2"),
        ("2025-H2", "2025-H2"),
        ("2025年上半年", "2025-H1"),
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025年度", "2025"),
        ("2026-11-11", "2026-W46"),
        ("2026年11月11日", "2026-W46"),
    ],
)
def test_what_people_write_is_read(text: str, name: str) -> None:
    found = read_period(text, TODAY)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "明天",
        "W60",
        "2025-W53",
        "13月",
        "0月",
        "五季度",
        "2026-13",
        "1999",
        "3026",
        "market",
        "百花社区",
        "上上",
        "2026-02-30",
    ],
)
def test_what_is_no_period_is_not_read(text: str) -> None:
    assert read_period(text, TODAY) is None


def test_the_first_week_of_a_year_has_begun_in_the_year_before() -> None:
    found = read_period("W1", date(2025, 12, 30))
    assert found is not None
    assert found.name == "2026-W01"


def test_what_lies_ahead_is_read_where_its_year_is_named() -> None:
    found = read_period("2027年1月", TODAY)
    assert found is not None
    assert found.first > TODAY


@pytest.mark.parametrize("kind", PeriodKind)
def test_each_name_is_read_again(kind: PeriodKind) -> None:
    for period in period_of(kind, date(2031, 1, 1)).run_up(30):
        assert read_period(period.name, TODAY) == period
