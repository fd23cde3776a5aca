"""A sheet whose rows tell of one thing each: every row read, its faults named, then what rows say of each other."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from models.roster.cell_text import clean
from models.roster.pages import Pages
from models.roster.records import Entry, EntrySheet, SheetProblem
from models.roster.row import RosterRow
from models.text import phones

E = TypeVar("E", bound=Entry)


def read_entries(
    pages: Pages,
    titles: Mapping[str, str],
    read: Callable[[RosterRow], E],
    *between: Callable[[Sequence[E]], Iterable[SheetProblem]],
) -> EntrySheet[E]:
    """`read` names the faults of a row in it; `between` those that show when rows are held against each other."""
    entries = tuple(_read(line, read) for line in pages.lines)
    found = [problem for line in pages.lines for problem in line.problems]
    found += [problem for check in between for problem in check(entries)]
    sheets = {sheet: place for place, sheet in enumerate(dict.fromkeys(line.sheet for line in pages.lines))}
    by_row = sorted(found, key=lambda problem: (sheets[problem.sheet], problem.row))
    return EntrySheet(entries, (*pages.problems, *by_row), titles)


def _read(line: RosterRow, read: Callable[[RosterRow], E]) -> E:
    if any(clean(cell) for cell in line.cells[line.header.width :]):
        line.fault("", "cells_beyond")
    return read(line)


def repeated(entries: Iterable[E], key: Callable[[E], Hashable]) -> Iterator[tuple[E, E]]:
    """Each entry whose key another has before it, with the first of those; a key of None is none."""
    known: dict[Hashable, E] = {}
    for entry in entries:
        said = key(entry)
        if said is not None and (first := known.setdefault(said, entry)) is not entry:
            yield entry, first


def filled(line: RosterRow, column: str) -> str:
    """The cell's text; empty is a fault."""
    text = line.text(column)
    if not text:
        line.fault(column, "cell_empty")
    return text


def limited(line: RosterRow, column: str, limit: int) -> str:
    """The cell's text; longer than `limit` characters is a fault."""
    text = line.text(column)
    if len(text) > limit:
        line.fault(column, "text_long", text, limit=limit)
    return text


def phone_in(line: RosterRow, column: str = "phone") -> str | None:
    """In E.164; None where the cell is empty, or cannot be read, which is a fault."""
    text = line.text(column)
    phone = phones.e164(text) if text else None
    if text and phone is None:
        line.fault(column, "phone_rounded" if phones.rounded(text) else "phone_unreadable", text)
    return phone
