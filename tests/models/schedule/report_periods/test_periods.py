import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.schedule.calendar.library import days_known
from models.schedule.calendar.working_days import Calendar
from models.schedule.report_periods.periods import (
    Days,
    PeriodKind,
    WorkedDays,
    newest_whole,
    period_of,
    worked_days,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK, MONTH, QUARTER, HALF, YEAR = PeriodKind
ANYWHERE = """
from datetime import date, datetime, UTC
from zoneinfo import ZoneInfo
from models.schedule.report_periods.words import read_period
from models.schedule.report_periods.periods import PeriodKind, newest_whole, period_of
from models.schedule.report_periods.year_before import year_before
zone = ZoneInfo("Asia/Shanghai")
for kind in PeriodKind:
    whole = newest_whole(kind, datetime(2026, 12, 31, 16, 30, tzinfo=UTC), zone)
    print(whole, whole.bounds(zone), year_before(whole), whole.run_up(60)[0])
print(read_period("上周", date(2027, 1, 4)), read_period("last month", date(2027, 1, 4)))
"""


@pytest.mark.parametrize(
    ("kind", "day", "name", "first", "last"),
    [
        (WEEK, (2026, 11, 11), "2026-W46", (2026, 11, 9), (2026, 11, 15)),
        (WEEK, (2026, 11, 9), "2026-W46", (2026, 11, 9), (2026, 11, 15)),
        (WEEK, (2026, 11, 15), "2026-W46", (2026, 11, 9), (2026, 11, 15)),
        (WEEK, (2026, 1, 1), "2026-W01", (2025, 12, 29), (2026, 1, 4)),
        (WEEK, (2027, 1, 3), "2026-W53", (2026, 12, 28), (2027, 1, 3)),
        (WEEK, (2027, 1, 4), "2027-W01", (2027, 1, 4), (2027, 1, 10)),
        (MONTH, (2028, 2, 29), "2028-02", (2028, 2, 1), (2028, 2, 29)),
        (MONTH, (2026, 12, 31), "2026-12", (2026, 12, 1), (2026, 12, 31)),
        (QUARTER, (2026, 3, 31), "2026-Q1", (2026, 1, 1), (2026, 3, 31)),
        (QUARTER, (2026, 10, 1), "2026-Q4", (2026, 10, 1), (2026, 12, 31)),
        (HALF, (2026, 6, 30), "2026-H1", (2026, 1, 1), (2026, 6, 30)),
        (HALF, (2026, 7, 1), "2026-H2", (2026, 7, 1), (2026, 12, 31)),
        (YEAR, (2026, 7, 1), "2026", (2026, 1, 1), (2026, 12, 31)),
    ],
)
def test_a_day_lies_in_one_period_of_each_kind(
    kind: PeriodKind, day: tuple[int, int, int], name: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    found = period_of(kind, date(*day))
    assert (found.name, found.first, found.last) == (name, date(*first), date(*last))


@pytest.mark.parametrize("kind", PeriodKind)
def test_periods_follow_one_another_without_a_gap_and_back(kind: PeriodKind) -> None:
    period = period_of(kind, date(2019, 12, 31))
    for _ in range(400):
        after = period.next()
        assert after.first == period.last + timedelta(days=1)
        assert after.previous() == period
        assert period_of(kind, after.first) == period_of(kind, after.last) == after
        period = after
    assert len({each.name for each in period.run_up(400)}) == 400
    assert period.run_up(400)[-1] == period


@pytest.mark.parametrize(
    ("kind", "day", "before"),
    [
        (WEEK, date(2026, 12, 30), "2026-W01"),
        (WEEK, date(2027, 1, 4), "2026-W02"),
        (WEEK, date(2026, 11, 11), "2025-W46"),
        (MONTH, date(2028, 2, 29), "2027-02"),
        (QUARTER, date(2027, 1, 1), "2026-Q1"),
        (HALF, date(2027, 12, 1), "2026-H2"),
        (YEAR, date(2027, 12, 1), "2026"),
    ],
)
def test_the_year_before_is_named(kind: PeriodKind, day: date, before: str) -> None:
    assert period_of(kind, day).year_before().name == before


def test_last_years_week_begins_364_days_earlier() -> None:
    for week in period_of(WEEK, date(2032, 1, 1)).run_up(600):
        assert week.first - week.year_before().first == timedelta(days=364)


def test_a_week_is_frozen_at_the_midnights_of_the_street() -> None:
    begin, end = period_of(WEEK, date(2026, 11, 11)).bounds(SHANGHAI)
    assert begin == datetime(2026, 11, 8, 16, tzinfo=UTC)
    assert end == datetime(2026, 11, 15, 16, tzinfo=UTC)


def test_where_clocks_change_a_week_is_an_hour_longer_or_shorter() -> None:
    begin, end = period_of(WEEK, date(2026, 11, 1)).bounds(ZoneInfo("America/Los_Angeles"))
    assert end - begin == timedelta(hours=169)


@pytest.mark.parametrize(
    ("now", "name"),
    [
        (datetime(2026, 11, 15, 15, 59, tzinfo=UTC), "2026-W45"),
        (datetime(2026, 11, 15, 16, 0, tzinfo=UTC), "2026-W46"),  # Monday 00:00 in the street
        (datetime(2027, 1, 4, 0, 30, tzinfo=UTC), "2026-W53"),
    ],
)
def test_the_newest_whole_week_is_known_at_its_end(now: datetime, name: str) -> None:
    assert newest_whole(WEEK, now, SHANGHAI).name == name


def test_the_zone_of_the_machine_changes_nothing() -> None:
    told = {
        zone: subprocess.run(
            [sys.executable, "-c", ANYWHERE], env=os.environ | {"TZ": zone}, capture_output=True, check=True, text=True
        ).stdout
        for zone in ("UTC", "America/Los_Angeles", "Asia/Shanghai")
    }
    assert told["UTC"] == told["America/Los_Angeles"] == told["Asia/Shanghai"]
    assert "datetime.datetime(2026, 12, 31, 16, 0, tzinfo=datetime.timezone.utc)" in told["UTC"]


def test_the_week_of_the_spring_festival_has_no_working_day() -> None:
    calendar = Calendar({day: said.works for day, said in days_known().items()})
    week = period_of(WEEK, date(2026, 2, 17))
    assert worked_days(week, calendar) == WorkedDays(0, 0)
    assert worked_days(week, calendar).none
    assert worked_days(week.next(), calendar) == WorkedDays(5, 0)  # from Tuesday on, and a Saturday


def test_days_that_nobody_has_announced_are_not_counted_as_free() -> None:
    found = worked_days(period_of(WEEK, date(2031, 1, 23)), Calendar())
    assert found.unknown > 0
    assert not found.none


def test_days_that_are_in_both_are_counted() -> None:
    november = Days(date(2026, 11, 1), date(2026, 11, 30))
    assert november.overlap(Days(date(2026, 11, 30), date(2026, 12, 6))) == 1
    assert november.overlap(Days(date(2026, 12, 1), date(2026, 12, 6))) == 0
    assert len(november) == 30
