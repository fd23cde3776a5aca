"""Reading the first and the last day of a leave as people write them: 12-1 12-5, 12月1日到5日, 明天起三天, 下周."""

import re
import unicodedata
from datetime import date, timedelta

from models.errors import Refused
from models.schedule.phrases.last_days import named
from models.text.numerals import number

LONGEST = 180  # days
YEARS = range(2000, 2200)  # far from the last day that there is, so that days can be added
DAY = timedelta(days=1)
WEEK = 7
UNITS = {"天": 1, "day": 1, "days": 1, "周": WEEK, "星期": WEEK, "礼拜": WEEK, "week": WEEK, "weeks": WEEK, "月": 30}
HALF_A_MONTH = 15

DATE = re.compile(
    r"(?P<iso>\d{4})[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})"
    r"|(?P<packed>\d{8})(?!\d)"
    r"|(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"
    r"|(?P<short_month>\d{1,2})(?P<mark>[-/.])(?P<short_day>\d{1,2})(?!\d|(?P=mark)\d)"
)
LENGTH = re.compile(
    r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*(?:个(?=[星周礼月]))?"
    r"(?P<unit>星期|礼拜|周|天|月|days?|weeks?)$",
    re.IGNORECASE,
)
A_WEEK = re.compile(r"(?:(?P<next>下个?|next )|(?:这个?|本|this ))(?:周|星期|礼拜|week)", re.IGNORECASE)
TWO_DAYS = re.compile(r"(?P<first>今明|明后)[两二2]?天")
FROM_FIRST = re.compile(r"周|星期|礼拜|\d{1,2}[日号]|(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
IN_WORDS = re.compile(r"[一二三四五六七八九十]{1,3}(?=[月日号])")
NOISE = re.compile(r"休假|休息|[我想要请假]|开始|结束|[上下]午|[早晚]上|全天|\b(?:for|from|until)\b", re.IGNORECASE)
BEFORE = re.compile(r"^(?:[\s,、:。]|从|自)+")
BETWEEN = re.compile(r"^(?:\s|[,、~～—–至到-]|to\b|起|共)+", re.IGNORECASE)


def days_of(text: str, today: date) -> tuple[date, date]:
    """First and last day; raises Refused: leave.unreadable, leave.past, leave.backwards or leave.too_long."""
    first, last = _range(_plain(text), today)
    if last < first:
        raise Refused("leave.backwards")
    if last < today:
        raise Refused("leave.past")
    if (last - first).days >= LONGEST:
        raise Refused("leave.too_long")
    return max(first, today), last


def _plain(text: str) -> str:
    """Without the words around the days, and with digits where a day of a month is in words."""
    said = NOISE.sub(" ", unicodedata.normalize("NFKC", text))
    return BEFORE.sub("", IN_WORDS.sub(lambda found: str(number(found[0]) or found[0]), said)).strip()


def _range(said: str, today: date) -> tuple[date, date]:
    if A_WEEK.fullmatch(said):
        monday, _ = _date(said, today, today)
        return monday, monday + (WEEK - 1) * DAY
    if two := TWO_DAYS.fullmatch(said):
        first = today if two["first"] == "今明" else today + DAY
        return first, first + DAY
    first, rest = (today, said) if _length(said) else _date(said, today, today)
    joining = rest.strip()
    rest = BETWEEN.sub("", rest).strip()
    if joining.endswith(("到", "至", "-", "~", "to")):
        raise Refused("leave.unreadable")
    return first, _last(rest, first, today) if rest else first


def _last(text: str, first: date, today: date) -> date:
    length = _length(text)
    if length:
        return first + (length - 1) * DAY
    last, rest = _date(text, today, first)
    if rest.strip():
        raise Refused("leave.unreadable")
    return last


def _length(text: str) -> int:
    """In days; 0 when it is none."""
    if re.fullmatch(r"半个?月", text):
        return HALF_A_MONTH
    length = LENGTH.fullmatch(text)
    return (number(length["count"]) or 0) * UNITS[length["unit"].lower()] if length else 0


def _date(text: str, today: date, not_before: date) -> tuple[date, str]:
    """The day that the text begins with, and the rest; of no week or month it is the next such one."""
    found = DATE.match(text)
    if not found:
        return _named(text, not_before - DAY if FROM_FIRST.match(text) else today)
    given = found.groupdict()
    rest = text[found.end() :]
    if given["packed"]:
        packed = given["packed"]
        return _made(int(packed[:4]), int(packed[4:6]), int(packed[6:])), rest
    year = given["iso"] or given["year"]
    month = int(given["iso_month"] or given["month"] or given["short_month"])
    day = int(given["iso_day"] or given["day"] or given["short_day"])
    return (_made(int(year), month, day) if year else _next(month, day, not_before)), rest


def _named(text: str, today: date) -> tuple[date, str]:
    for end in range(len(text), 0, -1):
        if day := named(text[:end], today) or _monday(text[:end], today):
            return day, text[end:]
    raise Refused("leave.unreadable")


def _monday(text: str, today: date) -> date | None:
    """Of this week or the next."""
    week = A_WEEK.fullmatch(text)
    return today + (WEEK * bool(week["next"]) - today.weekday()) * DAY if week else None


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
