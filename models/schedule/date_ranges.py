"""Reading the first and the last day of a leave as people write them: 12-1 12-5, 12月1日到5日, 明天 3天, 2026-12-01."""

import re
import unicodedata
from datetime import date, timedelta

from models.errors import Refused

LONGEST = 180  # days
YEARS = range(2000, 2200)  # far from the last day that there is, so that days can be added
DAY = timedelta(days=1)
WORDS = {"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "大后天": 3, "后天": 2}
WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
NUMERALS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
UNITS = {"天": 1, "day": 1, "days": 1, "周": 7, "星期": 7, "个星期": 7, "week": 7, "weeks": 7}

_NUMBER = "|".join(NUMERALS)
DATE = re.compile(
    r"(?P<iso>\d{4})[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})"
    r"|(?P<packed>\d{8})(?!\d)"
    r"|(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"
    r"|(?P<short_month>\d{1,2})(?P<mark>[-/.])(?P<short_day>\d{1,2})(?!\d|(?P=mark)\d)"
    rf"|(?P<word>{'|'.join(WORDS)})"
    r"|(?P<next>下)?(?:周|星期)(?P<weekday>[一二三四五六日天])",
    re.IGNORECASE,
)
LENGTH = re.compile(rf"(?P<count>\d{{1,3}}|{_NUMBER})\s*(?P<unit>个星期|星期|周|天|days?|weeks?)$", re.IGNORECASE)
DAY_ALONE = re.compile(r"(?P<day>\d{1,2})[日号]$")
BEFORE = re.compile(r"^(?:[\s,、:]|请假|休假|从|自)+")
BETWEEN = re.compile(r"^(?:\s|[,，、~～—–至到-]|to\b|起|共|请假|休假)+", re.IGNORECASE)


def days_of(text: str, today: date) -> tuple[date, date]:
    """First and last day; raises Refused: leave.unreadable, leave.past, leave.backwards or leave.too_long."""
    said = BEFORE.sub("", unicodedata.normalize("NFKC", text).strip())
    first, rest = (today, said) if _length(said) else _date(said, today, today)
    joining = rest.strip()
    rest = BETWEEN.sub("", rest).strip()
    if joining.endswith(("到", "至", "-", "~", "to")):
        raise Refused("leave.unreadable")
    last = _last(rest, first, today) if rest else first
    if last < first:
        raise Refused("leave.backwards")
    if last < today:
        raise Refused("leave.past")
    if (last - first).days >= LONGEST:
        raise Refused("leave.too_long")
    return max(first, today), last


def _last(text: str, first: date, today: date) -> date:
    alone = DAY_ALONE.fullmatch(text)
    if alone:
        later = int(alone["day"]) < first.day
        month = first.replace(day=28) + 4 * DAY if later else first
        return _made(month.year, month.month, int(alone["day"]))
    length = _length(text)
    if length:
        return first + (length - 1) * DAY
    last, rest = _date(text, today, first)
    if rest.strip():
        raise Refused("leave.unreadable")
    return last


def _length(text: str) -> int:
    """In days; 0 when it is none."""
    length = LENGTH.fullmatch(text)
    if not length:
        return 0
    count = NUMERALS.get(length["count"]) or int(length["count"])
    return count * UNITS[length["unit"].lower()]


def _date(text: str, today: date, not_before: date) -> tuple[date, str]:
    """The day that the text begins with, and the rest; a day without a year is the next such one."""
    found = DATE.match(text)
    if not found:
        raise Refused("leave.unreadable")
    given = found.groupdict()
    rest = text[found.end() :]
    if given["word"]:
        return today + WORDS[given["word"].lower()] * DAY, rest
    if given["weekday"]:
        return _weekday(today, WEEKDAYS[given["weekday"]], next_week=given["next"] is not None), rest
    if given["packed"]:
        packed = given["packed"]
        return _made(int(packed[:4]), int(packed[4:6]), int(packed[6:])), rest
    year = given["iso"] or given["year"]
    month = int(given["iso_month"] or given["month"] or given["short_month"])
    day = int(given["iso_day"] or given["day"] or given["short_day"])
    return (_made(int(year), month, day) if year else _next(month, day, not_before)), rest


def _weekday(today: date, weekday: int, *, next_week: bool) -> date:
    monday = today - today.weekday() * DAY
    day = monday + (weekday + 7 * next_week) * DAY
    return day if day >= today else day + 7 * DAY


def _next(month: int, day: int, not_before: date) -> date:
    """Within half a year past, it is meant as it is written, and refused."""
    near = _made(not_before.year, month, day)
    return near if near > not_before - LONGEST * DAY else _made(not_before.year + 1, month, day)


def _made(year: int, month: int, day: int) -> date:
    if year not in YEARS:
        raise Refused("leave.unreadable")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Refused("leave.unreadable") from error
