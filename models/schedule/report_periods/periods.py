"""The weeks, months, quarters, halves and years that reports are about: pure, by the calendar of the street's zone.

A week is Monday to Sunday, named as ISO 8601 does: some years have 53.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from models.schedule.calendar.working_days import Calendar, DayKind

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


class PeriodKind(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}


@dataclass(frozen=True)
class Days:
    """Both included."""

    first: date
    last: date

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """From the midnight that begins the first day until the one that ends the last, in UTC."""
        return _midnight(self.first, zone), _midnight(self.last + DAY, zone)

    def overlap(self, other: "Days") -> int:
        """How many days are in both."""
        return max(0, (min(self.last, other.last) - max(self.first, other.first)).days + 1)


@dataclass(frozen=True)
class ReportPeriod(Days):
    """`kind` and the first day make it; `name` is what words.py reads again."""

    kind: PeriodKind

    @property
    def name(self) -> str:
        """2026-W46, 2026-11, 2026-Q4, 2026-H2, 2026."""
        year, month = self.first.year, self.first.month
        match self.kind:
            case PeriodKind.WEEK:
                iso = self.first.isocalendar()
                return f"{iso.year}-W{iso.week:02}"
            case PeriodKind.MONTH:
                return f"{year}-{month:02}"
            case PeriodKind.QUARTER:
                return f"{year}-Q{(month + 2) // 3}"
            case PeriodKind.HALF:
                return f"{year}-H{1 if month == 1 else 2}"
            case PeriodKind.YEAR:
                return f"{year}"

    def next(self) -> "ReportPeriod":
        return period_of(self.kind, self.last + DAY)

    def previous(self) -> "ReportPeriod":
        return period_of(self.kind, self.first - DAY)

    def run_up(self, many: int) -> "Sequence[ReportPeriod]":
        """So many periods, the oldest first, of which this is the last."""
        found = [self]
        while len(found) < many:
            found.append(found[-1].previous())
        return found[::-1]

    def year_before(self) -> "ReportPeriod":
        """The same part of the year before; of a week, 364 days earlier: 2026-W53 with 2026-W01."""
        if self.kind is PeriodKind.WEEK:
            return period_of(self.kind, self.first - 52 * WEEK)
        return period_of(self.kind, self.first.replace(year=self.first.year - 1))


def period_of(kind: PeriodKind, day: date) -> ReportPeriod:
    """The one that the day lies in."""
    if kind is PeriodKind.WEEK:
        monday = day - DAY * day.weekday()
        return ReportPeriod(monday, monday + WEEK - DAY, kind)
    months = MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    after = first + DAY * (31 * months)  # some days into the next one
    return ReportPeriod(first, after.replace(day=1) - DAY, kind)


def newest_whole(kind: PeriodKind, now: datetime, zone: tzinfo) -> ReportPeriod:
    """The last one that has ended."""
    return period_of(kind, now.astimezone(zone).date()).previous()


@dataclass(frozen=True)
class WorkedDays:
    """How many days are worked, and of how many nobody knows yet."""

    working: int
    unknown: int

    @property
    def none(self) -> bool:
        """Known to be without any working day, as the week of the Spring Festival may be."""
        return not self.working and not self.unknown


def worked_days(days: Days, calendar: Calendar) -> WorkedDays:
    kinds = [calendar.kind(days.first + DAY * n) for n in range(len(days))]
    return WorkedDays(kinds.count(DayKind.WORKING), kinds.count(DayKind.UNKNOWN))


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
