"""What is looked at in a place, as configuration: checklists.toml here, or in the data folder."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.db.session_value import SessionValue
from models.text.encoding import decoded

FILE = "checklists.toml"
NAME_LIMIT = 24
MOST_ITEMS = 20


class BadChecklists(ValueError):
    """Its text says what of the file is wrong, and how."""


@dataclass(frozen=True)
class CheckItem:
    """`report` are the words that a problem is reported with; `name` is empty where the catalogues have one."""

    item: str
    report: str
    name: str = ""


@dataclass(frozen=True)
class Checklists:
    """`usual` is for kinds of places that `by_kind` does not name."""

    usual: tuple[CheckItem, ...]
    by_kind: Mapping[str, tuple[CheckItem, ...]]

    def of(self, kind: str) -> tuple[CheckItem, ...]:
        return self.by_kind.get(kind, self.usual)


def checklists_of(session: AsyncSession) -> Checklists:
    """Those of this deployment."""
    return CHECKLISTS.of(session)


@cache
def built_in() -> Checklists:
    return read_checklists((files(__package__) / FILE).read_text("utf-8"), FILE)


CHECKLISTS = SessionValue("checklists", built_in)


def chosen_checklists(folder: Path) -> Checklists:
    """Those of the folder's own file, if it has one; raises BadChecklists."""
    path = folder / FILE
    return read_checklists(decoded(path.read_bytes()), str(path)) if path.exists() else built_in()


def read_checklists(text: str, source: str) -> Checklists:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadChecklists(f"{source}: {error}") from error
    items: dict[str, CheckItem] = {}
    for place, row in enumerate(_rows(told, "item", source), 1):
        item = _item(row, f"{source}: item {place}")
        if item.item in items:
            raise BadChecklists(f"{source}: {item.item} is there twice")
        items[item.item] = item
    usual: tuple[CheckItem, ...] = ()
    by_kind: dict[str, tuple[CheckItem, ...]] = {}
    for place, row in enumerate(_rows(told, "checklist", source), 1):
        here = f"{source}: checklist {place}"
        kinds, asked = _words(row, "kinds", here), _asked(row, items, here)
        twice = next((kind for kind in kinds if kind in by_kind), "")
        if twice or (not kinds and usual):
            raise BadChecklists(f"{here}: there is another one for {twice or 'all other kinds'}")
        usual = usual if kinds else asked
        by_kind |= dict.fromkeys(kinds, asked)
    if not usual:
        raise BadChecklists(f"{source}: one checklist without kinds is needed, for all other kinds")
    return Checklists(usual, by_kind)


def _rows(told: dict[str, Any], key: str, source: str) -> list[dict[str, Any]]:
    rows = told.get(key)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise BadChecklists(f"{source}: there is no [[{key}]]")
    return rows


def _item(row: dict[str, Any], here: str) -> CheckItem:
    item, report = row.get("item"), row.get("report")
    if not isinstance(item, str) or not item.replace("_", "").isalnum() or not item.isascii() or len(item) > NAME_LIMIT:
        raise BadChecklists(f"{here}: the item must be up to {NAME_LIMIT} of a-z 0-9 _")
    if not isinstance(report, str) or not report.strip():
        raise BadChecklists(f"{here} ({item}): report must be the words that a problem is reported with")
    return CheckItem(item, report.strip(), str(row.get("name", "")))


def _asked(row: dict[str, Any], items: Mapping[str, CheckItem], here: str) -> tuple[CheckItem, ...]:
    asked = _words(row, "items", here)
    if not 1 <= len(asked) <= MOST_ITEMS:
        raise BadChecklists(f"{here}: items must be 1 to {MOST_ITEMS} of those above")
    unknown = [item for item in asked if item not in items]
    if unknown:
        raise BadChecklists(f"{here}: there is no item {', '.join(unknown)}")
    return tuple(items[item] for item in dict.fromkeys(asked))


def _words(row: dict[str, Any], key: str, here: str) -> list[str]:
    words = row.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise BadChecklists(f"{here}: {key} must be a list of short names")
    return words
