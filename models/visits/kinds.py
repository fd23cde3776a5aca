"""What a household can be and how often it is visited: kinds.toml here, or household_kinds.toml in the data folder."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.db.session_value import SessionValue
from models.places.kinds import Cycle
from models.text.encoding import decoded

OWN_FILE, FILE = "household_kinds.toml", "kinds.toml"
NAME_LIMIT = 24
SPANS = (Cycle.MONTHLY, Cycle.QUARTERLY, Cycle.YEARLY)  # the most often first
FIELDS = {"kind", "every", "words", "name"}


class BadHouseholdKinds(ValueError):
    """Its text says what of the file is wrong, and how."""


@dataclass(frozen=True)
class HouseholdKind:
    """`name` is empty where the catalogues have one."""

    kind: str
    every: Cycle
    words: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class HouseholdKinds:
    every: tuple[HouseholdKind, ...]
    key: Cycle
    again: int

    def kind(self, name: str) -> HouseholdKind:
        """One that a newer file no longer has still has its households, which are visited yearly."""
        return next((each for each in self.every if each.kind == name), HouseholdKind(name, Cycle.YEARLY))

    def named(self, words: str) -> HouseholdKind | None:
        """By its short name, or one of its words."""
        plain = words.strip().lower()
        return next((each for each in self.every if plain and plain in (each.kind, each.name, *each.words)), None)

    def span(self, kind: str, *, key: bool) -> Cycle:
        """How often a household of this kind is visited."""
        spans = (self.kind(kind).every, *((self.key,) if key else ()))
        return next(span for span in SPANS if span in spans)


def household_kinds_of(session: AsyncSession) -> HouseholdKinds:
    """The kinds of this deployment."""
    return HOUSEHOLD_KINDS.of(session)


@cache
def built_in() -> HouseholdKinds:
    return read_household_kinds((files(__package__) / FILE).read_text("utf-8"), FILE)


HOUSEHOLD_KINDS = SessionValue("household_kinds", built_in)


def chosen_household_kinds(folder: Path) -> HouseholdKinds:
    """Those of the folder's own file, if it has one; raises BadHouseholdKinds."""
    path = folder / OWN_FILE
    return read_household_kinds(decoded(path.read_bytes()), str(path)) if path.exists() else built_in()


def read_household_kinds(text: str, source: str) -> HouseholdKinds:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadHouseholdKinds(f"{source}: {error}") from error
    rows = told.get("kind")
    if not isinstance(rows, list) or not rows:
        raise BadHouseholdKinds(f"{source}: there is no [[kind]]")
    every = tuple(_kind(row, f"{source}: kind {place}") for place, row in enumerate(rows, 1))
    names = [each.kind for each in every]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadHouseholdKinds(f"{source}: {', '.join(sorted(twice))} is there twice")
    again = told.get("again", 14)
    if not isinstance(again, int) or not 1 <= again <= 90:
        raise BadHouseholdKinds(f"{source}: again must be a number of days from 1 to 90")
    return HouseholdKinds(every, _span(told.get("key", Cycle.QUARTERLY), f"{source}: key"), again)


def _kind(row: Any, place: str) -> HouseholdKind:
    name = row.get("kind") if isinstance(row, dict) else None
    if not isinstance(name, str) or not name.replace("_", "").isalnum() or not name.isascii() or len(name) > NAME_LIMIT:
        raise BadHouseholdKinds(f"{place}: the kind must be up to {NAME_LIMIT} of a-z 0-9 _")
    if unknown := row.keys() - FIELDS:
        raise BadHouseholdKinds(f"{place} ({name}): {', '.join(sorted(unknown))} is unknown")
    words = row.get("words", [])
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise BadHouseholdKinds(f"{place} ({name}): words must be a list of words")
    every = _span(row.get("every"), f"{place} ({name})")
    return HouseholdKind(name, every, tuple(word.strip().lower() for word in words), str(row.get("name", "")))


def _span(word: Any, place: str) -> Cycle:
    if word not in SPANS:
        raise BadHouseholdKinds(f"{place}: every must be one of {', '.join(SPANS)}")
    return Cycle(word)
