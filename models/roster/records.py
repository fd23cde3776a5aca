"""What a roster says, and what is wrong with it; nothing here knows a database, so that checking starts at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from models.roster.cell_text import shown

LEVELS = ("district", "street", "community", "grid", "cell")
ROLES = ("leader", "member", "backup", "police", "adopting", "team")
NOTES = frozenset(
    {
        "column_unknown",
        "column_absent",
        "cells_beyond",
        "leader_none",
        "liaison_none",
        "root_low",
        "phone_two_names",
        "datum_absent",
    }
    | {"sheet_hidden", "sheet_without_header", "shift_gap"}
)


@dataclass(frozen=True)
class SheetProblem:
    """`row` as a spreadsheet program counts, 0 for the whole file; `column` a key of TITLES, or empty.

    `sheet` is named where the file has several; of what comes twice, `data` tells the `first` row and `first_sheet`.
    """

    row: int
    column: str
    code: str
    data: Mapping[str, str | int] = field(default_factory=dict)
    sheet: str = ""

    @property
    def note(self) -> bool:
        """Worth a look, but no reason to refuse the file."""
        return self.code in NOTES


@dataclass(frozen=True)
class Entry:
    """What a row tells."""

    row: int
    sheet: str = field(default="", kw_only=True)

    def problem(self, column: str, code: str, **data: str | int) -> SheetProblem:
        return SheetProblem(self.row, column, code, data, self.sheet)

    def repeats(self, first: "Entry", column: str, code: str, value: str) -> SheetProblem:
        """What stands in the row of `first` already."""
        return self.problem(column, code, value=shown(value), first=first.row, first_sheet=first.sheet)


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class EntrySheet(Generic[E]):
    """A problem that is a note alone is no error; `titles` are of the columns."""

    entries: tuple[E, ...] = ()
    problems: tuple[SheetProblem, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def errors(self) -> tuple[SheetProblem, ...]:
        return tuple(problem for problem in self.problems if not problem.note)


@dataclass(frozen=True)
class RosterHolder:
    """One who holds a post; `phone` is E.164."""

    role: str
    name: str
    phone: str


@dataclass(frozen=True)
class HolderCertificate:
    """Of the holder with this phone, good to the end of the day `until`."""

    phone: str
    kind: str
    number: str
    until: date


@dataclass(frozen=True)
class RosterEntry(Entry):
    """One grid, as its row tells it; `parent` is a code, empty for a root.

    `columns` are those its sheet has: what a sheet does not have, it does not change.
    """

    code: str
    name: str
    level: str
    parent: str
    holders: tuple[RosterHolder, ...] = ()
    certificates: tuple[HolderCertificate, ...] = ()
    supervision_phone: str = ""
    duty_phone: str = ""
    published: str = ""
    address: str = ""
    boundary: dict[str, Any] | None = None
    boundary_datum: str = "wgs84"
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Roster(EntrySheet[RosterEntry]):
    """`entries` stand parents first."""

    @property
    def posts(self) -> int:
        return sum(len(entry.holders) for entry in self.entries)
