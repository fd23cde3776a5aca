"""The years that the installed calendar library knows; the module is asked, as a stale copy may shadow the newest."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from models.schedule.calendar.feasts import days_of

FIRST_YEAR = 2025  # no row of ours is older


class DaySaid(NamedTuple):
    """What a calendar says of a day."""

    works: bool
    note: str = ""


def years_known() -> range:
    from chinese_calendar import holidays

    return range(min(holidays).year, max(holidays).year + 1)


def days_known() -> Mapping[date, DaySaid]:
    """Each day of all years known since FIRST_YEAR."""
    from chinese_calendar import Holiday, get_holiday_detail

    said = {}
    for day in (day for year in years_known() if year >= FIRST_YEAR for day in days_of(year)):
        free, feast = get_holiday_detail(day)
        said[day] = DaySaid(not free, Holiday(feast).chinese if feast else "")
    return said
