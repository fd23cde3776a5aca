"""How a street assesses, as configuration: weights.toml here, or in the data folder."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.assessment.criteria import Criterion, Grade
from models.db.session_value import SessionValue
from models.text.encoding import decoded

FILE = "weights.toml"
WITH_LINE = (Grade.EXCELLENT, Grade.QUALIFIED, Grade.BASIC)
MOST_POINTS, PERCENT, MOST_LENT, MOST_DAYS = 1000, 100, 50, 60


class Item(StrEnum):
    """What a grid must have to meet the standard."""

    LEADER = "leader"
    MEMBERS = "members"
    BOUNDARY = "boundary"
    GROUP = "group"
    LETTERS = "letters"
    PLACES = "places"
    PATROL = "patrol"
    CHECKS = "checks"


SHARES = (Item.LETTERS, Item.PATROL, Item.CHECKS)  # in percent
YES_OR_NO = (Item.LEADER, Item.BOUNDARY, Item.GROUP)
MOST = {**dict.fromkeys(Item, 1000), **dict.fromkeys(SHARES, PERCENT), **dict.fromkeys(YES_OR_NO, 1)}


class BadRules(ValueError):
    """Its text says which table and field of the file is wrong, and how."""


@dataclass(frozen=True)
class Rules:
    """`lines`: where each grade but the last begins, of 100. `lent`: duties at the street's mean, while nothing tells
    how far units differ. `standard`: the least of each item.
    """

    weights: Mapping[Criterion, int]
    lines: Mapping[Grade, int]
    lent: int
    object_days: int
    answer_days: int
    most_stars: int
    star_duties: int
    standard: Mapping[Item, int]


def rules_of(session: AsyncSession) -> Rules:
    """Those of this deployment."""
    return RULES.of(session)


def built_in_text() -> str:
    return (files(__package__) / FILE).read_text("utf-8")


@cache
def built_in() -> Rules:
    return read_rules(built_in_text(), FILE)


RULES = SessionValue("assessment_rules", built_in)


def chosen_rules(folder: Path) -> Rules:
    """Those of the folder's own file, if it has one; raises BadRules."""
    path = folder / FILE
    return read_rules(chosen_text(folder), str(path)) if path.exists() else built_in()


def chosen_text(folder: Path) -> str:
    """What chosen_rules() reads."""
    path = folder / FILE
    return decoded(path.read_bytes()) if path.exists() else built_in_text()


def read_rules(text: str, source: str) -> Rules:
    """Raises BadRules."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRules(f"{source}: {error}") from error
    file = _File(told, source)
    weights = file.table("weights", dict.fromkeys(Criterion, (0, MOST_POINTS)))
    lines = file.table("lines", dict.fromkeys(WITH_LINE, (1, PERCENT)))
    shares = file.table("shares", {"lent": (1, MOST_LENT)})
    objections = file.table("objections", {"days": (1, MOST_DAYS), "answer_days": (1, MOST_DAYS)})
    stars = file.table("stars", {"most": (0, MOST_LENT), "duties": (1, MOST_POINTS)})
    standard = file.table("standard", {item: (0, MOST[item]) for item in Item})
    file.must_be_all(("weights", "lines", "shares", "objections", "stars", "standard"))
    if not any(weights.values()):
        raise BadRules(f"{source}: [weights]: one of them must be above 0")
    if not lines[Grade.EXCELLENT] > lines[Grade.QUALIFIED] > lines[Grade.BASIC]:
        raise BadRules(f"{source}: [lines]: excellent must be above qualified, and that above basic")
    return Rules(
        {each: weights[each] for each in Criterion},
        {grade: lines[grade] for grade in WITH_LINE},
        shares["lent"],
        objections["days"],
        objections["answer_days"],
        stars["most"],
        stars["duties"],
        {item: standard[item] for item in Item},
    )


@dataclass(frozen=True)
class _File:
    told: Mapping[str, Any]
    source: str

    def table(self, name: str, bounds: Mapping[Any, tuple[int, int]]) -> Mapping[str, int]:
        """Whole numbers, each within its bounds; all of them, and no others."""
        rows = self.told.get(name)
        if not isinstance(rows, dict):
            raise BadRules(f"{self.source}: there is no [{name}]")
        known = {str(key): between for key, between in bounds.items()}
        for key in rows:
            if key not in known:
                raise BadRules(f"{self.source}: [{name}] {key}: no such field; there are {', '.join(known)}")
        for key, (least, most) in known.items():
            value = rows.get(key)
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                what = "is missing" if value is None else f"is {value!r}"
                raise BadRules(f"{self.source}: [{name}] {key}: {what}; it must be a whole number, {least} to {most}")
        return rows

    def must_be_all(self, names: Iterable[str]) -> None:
        for name in self.told:
            if name not in names:
                raise BadRules(f"{self.source}: [{name}]: no such table; there are {', '.join(names)}")
