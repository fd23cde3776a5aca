"""Deadlines as people give them, and the mornings on which an order to rectify is recalled.

A deadline is the end of a local day. Reminders come at nine in the morning: when half of the days have passed, on the
day before, on the day itself, and on every day after it; at most one a day, the most pressing.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

DAY = timedelta(days=1)
APART = DAY / 2  # after a reminder that came late the next morning may be left out
MORNING, END_OF_DAY = time(9), time(23, 59, 59)
FROM_MORNING = timedelta(hours=14, minutes=59, seconds=59)  # from nine to the end of the day
LONGEST = timedelta(days=366)
ROLLS_OVER = timedelta(days=183)
WRITTEN = re.compile(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")


class Reminder(StrEnum):
    HALF_TIME = "half_time"
    DAY_BEFORE = "day_before"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"


def end_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, END_OF_DAY, zone).astimezone(UTC)


def at(day: date, hour: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)


def morning_before(last: date, ahead: Sequence[timedelta], now: datetime, zone: tzinfo) -> datetime | None:
    """The next of the mornings so long ahead of a last day, the longest first; None when none is left."""
    mornings = (at(last - each, MORNING, zone) for each in ahead)
    return next((each for each in mornings if each > now), None)


def read_day(text: str, today: date) -> date | None:
    """2026-12-01, 2026年12月1日, 12-01, 12/1 or 12月1日; without a year the next such day, if it is not far off."""
    found = WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    this_year = _day(year or today.year, month, day)
    if year or (this_year is not None and this_year > today):
        return this_year
    next_year = _day(today.year + 1, month, day)
    return next_year if next_year is not None and next_year - today <= ROLLS_OVER else this_year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def allowed(day: date, after: date, today: date) -> bool:
    """A new deadline lies after `after` and after today, within a year."""
    return max(after, today) < day <= today + LONGEST


def _mornings(start: datetime, due: datetime) -> list[tuple[datetime, Reminder]]:
    """Days are 24 hours: where clocks are changed, a reminder may come at eight or at ten."""
    last = due - FROM_MORNING
    days = (due - start) // DAY
    plan = {
        last - DAY * (days - days // 2): Reminder.HALF_TIME,
        last - DAY: Reminder.DAY_BEFORE,
        last: Reminder.DUE_TODAY,
    }
    return sorted(plan.items())


def next_reminder(start: datetime, due: datetime, now: datetime) -> datetime:
    """The first morning after `now`; once the deadline has passed, the next one."""
    for at, _ in _mornings(start, due):
        if at > max(start, now):
            return at
    after = due - FROM_MORNING + DAY
    return after if after > now else after + DAY * ((now - after) // DAY + 1)


def last_reminder(start: datetime, due: datetime, until: datetime) -> datetime | None:
    """The newest morning, no later than `until`, on which something was to be said; None when there was none yet."""
    said = [at for at, _ in _mornings(start, due) if start < at <= until]
    overdue = (until - (due - FROM_MORNING)) // DAY
    return due - FROM_MORNING + DAY * overdue if overdue > 0 else max(said, default=None)


def reminder_at(start: datetime, due: datetime, now: datetime) -> Reminder:
    """What is to be said at `now`: after downtime only the newest."""
    if now > due:
        return Reminder.OVERDUE
    said = [reminder for at, reminder in _mornings(start, due) if at <= now]
    return said[-1] if said else Reminder.HALF_TIME


def days_since(at: datetime, now: datetime, zone: tzinfo) -> int:
    """By the calendar, as an office counts: what came on Monday has waited two days on Wednesday, whatever the hour;
    the day after a last day is the first that is overdue.
    """
    return max(0, (now.astimezone(zone).date() - at.astimezone(zone).date()).days)
