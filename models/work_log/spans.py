"""Days as people name them when they look back, and the weeks and months that logs are told by: pure."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from models.schedule.deadlines import read_day
from models.schedule.phrases.last_days import named
from models.work_log.tables import Span

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
TOLD_AT = time(8, 30)
BACK = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
WITH_YEAR = re.compile(r"\d{4}")
OF_WEEK = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天]|(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)


def past_day(text: str, today: date) -> date | None:
    """昨天, 周五 (the last one), 11-28: the newest such day up to today; None where it is no day, but words."""
    said = text.strip().lower()
    if said in BACK:
        return today - DAY * BACK[said]
    if OF_WEEK.fullmatch(said):
        coming = named(said, today)
        return coming - WEEK if coming else None
    found = read_day(said, today)
    if found is not None and found > today and not WITH_YEAR.match(said):
        found = read_day(f"{found.year - 1}-{found:%m-%d}", today)
    return found if found is not None and found <= today else None


def span_begin(span: Span, day: date) -> date:
    """The first day of the week, or month, that the day is in."""
    return day - DAY * day.weekday() if span is Span.WEEK else day.replace(day=1)


def span_after(span: Span, first: date) -> date:
    """The first day of the next."""
    return first + WEEK if span is Span.WEEK else (first + DAY * 31).replace(day=1)


def told_at(span: Span, first: date, zone: tzinfo) -> datetime:
    """On the morning after its last day."""
    return datetime.combine(span_after(span, first), TOLD_AT, zone).astimezone(UTC)
