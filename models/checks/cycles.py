"""How often something is owed, and the windows that follow from it, anchored in the calendar: pure.

A window is a span of local days. Nothing is missed in one without a day that is known to be worked.
"""

import calendar as months
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from models.schedule.calendar.working_days import Calendar, DayKind, working_days_between

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
HALF = 15
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TERMS = ((2, 7), (8, 1))  # of schools: February to July, August to January
DAYS = re.compile(r"days (\d{1,2})-(\d{1,2})")
NTH = re.compile(rf"([1-4]) ({'|'.join(WEEKDAYS)})")


class Every(StrEnum):
    DAY = "daily"
    WEEK = "weekly"
    HALF_MONTH = "half-monthly"
    MONTH = "monthly"
    QUARTER = "quarterly"
    TERM = "termly"
    YEAR = "yearly"


TIGHTER = {
    Every.YEAR: Every.QUARTER,
    Every.TERM: Every.QUARTER,
    Every.QUARTER: Every.MONTH,
    Every.MONTH: Every.HALF_MONTH,
    Every.HALF_MONTH: Every.WEEK,
    Every.WEEK: Every.DAY,
}


@dataclass(frozen=True)
class Window:
    """Both days included."""

    first: date
    last: date

    def counts(self, calendar: Calendar) -> bool:
        """Whether anything can be missed in it."""
        return bool(working_days_between(calendar, self.first, self.last))

    def has_half_left(self, day: date) -> bool:
        return self.last - day >= (self.last - self.first) / 2


@dataclass(frozen=True)
class Cycle:
    """As `text` says: one of Every; `days 1-10` of each month; `2 tue`, the second Tuesday of each month."""

    text: str

    @property
    def tighter(self) -> "Cycle | None":
        """One step more often; None for what is daily, or on fixed days of the month."""
        step = next((step for step in TIGHTER if step == self.text), None)
        return Cycle(TIGHTER[step].value) if step else None

    def window_of(self, day: date, calendar: Calendar) -> Window | None:
        """The window that the day lies in, if any: no daily one on a day that is known to be off."""
        if self.text == Every.DAY:
            return Window(day, day) if calendar.kind(day) is not DayKind.OFF else None
        window = self._around(day)
        return window if window.first <= day <= window.last else None

    def window_from(self, day: date, calendar: Calendar) -> Window | None:
        """The window that opens on this day, if one does."""
        window = self.window_of(day, calendar)
        return window if window is not None and window.first == day else None

    def _around(self, day: date) -> Window:
        """Of the day's month, or of the span that the day lies in."""
        if found := DAYS.fullmatch(self.text):
            first, last = (int(number) for number in found.groups())
            return Window(day.replace(day=first), day.replace(day=min(last, _month_end(day).day)))
        if found := NTH.fullmatch(self.text):
            only = _nth_weekday(day, int(found[1]), WEEKDAYS.index(found[2]))
            return Window(only, only)
        return SPANS[Every(self.text)](day)


@cache
def cycle(text: str) -> Cycle:
    """Raises ValueError where it says no cycle."""
    words = " ".join(text.lower().replace("_", "-").split())
    if found := DAYS.fullmatch(words):
        first, last = (int(number) for number in found.groups())
        if not 1 <= first <= last <= 31 or first > 28:
            raise ValueError(text)
        return Cycle(words)
    if NTH.fullmatch(words):
        return Cycle(words)
    return Cycle(Every(words).value)


def _week(day: date) -> Window:
    monday = day - DAY * day.weekday()
    return Window(monday, monday + WEEK - DAY)


def _half_month(day: date) -> Window:
    if day.day <= HALF:
        return Window(day.replace(day=1), day.replace(day=HALF))
    return Window(day.replace(day=HALF + 1), _month_end(day))


def _month(day: date) -> Window:
    return Window(day.replace(day=1), _month_end(day))


def _quarter(day: date) -> Window:
    first = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return Window(first, _month_end(first.replace(month=first.month + 2)))


def _term(day: date) -> Window:
    (spring, summer), (autumn, winter) = TERMS
    if spring <= day.month <= summer:
        return Window(date(day.year, spring, 1), date(day.year, summer, 31))
    begun = day.year - (day.month <= winter)
    return Window(date(begun, autumn, 1), date(begun + 1, winter, 31))


def _year(day: date) -> Window:
    return Window(date(day.year, 1, 1), date(day.year, 12, 31))


SPANS = {
    Every.WEEK: _week,
    Every.HALF_MONTH: _half_month,
    Every.MONTH: _month,
    Every.QUARTER: _quarter,
    Every.TERM: _term,
    Every.YEAR: _year,
}


def _month_end(day: date) -> date:
    return day.replace(day=months.monthrange(day.year, day.month)[1])


def _nth_weekday(day: date, nth: int, weekday: int) -> date:
    first = day.replace(day=1)
    return first + DAY * ((weekday - first.weekday()) % 7) + WEEK * (nth - 1)
