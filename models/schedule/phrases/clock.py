"""A time of day as people say it after a day: 19:00, 8点半, 晚上八点, 下午3时15分. Pure."""

import re
from dataclasses import dataclass
from datetime import time

from models.text.numerals import number

MIDNIGHT = 24  # that ends a day
PARTS = {  # of a day, and the hours that people count to each
    "凌晨": range(6),
    **dict.fromkeys(("早", "早上", "早晨", "清晨"), range(4, 12)),
    "上午": range(6, 13),
    "中午": range(11, 15),
    "下午": range(12, 20),
    "傍晚": range(16, 21),
    **dict.fromkeys(("晚", "晚上", "夜里", "夜间", "深夜"), range(17, MIDNIGHT + 1)),
}
MINUTES = {"": 0, "整": 0, "钟": 0, "半": 30, "一刻": 15, "三刻": 45}
UNITS = "一二三四五六七八九"
HOUR = rf"\d{{1,2}}|二?十[{UNITS}]?|[〇零两{UNITS}]"
MINUTE = rf"\d{{2}}|\d(?=分)|[二三四五]?十[{UNITS}]?|[〇零][{UNITS}]"
SAID = re.compile(
    rf"(?P<before>.*?) ?(?P<part>{'|'.join(PARTS)})? ?(?P<hour>{HOUR}) ?"
    rf"(?::(?P<digits>\d{{2}})分?|[点时] ?(?:(?P<minute>{MINUTE})分?|(?P<word>{'|'.join(MINUTES)})))"
)


@dataclass(frozen=True)
class Clock:
    """`before` is what stands before it; `ends_day`: the midnight after the day that is named."""

    before: str
    at: time
    ends_day: bool


def read_clock(said: str) -> Clock | None:
    """None: it is no time of day, or of another part of the day than is named."""
    found = SAID.fullmatch(said)
    if found is None:
        return None
    hour, minute = _hour(found["part"], _number(found["hour"])), _minute(found)
    if hour is None or minute > 59 or (hour == MIDNIGHT and minute):
        return None
    return Clock(found["before"], time(hour % MIDNIGHT, minute), ends_day=hour == MIDNIGHT)


def _hour(part: str | None, said: int) -> int | None:
    """Of 24; from one to twelve a part of the day says which is meant."""
    if part is None:
        return said if said <= MIDNIGHT else None
    meant = {said % 12, said % 12 + 12, *([MIDNIGHT] if said == 12 else ())} if 1 <= said <= 12 else {said}
    return next((hour for hour in meant if hour in PARTS[part]), None)


def _minute(found: re.Match[str]) -> int:
    if digits := found["digits"] or found["minute"]:
        return _number(digits)
    return MINUTES[found["word"]]


def _number(said: str) -> int:
    return number(said.lstrip("〇零") or "0") or 0
