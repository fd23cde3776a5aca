from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.checks.cycles import Cycle, Every, Window, cycle
from models.schedule.calendar.library import days_known
from models.schedule.calendar.working_days import Calendar

CALENDAR = Calendar({day: said.works for day, said in days_known().items()})
DAY = timedelta(days=1)
TEXTS = [*Every, "days 1-10", "days 20-31", "2 tue", "4 fri"]


@pytest.mark.parametrize(
    ("text", "day", "first", "last"),
    [
        ("daily", "2026-02-14", "2026-02-14", "2026-02-14"),
        ("weekly", "2026-11-29", "2026-11-23", "2026-11-29"),
        ("half-monthly", "2026-02-15", "2026-02-01", "2026-02-15"),
        ("half-monthly", "2026-02-16", "2026-02-16", "2026-02-28"),
        ("half_monthly", "2028-02-20", "2028-02-16", "2028-02-29"),
        ("monthly", "2026-12-31", "2026-12-01", "2026-12-31"),
        ("quarterly", "2026-11-29", "2026-10-01", "2026-12-31"),
        ("termly", "2027-01-31", "2026-08-01", "2027-01-31"),
        ("termly", "2027-02-01", "2027-02-01", "2027-07-31"),
        ("yearly", "2027-02-01", "2027-01-01", "2027-12-31"),
        ("days 1-10", "2026-11-10", "2026-11-01", "2026-11-10"),
        ("days 20-31", "2026-11-25", "2026-11-20", "2026-11-30"),
        ("2 tue", "2026-12-08", "2026-12-08", "2026-12-08"),
        ("1 mon", "2026-06-01", "2026-06-01", "2026-06-01"),
    ],
)
def test_windows_are_anchored_in_the_calendar(text: str, day: str, first: str, last: str) -> None:
    expected = Window(date.fromisoformat(first), date.fromisoformat(last))
    assert cycle(text).window_of(date.fromisoformat(day), CALENDAR) == expected
    assert cycle(text).window_from(expected.first, CALENDAR) == expected


@pytest.mark.parametrize(
    ("text", "day"), [("days 1-10", "2026-11-11"), ("2 tue", "2026-12-01"), ("2 tue", "2026-12-15")]
)
def test_a_day_may_lie_in_no_window(text: str, day: str) -> None:
    assert cycle(text).window_of(date.fromisoformat(day), CALENDAR) is None


def test_nothing_is_due_daily_on_a_day_off_and_on_a_swapped_one_it_is() -> None:
    daily = cycle("daily")
    assert daily.window_from(date(2026, 2, 17), CALENDAR) is None
    assert daily.window_from(date(2026, 2, 14), CALENDAR) is not None


def test_a_day_that_is_not_known_opens_a_window_in_which_nothing_is_missed() -> None:
    window = cycle("daily").window_from(date(2027, 2, 8), CALENDAR)
    assert window is not None
    assert not window.counts(CALENDAR)


def test_nothing_is_missed_in_the_week_of_spring_festival() -> None:
    assert not Window(date(2026, 2, 16), date(2026, 2, 22)).counts(CALENDAR)
    assert Window(date(2026, 2, 9), date(2026, 2, 15)).counts(CALENDAR)


@pytest.mark.parametrize("text", ["", "hourly", "days 0-3", "days 9-3", "days 29-31", "days 1-32", "5 mon", "1 day"])
def test_what_says_no_cycle_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        cycle(text)


@given(st.sampled_from(TEXTS), st.dates(date(2025, 1, 1), date(2031, 12, 31)))
def test_a_day_lies_in_the_window_that_opened_last(text: str, day: date) -> None:
    found = Cycle(text).window_of(day, CALENDAR)
    if found is None:
        return
    assert found.first <= day <= found.last
    inside = [found.first + DAY * n for n in range((found.last - found.first).days + 1)]
    assert {Cycle(text).window_of(each, CALENDAR) for each in inside} == {found}


@given(st.sampled_from([each for each in TEXTS if each != Every.DAY]), st.dates(date(2025, 1, 1), date(2031, 12, 1)))
def test_each_window_opens_once(text: str, start: date) -> None:
    days = [start + DAY * n for n in range(60)]
    opened = [window for day in days if (window := Cycle(text).window_from(day, CALENDAR))]
    assert len(set(opened)) == len(opened)
    assert all(earlier.last < later.first for earlier, later in pairwise(opened))
