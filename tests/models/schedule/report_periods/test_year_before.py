from datetime import date, timedelta

import pytest

from models.schedule.report_periods.periods import PeriodKind, period_of
from models.schedule.report_periods.year_before import Basis, eve, year_before

WEEK, MONTH = PeriodKind.WEEK, PeriodKind.MONTH


@pytest.mark.parametrize(
    ("monday", "first", "basis"),
    [
        (date(2026, 11, 9), date(2025, 11, 10), Basis.SAME_PERIOD),
        (date(2026, 12, 28), date(2025, 12, 29), Basis.SAME_PERIOD),
        (date(2027, 2, 1), date(2026, 2, 12), Basis.BY_EVE),  # eves: Friday 5 February 2027, Monday 16 February 2026
        (date(2027, 1, 11), date(2026, 1, 22), Basis.BY_EVE),  # its Sunday is 19 days before the eve
        (date(2027, 1, 4), date(2026, 1, 5), Basis.SAME_PERIOD),
        (date(2027, 3, 1), date(2026, 3, 12), Basis.BY_EVE),  # 2 March 2026 was near the eve
        (date(2027, 3, 8), date(2026, 3, 19), Basis.BY_EVE),
        (date(2027, 3, 15), date(2026, 3, 16), Basis.SAME_PERIOD),
    ],
)
def test_weeks_around_the_spring_festival_are_compared_by_days_from_the_eve(
    monday: date, first: date, basis: Basis
) -> None:
    week = period_of(WEEK, monday)
    found = year_before(week)
    assert (found.days.first, found.basis) == (first, basis)
    assert len(found.days) == 7


def test_near_the_feast_the_distance_from_the_eve_is_kept() -> None:
    for year in range(1950, 2099):
        this, before = eve(year), eve(year - 1)
        assert this is not None
        assert before is not None
        for off in range(-14, 15, 7):
            week = period_of(WEEK, this + timedelta(days=off))
            found = year_before(week)
            assert found.basis is Basis.BY_EVE
            assert found.days.first - before == week.first - this


@pytest.mark.parametrize(
    ("month", "basis"),
    [
        (date(2026, 1, 1), Basis.FEAST_MOVED),  # in 2025 the feast began on 28 January
        (date(2026, 2, 1), Basis.FEAST_MOVED),
        (date(2026, 3, 1), Basis.SAME_PERIOD),
        (date(2027, 1, 1), Basis.SAME_PERIOD),
        (date(2027, 2, 1), Basis.SAME_PERIOD),
        (date(2026, 11, 1), Basis.SAME_PERIOD),
    ],
)
def test_months_with_another_share_of_the_feast_are_not_compared(month: date, basis: Basis) -> None:
    found = year_before(period_of(MONTH, month))
    assert (found.days, found.basis) == (period_of(MONTH, month).year_before(), basis)


@pytest.mark.parametrize("kind", [PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR])
def test_longer_periods_hold_the_feast_each_year(kind: PeriodKind) -> None:
    assert {year_before(period).basis for period in period_of(kind, date(2099, 1, 1)).run_up(80)} == {Basis.SAME_PERIOD}


def test_beyond_the_known_lunar_years_the_plain_rule_holds() -> None:
    week = period_of(WEEK, date(2150, 2, 1))
    assert year_before(week).basis is Basis.SAME_PERIOD


def test_an_eve_in_january_reaches_weeks_that_begin_in_december() -> None:
    """21 January 1966 was the first day of its lunar year; its eve lies 21 days after 30 December."""
    week = period_of(WEEK, date(1965, 12, 30))
    assert (week.first, year_before(week).basis) == (date(1965, 12, 27), Basis.BY_EVE)
