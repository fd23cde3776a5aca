"""What words about an activity say of whom it went to and how many it reached: pure."""

import re

from models.activities.tables import Enters

MOST_REACHED = 1_000_000
CALLS_OUT = frozenset({"喊话", "巡查喊话", "call out", "calling out"})
PEOPLE = re.compile(r"(\d{1,7})\s*(?:余|多)?\s*(?:人|名|people\b|persons?\b|residents\b)", re.IGNORECASE)
NUMBER = re.compile(r"\D{0,3}(\d{1,7})\s*(?:余|多)?\s*(?:人|名|人次|people)?", re.IGNORECASE)
ENTERS = {
    Enters.SCHOOL: ("进学校", "进校园", "学校", "幼儿园", "school"),
    Enters.ENTERPRISE: ("进企业", "企业", "工厂", "enterprise", "factory"),
    Enters.VILLAGE: ("进农村", "农村", "村民", "village"),
    Enters.FAMILY: ("进家庭", "入户", "家庭", "family", "household"),
    Enters.COMMUNITY: ("进社区", "社区", "小区", "community"),
}


def calls_out(words: str) -> bool:
    return words.strip().strip("。.!！").casefold() in CALLS_OUT


def enters_in(words: str) -> Enters | None:
    """By the first kind of which a word is said; a school of a community is a school."""
    said = words.casefold()
    return next((kind for kind, named in ENTERS.items() if any(each in said for each in named)), None)


def reached_in(words: str) -> int | None:
    """60 of 发放传单，60余人参加; None where no number of people is said, or several."""
    found = {int(number) for number in PEOPLE.findall(words)}
    return _possible(found.pop()) if len(found) == 1 else None


def read_reached(answer: str) -> int | None:
    """60 of 约60人; None where it is no number, or too large."""
    found = NUMBER.fullmatch(answer.strip())
    return _possible(int(found[1])) if found else None


def _possible(number: int) -> int | None:
    return number if 0 < number <= MOST_REACHED else None
