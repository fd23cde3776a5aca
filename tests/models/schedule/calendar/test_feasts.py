from datetime import date

import chinese_calendar
import pytest

from models.schedule.calendar.feasts import LUNAR_YEARS, Feast, days_of, feasts, unsettled

DECREED = {date(2015, 9, 3), date(2015, 9, 4), date(2015, 9, 6)}  # for once, for an anniversary


@pytest.mark.parametrize(
    ("year", "spring", "qingming", "dragon_boat", "mid_autumn"),
    [
        (2026, (2, 17), (4, 5), (6, 19), (9, 25)),
        (2027, (2, 6), (4, 5), (6, 9), (9, 15)),
        (2028, (1, 26), (4, 4), (5, 28), (10, 3)),
        (2031, (1, 23), (4, 5), (6, 24), (10, 1)),
    ],
)
def test_feasts_by_the_moon_and_the_sun_fall_where_almanacs_put_them(
    year: int,
    spring: tuple[int, int],
    qingming: tuple[int, int],
    dragon_boat: tuple[int, int],
    mid_autumn: tuple[int, int],
) -> None:
    found = feasts(year)
    assert found[Feast.SPRING_FESTIVAL][1] == date(year, *spring)
    named = [found[feast] for feast in (Feast.QINGMING, Feast.DRAGON_BOAT, Feast.MID_AUTUMN)]
    assert named == [(date(year, *day),) for day in (qingming, dragon_boat, mid_autumn)]


@pytest.mark.parametrize("year", range(2008, 2027))
def test_every_feast_was_free_and_every_day_that_was_worked_otherwise_lay_near_one(year: int) -> None:
    free = {day for day in days_of(year) if chinese_calendar.is_holiday(day)}
    assert [feast for feast, days in feasts(year).items() if free.isdisjoint(days)] == []
    other = {day for day in days_of(year) if (day in free) != (day.weekday() >= 5)}
    assert other - unsettled(year) == other & DECREED


def test_a_weekend_that_touches_what_lies_near_a_feast_is_unsettled_with_it() -> None:
    """Nine days after 1 October 2027 is a Sunday near the third; nine before it is Wednesday the 22nd of September."""
    assert date(2027, 1, 10) in unsettled(2027)
    assert {date(2027, 1, 9), date(2027, 1, 11)} & unsettled(2027) == {date(2027, 1, 9)}
    assert date(2027, 6, 20) in unsettled(2027)
    assert date(2027, 6, 21) not in unsettled(2027)


@pytest.mark.parametrize("year", [1, 1900, LUNAR_YEARS[0], LUNAR_YEARS[-1], 2100, 9999])
def test_no_year_is_too_far_away(year: int) -> None:
    assert date(year, 5, 1) in unsettled(year)
    assert len(feasts(year)) == (7 if year in LUNAR_YEARS else 3)
