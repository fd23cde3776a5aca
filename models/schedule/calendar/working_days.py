"""Which days are worked, as far as it is known, and counting by them: pure, over days that were read once.

On a day that is not known nothing is missed, and what is done counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from models.schedule.calendar.feasts import SATURDAY, days_of, unsettled

DAY = timedelta(days=1)
WEEK = 7


class DayKind(StrEnum):
    WORKING = "working"
    OFF = "off"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Calendar:
    """`known` says of a day whether it is worked; of any other day, the days around feasts are not known, and the rest
    is worked from Monday to Friday.
    """

    known: Mapping[date, bool] = field(default_factory=dict)

    def kind(self, day: date) -> DayKind:
        works = self.known.get(day)
        if works is None:
            if day in unsettled(day.year):
                return DayKind.UNKNOWN
            works = plainly_works(day)
        return DayKind.WORKING if works else DayKind.OFF

    def works(self, day: date) -> bool:
        """Whether it is known to be worked."""
        return self.kind(day) is DayKind.WORKING


def plainly_works(day: date) -> bool:
    """From Monday to Friday."""
    return day.weekday() < SATURDAY


def next_working_day(calendar: Calendar, after: date) -> date:
    """The first day later than `after` that is known to be worked: weeks later where feasts are not announced."""
    return working_day_from(calendar, after + DAY)


def working_day_from(calendar: Calendar, day: date) -> date:
    """The day itself, or else the next that is known to be worked."""
    while not calendar.works(day):
        day += DAY
    return day


def working_days_between(calendar: Calendar, first: date, last: date) -> list[date]:
    """Both included."""
    return [day for day in _span(first, last) if calendar.works(day)]


def nth_working_day(calendar: Calendar, year: int, month: int, n: int) -> date | None:
    """The first is 1; None where the month has fewer that are known."""
    worked = [day for day in _month(year, month) if calendar.works(day)]
    return worked[n - 1] if 0 < n <= len(worked) else None


def first_working_monday(calendar: Calendar, year: int, month: int) -> date | None:
    """2026-10: the 12th. None where no Monday of the month is known to be worked."""
    return next((day for day in _month(year, month) if day.weekday() == 0 and calendar.works(day)), None)


def from_first_monday(calendar: Calendar, year: int, month: int) -> date:
    """The first Monday, or the next working day after it: of 2026-10 the 8th. It may lie in the month after."""
    first = date(year, month, 1)
    return working_day_from(calendar, first + DAY * (-first.weekday() % WEEK))


def _month(year: int, month: int) -> Iterator[date]:
    return (day for day in days_of(year) if day.month == month)


def _span(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
