"""When a text fits, as people write it: 全年, 11月15日到3月15日, 春节前10天到后15天, 农历1月15日前4天到后1天; or as
occasions.py has it.
"""

import re
import unicodedata

from models.publicity.occasions import occasion
from models.publicity.texts import feast_names

ALWAYS = frozenset({"", "全年", "常年", "一年四季", "不限", "随时", "all year", "always", "any time"})
BETWEEN = re.compile(r"\s*[,，;；、\n]\s*")
DAY = r"(\d{1,2})\s*(?:月|[./-])\s*(\d{1,2})\s*(?:日|号)?"
TO = r"\s*(?:到|至|~|-|—|–|\.\.|to|until)+\s*"
SPAN = re.compile(rf"{DAY}{TO}{DAY}")
ONE = re.compile(rf"(农历|阴历|lunar)?\s*{DAY}")
BEFORE, AFTER = r"前\s*(\d{1,3})\s*天", r"后\s*(\d{1,3})\s*天"
AROUND = re.compile(rf"(.+?)\s*(?:{BEFORE})?(?:{TO})?(?:{AFTER})?")


def read_occasion(words: str) -> str:
    """In the form that rows keep. Raises ValueError with what cannot be read."""
    said = unicodedata.normalize("NFKC", words).strip().lower()
    if said in ALWAYS:
        return ""
    return ", ".join(_part(each) for each in BETWEEN.split(said) if each)


def _part(words: str) -> str:
    if found := SPAN.fullmatch(words):
        return _checked(f"{_day(found[1], found[2])}..{_day(found[3], found[4])}", words)
    if ".." in words:
        return _checked(re.sub(r"(?<=[a-z])\s+(?=[a-z])", "_", words).replace("lunar_", "lunar "), words)
    found = AROUND.fullmatch(words)
    if found is None:
        raise ValueError(words)
    before, after = (int(each) if each else 0 for each in (found[2], found[3]))
    return _checked(f"{_what(found[1])} {-before:+}..{after:+}", words)


def _what(words: str) -> str:
    if found := ONE.fullmatch(words):
        return f"{'lunar ' if found[1] else ''}{_day(found[2], found[3])}"
    return words.replace(" ", "_")


def _day(month: str, day: str) -> str:
    return f"{int(month):02}-{int(day):02}"


def _checked(rule: str, words: str) -> str:
    try:
        occasion(rule, feast_names())
    except ValueError as error:
        raise ValueError(words) from error
    return rule
