"""When a household is to be visited: once in each calendar month, quarter or year of the street's zone."""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from models.places.kinds import Cycle
from models.visits.kinds import HouseholdKinds
from models.visits.tables import Household, Outcome, Visit

MONTHS = {Cycle.MONTHLY: 1, Cycle.QUARTERLY: 3, Cycle.YEARLY: 12}
DAY = timedelta(days=1)


class Due(NamedTuple):
    """From a local midnight until another."""

    due_from: datetime
    due_until: datetime


def period(span: Cycle, at: datetime, zone: tzinfo) -> Due:
    """The calendar month, quarter or year that `at` is in."""
    here, months = at.astimezone(zone).date(), MONTHS[span]
    begins = here.year * 12 + (here.month - 1) // months * months  # in months
    return Due(*(_midnight(date(each // 12, each % 12 + 1, 1), zone) for each in (begins, begins + months)))


def next_due(household: Household, last: Visit | None, kinds: HouseholdKinds, zone: tzinfo) -> Due:
    """After the last visit, if there was any."""
    span = kinds.span(household.kind, key=household.key)
    if last is None:
        return period(span, household.added_at, zone)
    if last.outcome is Outcome.ABSENT:
        day = last.said_at.astimezone(zone).date()
        return Due(_midnight(day, zone), _midnight(day + (kinds.again + 1) * DAY, zone))
    return period(span, period(span, last.said_at, zone).due_until, zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)
