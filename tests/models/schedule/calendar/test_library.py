from datetime import date

import holidays

from models.schedule.calendar.feasts import days_of
from models.schedule.calendar.library import FIRST_YEAR, days_known, years_known


def test_two_libraries_agree_on_every_day_of_seventeen_years() -> None:
    from chinese_calendar import is_workday

    years = range(2010, 2027)
    other = holidays.country_holidays("CN", years=years)
    days = [day for year in years for day in days_of(year)]
    assert len(days) == 6209
    assert [day for day in days if is_workday(day) != other.is_working_day(day)] == []


def test_every_day_since_the_first_year_is_told_with_the_feast_it_belongs_to() -> None:
    known = days_known()
    assert sorted(known) == [day for year in range(FIRST_YEAR, years_known()[-1] + 1) for day in days_of(year)]
    assert known[date(2026, 2, 16)] == (False, "春节")
    assert known[date(2026, 2, 14)] == (True, "春节")
    assert known[date(2026, 3, 2)] == (True, "")
