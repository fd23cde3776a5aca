"""On which days of a year a text fits, as a street writes it: pure.

11-15..03-15                  a span of days, over the new year, too; several with commas between them
spring_festival -10..+15      from ten days before a feast until fifteen after it
lunar 01-15 -4..+1            likewise a day of the lunar year
11-09 -9..+2                  likewise a day of the year
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.schedule.calendar.feasts import Feast, feasts, lunar_day

Days = tuple[date, date]  # the first and the last of them
DAY = timedelta(days=1)
LEAP = 2028  # has all days
SPAN = re.compile(r"(\d{1,2})-(\d{1,2})\s*\.\.\s*(\d{1,2})-(\d{1,2})")
AROUND = re.compile(r"(?:(lunar)\s+)?(\S+)\s+([+-]?\d{1,3})\s*\.\.\s*([+-]?\d{1,3})")
MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class Span:
    """Months and days, both included; `last` before `first`: over the new year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def __str__(self) -> str:
        return f"{_shown(self.first)}..{_shown(self.last)}"

    def around(self, day: date) -> Days | None:
        for year in (day.year, day.year - 1):
            first, last = _in_year(year, self.first), _in_year(year + (self.last < self.first), self.last)
            if first <= day <= last:
                return first, last
        return None


@dataclass(frozen=True)
class Around:
    """From `before` days from the first day of a feast, a lunar day or a day of the year, until `after` days from its
    last; before it they are negative.
    """

    before: int
    after: int
    feast: Feast | None = None
    lunar: bool = False
    on: tuple[int, int] = (1, 1)

    def __str__(self) -> str:
        what = self.feast or f"{'lunar ' if self.lunar else ''}{_shown(self.on)}"
        return f"{what} {self.before:+}..{self.after:+}"

    def around(self, day: date) -> Days | None:
        for year in (day.year - 1, day.year, day.year + 1):
            days = self._days(year)
            if days and days[0] + self.before * DAY <= day <= days[-1] + self.after * DAY:
                return days[0] + self.before * DAY, days[-1] + self.after * DAY
        return None

    def _days(self, year: int) -> Sequence[date]:
        """None in a year whose lunar calendar is not known."""
        if self.feast is not None:
            return feasts(year).get(self.feast, ())
        if not self.lunar:
            return [_in_year(year, self.on)]
        day = lunar_day(year, *self.on)
        return [day] if day else []


@dataclass(frozen=True)
class Occasion:
    """Without any part it is always. As a string it is as occasion() reads it."""

    parts: tuple[Span | Around, ...] = ()

    def __str__(self) -> str:
        return ", ".join(map(str, self.parts))

    def around(self, day: date) -> Days | None:
        """The time that the day lies in; None: the day does not fit, or any does."""
        return next((found for part in self.parts if (found := part.around(day))), None)

    def fits(self, day: date) -> bool:
        return not self.parts or self.around(day) is not None

    @property
    def rank(self) -> int:
        """What is rarer comes first: a feast, a season, all year."""
        return 0 if any(isinstance(part, Around) for part in self.parts) else 1 if self.parts else 2


def occasion(text: str, names: Mapping[str, Feast]) -> Occasion:
    """`names` are words for feasts beside their own. Raises ValueError with what cannot be read."""
    return Occasion(tuple(_part(each.strip(), names) for each in re.split(r"[,，;；]", text) if each.strip()))


def _part(words: str, names: Mapping[str, Feast]) -> Span | Around:
    if found := SPAN.fullmatch(words):
        return Span(_month_day(found[1], found[2]), _month_day(found[3], found[4]))
    if found := AROUND.fullmatch(words):
        before, after = int(found[3]), int(found[4])
        if before > after:
            raise ValueError(words)
        if on := MONTH_DAY.fullmatch(found[2]):
            lunar = found[1] is not None
            return Around(before, after, lunar=lunar, on=_lunar(on) if lunar else _month_day(on[1], on[2]))
        if found[1] is None and (feast := names.get(found[2])):
            return Around(before, after, feast)
    raise ValueError(words)


def _month_day(month: str, day: str) -> tuple[int, int]:
    """Raises ValueError where no year has it."""
    date(LEAP, int(month), int(day))
    return int(month), int(day)


def _shown(on: tuple[int, int]) -> str:
    return f"{on[0]:02}-{on[1]:02}"


def _lunar(found: re.Match[str]) -> tuple[int, int]:
    """The thirtieth, which many lunar months lack, is not taken."""
    month, day = int(found[1]), int(found[2])
    if not (1 <= month <= 12 and 1 <= day <= 29):
        raise ValueError(found[0])
    return month, day


def _in_year(year: int, on: tuple[int, int]) -> date:
    """The 29th of February of other years is the day before."""
    month, day = on
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)
