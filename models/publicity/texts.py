"""The texts that come with the program, in texts.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from models.publicity.occasions import Occasion, occasion
from models.schedule.calendar.feasts import Feast

LANGUAGES = ("zh_CN", "en")


@dataclass(frozen=True)
class Wording:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """`by_language` has one wording at least; `name` is what rows keep."""

    name: str
    occasion: Occasion
    by_language: Mapping[str, Wording]

    def worded(self, language: str) -> Wording:
        return self.by_language.get(language) or next(iter(self.by_language.values()))


@cache
def feast_names() -> Mapping[str, Feast]:
    """Their own names, and those that people call them by."""
    told: dict[str, list[str]] = _told()["feasts"]
    return {word: Feast(name) for name, words in told.items() for word in (name, *words)}


@cache
def built_in() -> tuple[Text, ...]:
    return tuple(
        Text(
            row["name"],
            occasion(row.get("when", ""), feast_names()),
            {each: Wording(row[each]["title"], tuple(row[each]["lines"])) for each in LANGUAGES},
        )
        for row in _told()["text"]
    )


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "texts.toml").read_text("utf-8"))
