"""Calling on those whom a supervision concerns: for progress each week, and each day once its deadline has passed.

All calls come at nine in the morning: on the day by whose end progress must be reported, on the next when it was not,
and on every day after the deadline. Days of downtime are one call.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from models.schedule.deadlines import DAY, FROM_MORNING

WEEK = timedelta(days=7)


class SupervisionCall(StrEnum):
    """asked: progress is due today; missed: a week has passed without; overdue: the deadline has."""

    ASKED = "asked"
    MISSED = "missed"
    OVERDUE = "overdue"


def next_call(progress_by: datetime, due_at: datetime, now: datetime) -> datetime:
    """The first morning after `now` on which somebody is called."""
    day = progress_by - FROM_MORNING
    mornings = [day, day + DAY, _morning_after(due_at, now)]
    return min(morning for morning in mornings if morning > now)


def _morning_after(due_at: datetime, now: datetime) -> datetime:
    first = due_at - FROM_MORNING + DAY
    return first if first > now else first + DAY * ((now - first) // DAY + 1)


def calls_at(progress_by: datetime, due_at: datetime, now: datetime) -> list[SupervisionCall]:
    """What is to be said at `now`."""
    calls = [SupervisionCall.OVERDUE] if now > due_at else []
    if now > progress_by:
        return [*calls, SupervisionCall.MISSED]
    return calls if calls or now < progress_by - FROM_MORNING else [SupervisionCall.ASKED]


def last_call(progress_by: datetime, due_at: datetime, since: datetime, until: datetime) -> datetime | None:
    """The newest morning after `since` and no later than `until` on which somebody was to be called."""
    weeks = max(1, (progress_by - since) // WEEK)
    days = [progress_by - FROM_MORNING - WEEK * back for back in range(weeks)]
    overdue = (until - (due_at - FROM_MORNING)) // DAY
    mornings = [*days, *(day + DAY for day in days), due_at - FROM_MORNING + DAY * max(overdue, 1)]
    return max((morning for morning in mornings if since < morning <= until), default=None)


def next_week(progress_by: datetime, now: datetime) -> datetime:
    """When the next report is due after one was missed."""
    return progress_by + WEEK * ((now - progress_by) // WEEK + 1)
