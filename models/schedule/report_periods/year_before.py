"""What a period is compared with in the year before: a week at work never with one of the Spring Festival. Pure.

Of the weeks that touch the three weeks around a New Year's Eve (除夕), in either year, the days as far from the year's
own eve are taken. Months keep their name, and are not comparable where they hold another share of the feast.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.schedule.calendar.feasts import DAY, Feast, feasts
from models.schedule.report_periods.periods import Days, PeriodKind, ReportPeriod

NEAR = 21 * DAY
FEAST_LASTS = 8  # days that are free, from the eve on


class Basis(StrEnum):
    """How the days of the year before were found."""

    SAME_PERIOD = "same_period"
    BY_EVE = "by_eve"
    FEAST_MOVED = "feast_moved"  # the numbers of the two may be shown, and not compared


@dataclass(frozen=True)
class Compared:
    days: Days
    basis: Basis


def year_before(period: ReportPeriod) -> Compared:
    before = period.year_before()
    eves = eve(period.last.year), eve(period.last.year - 1)
    same = Compared(before, Basis.SAME_PERIOD)
    if eves[0] is None or eves[1] is None:
        return same
    if period.kind is PeriodKind.WEEK:
        near = _around(period, eves[0]) or _around(before, eves[1])
        return Compared(_as_far_from(period, eves[0], eves[1]), Basis.BY_EVE) if near else same
    held = period.overlap(_feast(eves[0])), before.overlap(_feast(eves[1]))
    return same if held[0] == held[1] else Compared(before, Basis.FEAST_MOVED)


def eve(year: int) -> date | None:
    """New Year's Eve of the lunar year that begins in this one; None where the lunar calendar is not known."""
    days = feasts(year).get(Feast.SPRING_FESTIVAL)
    return days[0] if days else None


def _around(days: Days, of: date) -> bool:
    return days.overlap(Days(of - NEAR, of + NEAR)) > 0


def _feast(begins: date) -> Days:
    return Days(begins, begins + DAY * (FEAST_LASTS - 1))


def _as_far_from(days: Days, eve_now: date, eve_before: date) -> Days:
    first = eve_before + (days.first - eve_now)
    return Days(first, first + (days.last - days.first))
