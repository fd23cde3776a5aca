"""The feast days that the law names, by the sun and by the moon, and the days around them, which are worked as the
State Council says anew for each year.
"""

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from borax.calendars import LunarDate
from borax.calendars.lunardate import TermUtils

DAY = timedelta(days=1)
NEAR = 9 * DAY  # no day farther off was worked or free for a feast since 2008
LUNAR_YEARS = range(1901, 2100)
QINGMING = 6  # of the 24 solar terms, the first counted as 0
FRIDAY, SATURDAY = 4, 5


class Feast(StrEnum):
    NEW_YEAR = "new_year"
    SPRING_FESTIVAL = "spring_festival"
    QINGMING = "qingming"
    LABOUR_DAY = "labour_day"
    DRAGON_BOAT = "dragon_boat"
    MID_AUTUMN = "mid_autumn"
    NATIONAL_DAY = "national_day"


@lru_cache(maxsize=64)
def feasts(year: int) -> dict[Feast, tuple[date, ...]]:
    """Those by the moon and Qingming only in LUNAR_YEARS."""
    by_the_sun = {
        Feast.NEW_YEAR: (date(year, 1, 1),),
        Feast.LABOUR_DAY: (date(year, 5, 1), date(year, 5, 2)),
        Feast.NATIONAL_DAY: (date(year, 10, 1), date(year, 10, 2), date(year, 10, 3)),
    }
    if year not in LUNAR_YEARS:
        return by_the_sun
    spring: date = LunarDate(year, 1, 1).to_solar_date()
    return by_the_sun | {
        Feast.SPRING_FESTIVAL: (spring - DAY, spring, spring + DAY, spring + 2 * DAY),
        Feast.QINGMING: (TermUtils.nth_term_day(year, term_index=QINGMING),),
        Feast.DRAGON_BOAT: (LunarDate(year, 5, 5).to_solar_date(),),
        Feast.MID_AUTUMN: (LunarDate(year, 8, 15).to_solar_date(),),
    }


def lunar_day(year: int, month: int, day: int) -> date | None:
    """The day of this lunar year; None out of LUNAR_YEARS. Raises ValueError where no year has it."""
    found: date | None = LunarDate(year, month, day).to_solar_date() if year in LUNAR_YEARS else None
    return found


@lru_cache(maxsize=64)
def unsettled(year: int) -> frozenset[date]:
    """The days of the year that lie near a feast, and the weekends that touch them."""
    years = range(max(year - 1, date.min.year), min(year + 1, date.max.year) + 1)
    known = [day for each in years for days in feasts(each).values() for day in days]
    near = {day for day in days_of(year) if any(abs(day - feast) <= NEAR for feast in known)}
    weekends = (day for day in days_of(year) if day.weekday() >= SATURDAY)
    return frozenset(near | {day for day in weekends if not near.isdisjoint(_from_friday_to_monday(day))})


def days_of(year: int) -> list[date]:
    return [date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)]


def _from_friday_to_monday(day: date) -> list[date]:
    """Around a day of a weekend."""
    friday = day.toordinal() - day.weekday() + FRIDAY
    return [date.fromordinal(n) for n in range(friday, friday + 4)]
