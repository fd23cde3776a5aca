"""What a place can be, as configuration: kinds.toml here, or place_kinds.toml in the data folder."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from models.db.session_value import SessionValue
from models.text.encoding import decoded

OWN_FILE, FILE = "place_kinds.toml", "kinds.toml"
NAME_LIMIT = 24  # with a place's id it must fit into a button
T = TypeVar("T")


class Cycle(StrEnum):
    """How often a place is checked, the most often first."""

    DAILY = "daily"
    WEEKLY = "weekly"
    HALF_MONTHLY = "half_monthly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class BadPlaceKinds(ValueError):
    """Its text says what of the file is wrong, and how."""


@dataclass(frozen=True)
class PlaceKind:
    """`responsible`: somebody is to be named; `name` is empty where the catalogues have one."""

    kind: str
    words: tuple[str, ...] = ()
    cycle: Cycle | None = None
    responsible: bool = False
    kit: bool = False
    water: bool = False
    name: str = ""


@dataclass(frozen=True)
class StandardItem:
    item: str
    count: int
    words: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class PlaceKinds:
    every: tuple[PlaceKind, ...]
    standard: tuple[StandardItem, ...]

    def kind(self, name: str) -> PlaceKind:
        """One that a newer file no longer has still has its old places."""
        return next((each for each in self.every if each.kind == name), PlaceKind(name))

    def named(self, words: str) -> PlaceKind | None:
        """By its short name, or one of its words."""
        return _named(self.every, words, lambda each: (each.kind, each.name, *each.words))

    def item_named(self, words: str) -> str:
        """The item's short name, or what was written where the standard kit has no such item."""
        found = _named(self.standard, words, lambda each: (each.item, each.name, *each.words))
        return found.item if found else words

    def water(self) -> tuple[str, ...]:
        return tuple(each.kind for each in self.every if each.water)

    def with_responsible(self) -> tuple[str, ...]:
        return tuple(each.kind for each in self.every if each.responsible)


def _named(among: tuple[T, ...], words: str, names: Callable[[T], tuple[str, ...]]) -> T | None:
    plain = words.strip().lower()
    return next((each for each in among if plain and plain in names(each)), None)


def place_kinds_of(session: AsyncSession) -> PlaceKinds:
    """The kinds of this deployment."""
    return PLACE_KINDS.of(session)


@cache
def built_in() -> PlaceKinds:
    return read_place_kinds((files(__package__) / FILE).read_text("utf-8"), FILE)


PLACE_KINDS = SessionValue("place_kinds", built_in)


def chosen_place_kinds(folder: Path) -> PlaceKinds:
    """Those of the folder's own file, if it has one; raises BadPlaceKinds."""
    path = folder / OWN_FILE
    return read_place_kinds(decoded(path.read_bytes()), str(path)) if path.exists() else built_in()


def read_place_kinds(text: str, source: str) -> PlaceKinds:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadPlaceKinds(f"{source}: {error}") from error
    every = tuple(_kind(row, f"{source}: kind {place}") for place, row in enumerate(_rows(told, "kind", source), 1))
    standard = tuple(_item(row, f"{source}: standard {at}") for at, row in enumerate(told.get("standard", ()), 1))
    names = [*(each.kind for each in every), *(each.item for each in standard)]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise BadPlaceKinds(f"{source}: {', '.join(sorted(twice))} is there twice")
    return PlaceKinds(every, standard)


def _rows(told: dict[str, Any], key: str, source: str) -> list[Any]:
    rows = told.get(key)
    if not isinstance(rows, list) or not rows:
        raise BadPlaceKinds(f"{source}: there is no [[{key}]]")
    return rows


def _kind(row: Any, place: str) -> PlaceKind:
    name = _short_name(row, "kind", place)
    here = f"{place} ({name})"
    unknown = row.keys() - {"kind", "words", "name", "cycle", "responsible", "kit", "water"}
    if unknown:
        raise BadPlaceKinds(f"{here}: {', '.join(sorted(unknown))} is unknown")
    try:
        cycle = Cycle(row["cycle"]) if "cycle" in row else None
    except ValueError as error:
        raise BadPlaceKinds(f"{here}: the cycle must be one of {', '.join(Cycle)}") from error
    flags = {flag: row.get(flag) is True for flag in ("responsible", "kit", "water")}
    return PlaceKind(name, _words(row, here), cycle, name=str(row.get("name", "")), **flags)


def _item(row: Any, place: str) -> StandardItem:
    name = _short_name(row, "item", place)
    count = row.get("count")
    if not isinstance(count, int) or not 1 <= count <= 999:
        raise BadPlaceKinds(f"{place} ({name}): the count must be a number from 1 to 999")
    return StandardItem(name, count, _words(row, f"{place} ({name})"), str(row.get("name", "")))


def _short_name(row: Any, key: str, place: str) -> str:
    name = row.get(key) if isinstance(row, dict) else None
    if not isinstance(name, str) or not name.replace("_", "").isalnum() or not name.isascii() or len(name) > NAME_LIMIT:
        raise BadPlaceKinds(f"{place}: the {key} must be up to {NAME_LIMIT} of a-z 0-9 _")
    return name


def _words(row: dict[str, Any], place: str) -> tuple[str, ...]:
    words = row.get("words", [])
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise BadPlaceKinds(f'{place}: words must be a list of words, such as ["商铺"]')
    return tuple(word.strip().lower() for word in words)
