"""When a notice is sent: at a time, again and again, and not at night. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from models.notices.tables import NoticeKind
from models.schedule.deadlines import read_day
from models.schedule.phrases.clock import Clock, read_clock
from models.schedule.phrases.last_days import named

DAY = timedelta(days=1)
QUIET_FROM, QUIET_TO = time(21), time(7)  # routine notices wait for the morning; warnings never do
FURTHEST = timedelta(days=366)
SHORT = {"今": "今天", "明": "明天"}  # 今晚8点, 明早9点
NOW = {"now", "at once", "现在", "立即", "马上"}
DAILY = re.compile(r"每天|每日|daily|every day")
WEEKLY = re.compile(r"每(?:周|星期|礼拜)([一二三四五六日天])|every (mon|tues|wednes|thurs|fri|satur|sun)day")
MONTHLY = re.compile(r"每月(\d{1,2})[号日]|every month on the (\d{1,2})")
DAYS, IN_ENGLISH = "一二三四五六日", ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")


@dataclass(frozen=True)
class When:
    """`at` None: at once. `repeats` as next_time() reads it."""

    at: datetime | None = None
    repeats: str | None = None


def read_when(text: str, now: datetime, zone: tzinfo) -> When | None:
    """19:00, 今晚8点, 明天上午9:00, 12-01 09:00, 每周一09:00, 每月1日9:00; None: it is no time to come."""
    said = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().lower()
    if said in NOW:
        return When()
    clock = read_clock(said)
    if clock is None:
        return None
    on = clock.before.strip()
    if repeats := _repeats(on, clock.at):
        return None if clock.ends_day else When(next_time(repeats, now, zone), repeats)
    day = _day(SHORT.get(on, on), clock, now, zone)
    when = _moment(day, clock.at, zone) if day is not None else None
    return When(when) if when is not None and now < when < now + FURTHEST else None


def _day(on: str, clock: Clock, now: datetime, zone: tzinfo) -> date | None:
    if not on:
        return _next_day(clock.at, now, zone)
    today = now.astimezone(zone).date()
    day = named(on, today) or read_day(on, today)
    return day + DAY if day is not None and clock.ends_day else day


def _next_day(at: time, now: datetime, zone: tzinfo) -> date:
    """The next day on which it is so late."""
    today = now.astimezone(zone).date()
    return today if _moment(today, at, zone) > now else today + DAY


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _repeats(on: str, at: time) -> str | None:
    if DAILY.fullmatch(on):
        return f"daily 0 {at:%H:%M}"
    if found := WEEKLY.fullmatch(on):
        day = IN_ENGLISH.index(found[2]) if found[2] else DAYS.index(found[1].replace("天", "日"))
        return f"weekly {day} {at:%H:%M}"
    found = MONTHLY.fullmatch(on)
    day = int(found[1] or found[2]) if found else 0
    return f"monthly {day} {at:%H:%M}" if 1 <= day <= 28 else None  # every month has these


def next_time(repeats: str, after: datetime, zone: tzinfo) -> datetime:
    """The first time after this one; `repeats`: `daily 0 09:00`, `weekly 0 09:00` (Mondays), `monthly 1 09:00`."""
    every, number, clock = repeats.split()
    at, day = time.fromisoformat(clock), after.astimezone(zone).date()
    while True:
        fits = {"daily": True, "weekly": day.weekday() == int(number), "monthly": day.day == int(number)}[every]
        if fits and (when := _moment(day, at, zone)) > after:
            return when
        day += DAY


def not_at_night(kind: NoticeKind, at: datetime, zone: tzinfo) -> datetime:
    """The same time, or the morning after where a routine notice would come at night."""
    here = at.astimezone(zone)
    if kind is NoticeKind.WARNING or QUIET_TO <= here.time() < QUIET_FROM:
        return at
    morning = here.date() + (DAY if here.time() >= QUIET_FROM else timedelta())
    return _moment(morning, QUIET_TO, zone)
