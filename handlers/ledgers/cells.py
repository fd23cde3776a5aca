"""A ledger's values as cells in somebody's language: without personal data, unless that was asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from handlers.ledgers.titles import NAMES, title_of
from handlers.ledgers.words import word_of
from locales.translator import Translator
from models.hazards.kinds import Kinds
from models.ledgers.columns import Column, Holds, LedgerKind, LedgerName
from models.places.kinds import PlaceKinds
from models.text.personal_numbers import masked, without_middle
from reports.ledgers.writer import Cell, Heading, Link, Words

LINK = "https://t.me/{bot}?start=hz_{number}"
DIGITS = 7  # fewer make no number that leads to anybody


@dataclass(frozen=True)
class Wording:
    """`personal`: with personal data. Without the bot's name there are no links."""

    t: Translator
    zone: tzinfo
    kinds: Kinds
    places: PlaceKinds
    bot_username: str = ""
    personal: bool = False

    def headings(self, kind: LedgerKind) -> list[Heading]:
        return [Heading(self.t.plain(title_of(kind, each)), each.summed) for each in kind.columns]

    def words(self) -> Words:
        t = self.t
        return Words(t.plain("About this file"), t.plain("In all"), t.plain("… (the whole under {row})", row="{row}"))

    def title(self, name: LedgerName) -> str:
        named = self.t.plain(NAMES[name])
        return named if name is LedgerName.FILE else self.t.plain("Ledger: {name}", name=named)

    def rows(self, kind: LedgerKind, page: Iterable[Sequence[Any]]) -> list[list[Cell]]:
        return [[self.cell(*pair) for pair in zip(kind.columns, row, strict=True)] for row in page]

    def cell(self, column: Column, value: Any) -> Cell:
        return None if value is None or value == "" else CELLS[column.holds](self, value)

    def moment(self, at: datetime) -> datetime:
        """Local, as a spreadsheet knows no zone."""
        return at.astimezone(self.zone).replace(tzinfo=None)


def without_numbers(said: str) -> str:
    """Looking for numbers takes long: most words have none."""
    return masked(said) if sum(ch.isdigit() for ch in said) >= DIGITS else said


def _text(wording: Wording, value: Any) -> Cell:
    """A name, or several."""
    if isinstance(value, str):
        return _said(wording, value)
    return wording.t.listed([_said(wording, each) for each in value]) or None


def _said(wording: Wording, value: str) -> str:
    return value if wording.personal else without_numbers(value)


def _person(wording: Wording, value: str) -> Cell:
    return value if wording.personal else None


def _phone(wording: Wording, value: str) -> Cell:
    return value.removeprefix("+86") if wording.personal else without_middle(value)


def _word(wording: Wording, value: Any) -> Cell:
    """Those of a street's own lists are typed, too."""
    return _said(wording, word_of(wording.t, wording.kinds, wording.places, value))


def _time(wording: Wording, value: datetime) -> Cell:
    return wording.moment(value)


def _link(wording: Wording, number: int) -> Cell:
    if not wording.bot_username:
        return None
    return Link(LINK.format(bot=wording.bot_username, number=number), wording.t.plain("Photos"))


def _as_it_is(_wording: Wording, value: Any) -> Cell:
    return value  # type: ignore[no-any-return]


CELLS: Mapping[Holds, Callable[[Wording, Any], Cell]] = {
    Holds.TEXT: _text,
    Holds.CODE: _as_it_is,
    Holds.SAID: _said,
    Holds.PERSON: _person,
    Holds.PHONE: _phone,
    Holds.WORD: _word,
    Holds.NUMBER: _as_it_is,
    Holds.TIME: _time,
    Holds.DAY: _as_it_is,
    Holds.SPAN: _as_it_is,
    Holds.LINK: _link,
}
