from datetime import date, timedelta

import pytest

from models.schedule.calendar.library import days_known
from models.schedule.calendar.working_days import (
    Calendar,
    DayKind,
    first_working_monday,
    from_first_monday,
    next_working_day,
    nth_working_day,
    working_day_from,
    working_days_between,
)

DAY = timedelta(days=1)
SHIPPED = Calendar({day: said.works for day, said in days_known().items()})
NOTHING = Calendar()
WORKING, OFF, UNKNOWN = DayKind


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        ("2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10", WORKING),
        ("2026-01-02 2026-02-16 2026-02-23 2026-04-06 2026-05-05 2026-10-07 2026-03-07", OFF),
        ("2026-12-31 2026-11-30", WORKING),
        ("2027-01-01 2027-01-04 2027-02-05 2027-02-09 2027-02-14 2027-02-15 2027-10-09", UNKNOWN),
        ("2027-02-18 2027-02-19 2027-03-01 2027-12-01", WORKING),
        ("2027-02-20 2027-02-21 2027-03-06", OFF),
        ("2031-01-23 2031-10-01 2031-12-31", UNKNOWN),
        ("2031-08-04", WORKING),
    ],
)
def test_a_day_is_worked_free_or_not_known_yet(days: str, kind: DayKind) -> None:
    assert {day: SHIPPED.kind(date.fromisoformat(day)) for day in days.split()} == dict.fromkeys(days.split(), kind)


def test_a_week_may_have_no_working_day_or_six() -> None:
    assert working_days_between(SHIPPED, date(2026, 2, 16), date(2026, 2, 22)) == []
    assert len(working_days_between(SHIPPED, date(2026, 2, 9), date(2026, 2, 15))) == 6
    assert [len(working_days_between(SHIPPED, date(year, 1, 1), date(year, 12, 31))) for year in (2025, 2026)] == [
        248,
        248,
    ]


@pytest.mark.parametrize(
    ("after", "then"),
    [
        ("2026-02-13", "2026-02-14"),
        ("2026-02-14", "2026-02-24"),
        ("2026-10-09", "2026-10-10"),
        ("2026-12-31", "2027-01-11"),  # of the days near New Year nothing is known
        ("2027-01-27", "2027-02-18"),
    ],
)
def test_the_next_working_day_is_one_that_is_known(after: str, then: str) -> None:
    assert next_working_day(SHIPPED, date.fromisoformat(after)) == date.fromisoformat(then)
    assert working_day_from(SHIPPED, date.fromisoformat(then)) == date.fromisoformat(then)


FIRST_MONDAYS = {  # of the months whose first Monday is free: first working Monday, next working day after the first
    (2025, 2): ("02-10", "02-05"),
    (2025, 5): ("05-12", "05-06"),
    (2025, 6): ("06-09", "06-03"),
    (2025, 10): ("10-13", "10-09"),
    (2026, 4): ("04-13", "04-07"),
    (2026, 5): ("05-11", "05-06"),
    (2026, 10): ("10-12", "10-08"),
}


@pytest.mark.parametrize("month", [(year, month) for year in (2025, 2026) for month in range(1, 13)])
def test_the_two_rules_about_the_first_monday(month: tuple[int, int]) -> None:
    monday, day = first_working_monday(SHIPPED, *month), from_first_monday(SHIPPED, *month)
    assert monday is not None
    if month in FIRST_MONDAYS:
        assert (f"{monday:%m-%d}", f"{day:%m-%d}") == FIRST_MONDAYS[month]
    else:
        assert (monday == day, monday.day <= 7) == (True, True)


def test_the_nth_working_day_of_a_month_and_none_where_it_has_fewer() -> None:
    found = [nth_working_day(SHIPPED, 2026, 10, n) for n in (1, 2, 3, 4)]
    assert found == [date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 12)]
    assert [nth_working_day(SHIPPED, 2026, 10, n) for n in (0, 19, 99)] == [None, None, None]


@pytest.mark.parametrize("calendar", [SHIPPED, NOTHING])
def test_no_day_of_two_years_raises_anything(calendar: Calendar) -> None:
    day = date(2026, 12, 25)
    while day.year < 2028:
        assert calendar.kind(day) in DayKind
        assert next_working_day(calendar, day) - day <= 40 * DAY
        day += DAY
    assert first_working_monday(NOTHING, 2027, 2) == date(2027, 2, 22)
    assert from_first_monday(NOTHING, 2031, 10) == date(2031, 10, 13)
