"""What leaders write: when there is a quiz, “on 周五 19:00 实名”; a certificate, “傅勇 电工证 4400123 2027-05-31”."""

import re
import unicodedata
from datetime import date

from models.quiz.certificates import KIND_LIMIT, Entry
from models.quiz.plans import EVENING, WEDNESDAY, Setting
from models.schedule.deadlines import read_day

ON, OFF = frozenset({"on", "开", "开启", "打开"}), frozenset({"off", "关", "关闭", "停", "停止"})
NAMED, ANONYMOUS = frozenset({"named", "实名"}), frozenset({"anonymous", "匿名"})
TAKE_OUT = frozenset({"delete", "删除", "注销"})
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEK, AS_IN_WEEK = "一二三四五六日", str.maketrans("1234567天", "一二三四五六日日")
WEEKDAY = re.compile(r"每?(?:周|星期|礼拜)([一二三四五六日天1-7])")
HOUR = re.compile(r"(\d{1,2})(?:[:点时](?:00)?)?")


def read_setting(words: str) -> Setting | None:
    """None where it is not understood; the hour may be any, which is for set_plan() to refuse."""
    said = unicodedata.normalize("NFKC", words).lower().split()
    if not said or said[0] not in ON | OFF:
        return None
    weekday, hour, named = WEDNESDAY, EVENING, False
    for each in said[1:]:
        day, clock = _weekday(each), HOUR.fullmatch(each)
        if each in NAMED | ANONYMOUS:
            named = each in NAMED
        elif day is not None:
            weekday = day
        elif clock is not None:
            hour = int(clock[1])
        else:
            return None
    return Setting(said[0] in ON, named, weekday, hour)


def _weekday(word: str) -> int | None:
    """0 on a Monday."""
    english = [place for place, day in enumerate(DAYS) if len(word) > 2 and day.startswith(word)]
    if english:
        return english[0]
    found = WEEKDAY.fullmatch(word)
    return WEEK.index(found[1].translate(AS_IN_WEEK)) if found else None


def read_certificate(words: str, today: date) -> Entry | None:
    """Who, of what kind, perhaps its number, and its last day; or in place of these that it is to be taken out."""
    said = unicodedata.normalize("NFKC", words).split()
    if len(said) < 3:
        return None
    name, *middle, last = said
    out, until = last.lower() in TAKE_OUT, read_day(last, today)
    if not out and until is None:
        return None
    numbered = not out and len(middle) > 1 and any(sign.isdecimal() for sign in middle[-1])
    kind = " ".join(middle[:-1] if numbered else middle)[:KIND_LIMIT]
    return Entry(name, kind, middle[-1] if numbered else "", until)
