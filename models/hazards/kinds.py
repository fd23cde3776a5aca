"""What a report can be about, as configuration: kinds.toml here, or a file of that name in the data folder."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.db.session_value import SessionValue
from models.hazards.reporting.fire_words import Danger, Spared
from models.hazards.workflow import Severity
from models.text.encoding import decoded

FILE = "kinds.toml"
OTHER = "other"
GRAVEST = tuple(Severity)
CATEGORY_LIMIT = 24  # with a hazard's number it must fit into a button


class BadKinds(ValueError):
    """Its text says which kind of the file is wrong, and how."""


@dataclass(frozen=True)
class Kind:
    """`matter`: a must-report that is no hazard. `name` is empty where the catalogues have one."""

    category: str
    severity: Severity
    words: tuple[str, ...]
    matter: bool = False
    name: str = ""


@dataclass(frozen=True)
class Kinds:
    """`help` are the words that call for help at once."""

    every: tuple[Kind, ...]
    urgent: Danger
    major: tuple[str, ...]
    help: Danger

    def suggest(self, text: str) -> tuple[Kind, Severity]:
        """The kind and severity of a report in these words; what is urgent is never a mere matter."""
        lower = text.lower()
        named = [each for each in self.every if _any_of(each.words, lower)]
        kind = min(named, key=lambda each: GRAVEST.index(each.severity), default=self.kind(OTHER))
        if self.urgent.in_(text):
            return (self.kind(OTHER) if kind.matter else kind), Severity.URGENT
        if kind.severity is Severity.ORDINARY and _any_of(self.major, lower):
            return kind, Severity.MAJOR
        return kind, kind.severity

    def apart(self, text: str) -> tuple[str, Kind | None]:
        """The text without those lines that alone would be a matter, and the kind of the first of them."""
        lines = [(line, self.suggest(line)[0]) for line in text.splitlines()]
        matter = next((kind for _, kind in lines if kind.matter), None)
        return "\n".join(line for line, kind in lines if not kind.matter), matter

    def calls_for_help(self, text: str) -> bool:
        return self.help.in_(text)

    def kind(self, category: str) -> Kind:
        """One that a newer file no longer has still has its old hazards."""
        found = next((each for each in self.every if each.category == category), None)
        return found or Kind(category, Severity.ORDINARY, ())

    def hazards(self) -> tuple[Kind, ...]:
        return tuple(each for each in self.every if not each.matter)


def _any_of(words: tuple[str, ...], text: str) -> bool:
    return any(word in text for word in words)


def kinds_of(session: AsyncSession) -> Kinds:
    """The kinds of this deployment."""
    return KINDS.of(session)


@cache
def built_in() -> Kinds:
    return _read(_ours(), FILE)


KINDS = SessionValue("kinds", built_in)


@cache
def _ours() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / FILE).read_text("utf-8"))


def chosen_kinds(folder: Path) -> Kinds:
    """Those of the folder's own file, if it has one; raises BadKinds."""
    path = folder / FILE
    return read_kinds(decoded(path.read_bytes()), str(path)) if path.exists() else built_in()


def read_kinds(text: str, source: str) -> Kinds:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadKinds(f"{source}: {error}") from error
    return _read({"help": _ours()["help"], "spared": _ours()["spared"], **told}, source)


def _read(told: dict[str, Any], source: str) -> Kinds:
    rows = told.get("kind")
    if not isinstance(rows, list):
        raise BadKinds(f"{source}: there is no [[kind]]")
    every = tuple(_kind(row, f"{source}: kind {place}") for place, row in enumerate(rows, start=1))
    names = [kind.category for kind in every]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise BadKinds(f"{source}: {', '.join(sorted(twice))} is there twice")
    if OTHER not in names:
        raise BadKinds(f"{source}: the category {OTHER} is missing")
    spared = _spared(told, source)
    cries = _words(told, "help", source)
    urgent = (*cries, *_words(told, "urgent", source))
    return Kinds(every, Danger(urgent, spared), _words(told, "major", source), Danger(cries, spared))


def _spared(told: dict[str, Any], source: str) -> Spared:
    row, names = told["spared"], ("before", "never", "behind")
    if not isinstance(row, dict) or row.keys() - set(names):
        raise BadKinds(f"{source}: spared must have {', '.join(names)} and nothing else")
    return Spared(*(_words(row, name, f"{source}: spared") for name in names))


def _kind(row: Any, place: str) -> Kind:
    if not isinstance(row, dict) or not isinstance(row.get("category"), str):
        raise BadKinds(f"{place}: the category is missing")
    category = row["category"]
    if not category.replace("_", "").isalnum() or not category.isascii() or len(category) > CATEGORY_LIMIT:
        raise BadKinds(f"{place}: the category must be up to {CATEGORY_LIMIT} of a-z 0-9 _")
    here = f"{place} ({category})"
    unknown = row.keys() - {"category", "severity", "words", "matter", "name"}
    if unknown:
        raise BadKinds(f"{here}: {', '.join(sorted(unknown))} is unknown")
    try:
        severity = Severity(row.get("severity", Severity.ORDINARY))
    except ValueError as error:
        raise BadKinds(f"{here}: the severity must be one of {', '.join(Severity)}") from error
    return Kind(category, severity, _words(row, "words", here), row.get("matter") is True, str(row.get("name", "")))


def _words(row: dict[str, Any], key: str, place: str) -> tuple[str, ...]:
    words = row.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise BadKinds(f'{place}: {key} must be a list of words, such as ["楼道"]')
    return tuple(word.strip().lower() for word in words)
