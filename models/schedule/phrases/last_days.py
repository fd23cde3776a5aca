"""A last day as people give it: so many days or weeks, a day that has a name (明天, 下周五, 15号, 月底), or a date."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from models.schedule.deadlines import read_day
from models.text.numerals import number

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
NUMBER = r"(\d{1,3}|[一二两三四五六七八九十]{1,3})"
DAYS_OF_WEEK = ("一monday", "二tuesday", "三wednesday", "四thursday", "五friday", "六saturday", "日天sunday")
OF_WEEK = r"(?:周|星期|礼拜)([一二三四五六日天])"
IN_ENGLISH = r"(monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
WITHIN = r"(?:之内|以内|内|之后|以后|后)"

Counts = Callable[[re.Match[str]], int | None]
Names = Callable[[re.Match[str], date], date | None]


def _times(days: int) -> Counts:
    def counted(found: re.Match[str]) -> int | None:
        many = number(found[1])
        return None if many is None else many * days

    return counted


COUNTED: tuple[tuple[re.Pattern[str], Counts], ...] = (
    (re.compile(NUMBER), _times(1)),
    (re.compile(rf"{NUMBER}个?天{WITHIN}?"), _times(1)),
    (re.compile(rf"{NUMBER}日{WITHIN}"), _times(1)),
    (re.compile(rf"{NUMBER}个?(?:周|星期|礼拜){WITHIN}?"), _times(7)),
    (re.compile(rf"{NUMBER}个月{WITHIN}?"), _times(30)),
    (re.compile(rf"半个?月{WITHIN}?"), lambda _: 15),
    (re.compile(r"(?:in |within )?(\d{1,3}) ?days?"), _times(1)),
    (re.compile(r"(?:in |within )?(\d{1,3}) ?weeks?"), _times(7)),
)


def _weekday(found: re.Match[str]) -> int:
    return next(place for place, names in enumerate(DAYS_OF_WEEK) if found[1] in names)


def _this_week(found: re.Match[str], today: date) -> date:
    return today + DAY * (_weekday(found) - today.weekday())


def _next_week(found: re.Match[str], today: date) -> date:
    return _this_week(found, today) + WEEK


def _coming(found: re.Match[str], today: date) -> date:
    this_week = _this_week(found, today)
    return this_week if this_week > today else this_week + WEEK


def _month_after(today: date, months: int = 1) -> date:
    """The first day of a month to come."""
    years, month = divmod(today.month - 1 + months, 12)
    return date(today.year + years, month + 1, 1)


def _in_month(first: date, day: int | None) -> date | None:
    return first.replace(day=day) if day and day <= monthrange(first.year, first.month)[1] else None


def _of_month(found: re.Match[str], today: date) -> date | None:
    """The next day of this number, where the month has one."""
    day = number(found[1])
    this_month = _in_month(today.replace(day=1), day)
    return this_month if this_month and this_month > today else _in_month(_month_after(today), day)


def _end_of_month(months: int) -> Names:
    return lambda _, today: _month_after(today, months + 1) - DAY


def _after(days: int) -> Names:
    return lambda _, today: today + DAY * days


NAMED: tuple[tuple[re.Pattern[str], Names], ...] = (
    (re.compile(r"今[天日]|today"), _after(0)),
    (re.compile(r"明[天日]|tomorrow"), _after(1)),
    (re.compile(r"后[天日]|the day after tomorrow"), _after(2)),
    (re.compile(r"大后天"), _after(3)),
    (re.compile(rf"(?:这|本){OF_WEEK}"), _this_week),
    (re.compile(rf"this {IN_ENGLISH}"), _this_week),
    (re.compile(rf"下个?{OF_WEEK}"), _next_week),
    (re.compile(rf"next {IN_ENGLISH}"), _next_week),
    (re.compile(OF_WEEK), _coming),
    (re.compile(rf"(?:by |on )?{IN_ENGLISH}"), _coming),
    (re.compile(rf"{NUMBER}[号日]"), _of_month),
    (re.compile(rf"下个?月{NUMBER}[号日]"), lambda found, today: _in_month(_month_after(today), number(found[1]))),
    (re.compile(r"(?:这个|本)?月[底末]|(?:the )?end of (?:the|this) month"), _end_of_month(0)),
    (re.compile(r"下个?月[底末]|(?:the )?end of next month"), _end_of_month(1)),
    (re.compile(r"(?:今)?年[底末]|(?:the )?end of (?:the|this) year"), lambda _, today: date(today.year, 12, 31)),
)


def _plain(text: str) -> str:
    """As it is said: without blanks beside Chinese, and without what stands around a last day."""
    said = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip(" 。.，,!！").lower()
    said = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", said)
    return re.sub(r"^(?:限期?|给|再给?|延期?|到|于|在)+|(?:之?前|完成|整改完成|整改到位|到期)+$", "", said)


def counted(text: str) -> timedelta | None:
    """5, 5天, 15日内, 两周, 半个月, 5 days: counted from whatever the question is about."""
    said = _plain(text)
    for pattern, days in COUNTED:
        if found := pattern.fullmatch(said):
            many = days(found)
            return None if many is None else many * DAY
    return None


def named(text: str, today: date) -> date | None:
    """明天, 周五, 下周五, 15号, 下月5日, 月底, next Friday: it may lie in the past."""
    said = _plain(text)
    for pattern, day in NAMED:
        if found := pattern.fullmatch(said):
            return day(found, today)
    return None


def last_day(text: str, start: date, today: date) -> date | None:
    """So many days are counted from `start`; a date without a year is the next one after it."""
    days = counted(text)
    return start + days if days is not None else named(text, today) or read_day(text, start)
