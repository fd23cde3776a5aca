"""One row of a roster: its cells read, every fault of them named."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from models.roster.boundary import NotABoundary, read_boundary
from models.roster.cell_text import bare, clean, shown
from models.roster.columns import PUBLISHED_TITLES, Header, datum_of, level_of, published_of
from models.roster.records import RosterEntry, RosterHolder, SheetProblem
from models.spreadsheet.sheet import Cells, UnreadableCell
from models.text import phones

LONGEST = {"code": 40, "name": 120, "supervision_phone": 40, "duty_phone": 40, "address": 200}
LONGEST_NAME = 80
_ENTRIES = re.compile(r"[;；、，,\n]")
NOBODY = frozenset({"无", "暂无", "没有", "空缺", "待定", "none", "n/a"})
STROKES = frozenset("/／\\-－–—―_")
NEVER_NOTHING = frozenset({"code", "name", "level"})
_PHONE = re.compile(r"\d(?:[\s\-]?\d){6}")
_BEFORE_PHONE = re.compile(r"(.*)[:：](.*)", re.DOTALL)


@dataclass
class RosterRow:
    """A row under the header, and what was found wrong with it so far."""

    row: int
    cells: Cells
    header: Header
    problems: list[SheetProblem] = field(default_factory=list)
    sheet: str = ""
    _unreadable: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """What cannot be taken at its word is named for that, and for nothing else."""
        unreadable = {
            column: cell for column in self.header.places if isinstance(cell := self._cell(column), UnreadableCell)
        }
        for column, cell in unreadable.items():
            self.fault(column, cell.code, cell)
        self._unreadable = frozenset(unreadable)

    def raw(self, column: str) -> str:
        """Empty where the cell cannot be read, or says that there is nobody."""
        cell = self._cell(column)
        nothing = column not in NEVER_NOTHING and says_nothing(cell)
        return "" if nothing or isinstance(cell, UnreadableCell) else cell

    def text(self, column: str) -> str:
        return bare(clean(self.raw(column)))

    def parts(self, column: str) -> list[str]:
        """The cell's entries, between semicolons or commas of either kind, or on lines of their own."""
        whole = self.raw(column)
        found = _ENTRIES.split(bare(whole.strip()))
        return [part for part in map(clean, found) if not says_nothing(part)]

    def says_nobody(self, column: str) -> bool:
        """Whether the cell is filled in, with a word for nothing."""
        cell = self._cell(column)
        return bool(clean(cell)) and says_nothing(cell)

    def fault(self, column: str, code: str, value: str = "", **data: str | int) -> None:
        if column not in self._unreadable:
            self.problems.append(SheetProblem(self.row, column, code, {"value": shown(value), **data}, self.sheet))

    def _cell(self, column: str) -> str:
        place = self.header.places.get(column)
        cell = self.cells[place] if place is not None and place < len(self.cells) else ""
        wanted = column in self.header.dates and isinstance(cell, UnreadableCell) and cell.code == "cell_date"
        return str(cell) if wanted else cell


def says_nothing(text: str) -> bool:
    """Whether it stands for nobody and nothing: 无, / and the like."""
    plain = clean(text).casefold()
    return plain in NOBODY or STROKES.issuperset(plain)


def read_line(line: RosterRow) -> RosterEntry:
    """The row as a grid; its faults are in `line.problems`."""
    return RosterEntry(
        row=line.row,
        code=_code(line),
        name=_limited(line, "name", required=True),
        level=_level(line),
        parent=line.text("parent"),
        holders=tuple(_holders(line)),
        supervision_phone=_public_phone(line, "supervision_phone"),
        duty_phone=_public_phone(line, "duty_phone"),
        published=_published(line),
        address=_limited(line, "address"),
        boundary=_boundary(line),
        boundary_datum=_datum(line),
        columns=frozenset(line.header.places),
        sheet=line.sheet,
    )


def _limited(line: RosterRow, column: str, *, required: bool = False) -> str:
    text = line.text(column)
    if required and not text:
        line.fault(column, "cell_empty")
    if len(text) > LONGEST[column]:
        line.fault(column, "text_long", text, limit=LONGEST[column])
    return text


def _code(line: RosterRow) -> str:
    code = _limited(line, "code", required=True)
    if " " in code:
        line.fault("code", "code_spaced", code)
    return code


def _level(line: RosterRow) -> str:
    text = line.text("level")
    level = level_of(text)
    if level is None:
        line.fault("level", "level_unknown" if text else "cell_empty", text)
    return level or ""


def _public_phone(line: RosterRow, column: str) -> str:
    text = _limited(line, column)
    if text and len(text) <= LONGEST[column] and not phones.can_be_public(text):
        line.fault(column, "phone_unreadable", text)
    return text


def _published(line: RosterRow) -> str:
    """The roles whose numbers are published, in order."""
    found = {part: published_of(part) for part in line.parts("published")}
    for part, roles in found.items():
        if not roles:
            line.fault("published", "published_unknown", part)
    named = {role for roles in found.values() for role in roles}
    return " ".join(word for word in PUBLISHED_TITLES if word in named)


def _boundary(line: RosterRow) -> dict[str, Any] | None:
    text = line.raw("boundary").strip()
    try:
        return read_boundary(text) if text else None
    except NotABoundary as error:
        line.fault("boundary", str(error), clean(text))
        return None


def _datum(line: RosterRow) -> str:
    text = line.text("boundary_datum")
    datum = datum_of(text)
    if datum is None:
        line.fault("boundary_datum", "datum_unknown", text)
    return datum or ""


def _holders(line: RosterRow) -> Iterator[RosterHolder]:
    leaders = list(_leaders(line))
    if "leader" in line.header.places and not line.parts("leader") and not line.parts("leader_phone"):
        line.fault("leader", "leader_none")
    for role, column, held in (
        ("leader", "leader_phone", leaders),
        ("member", "members", _listed(line, "members")),
        *((role, role, _listed(line, role)) for role in ("backup", "police", "adopting", "team")),
    ):
        found = [RosterHolder(role, *each) for name, phone in held if (each := read_person(line, column, name, phone))]
        for phone, times in Counter(holder.phone for holder in found).items():
            if times > 1:
                line.fault(column, "holder_twice", phones.as_written(phone))
        yield from found


def _leaders(line: RosterRow) -> Iterator[tuple[str, str]]:
    names, numbers = line.parts("leader"), line.parts("leader_phone")
    if len(names) == len(numbers):
        yield from zip(names, numbers, strict=True)
    elif not numbers:
        line.fault("leader_phone", "phone_missing", names[0])
    elif not names:
        line.fault("leader", "name_missing", numbers[0])
    else:
        line.fault("leader_phone", "leaders_uneven", names=len(names), phones=len(numbers))


def _listed(line: RosterRow, column: str) -> Iterator[tuple[str, str]]:
    for part in line.parts(column):
        found = _BEFORE_PHONE.fullmatch(part)
        if found is None:
            line.fault(column, "holder_unreadable", part)
            continue
        name, number = ("" if says_nothing(each) else each.strip() for each in found.groups())
        if name or number:
            yield name, number


def holds_phone(name: str) -> bool:
    """Whether a phone has got into a name: the mark between two people was not understood."""
    return _PHONE.search(unicodedata.normalize("NFKC", name)) is not None


def read_person(line: RosterRow, column: str, name: str, number: str) -> tuple[str, str] | None:
    """The name and the phone in E.164, or None after naming what is wrong with them."""
    phone = phones.e164(number)
    if not name:
        line.fault(column, "name_missing", number)
    elif len(name) > LONGEST_NAME:
        line.fault("leader" if column == "leader_phone" else column, "text_long", name, limit=LONGEST_NAME)
    elif holds_phone(name):
        line.fault("leader" if column == "leader_phone" else column, "name_has_phone", name)
    elif not number:
        line.fault(column, "phone_missing", name)
    elif phone is None:
        line.fault(column, "phone_rounded" if phones.rounded(number) else "phone_unreadable", number)
    else:
        return name, phone
    return None
