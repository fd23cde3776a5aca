"""The sheets of an .xlsx file: merged cells carry their value, numbers stand as their format shows them.

Its parts are read as streams, never as a tree, and each is bounded before it is begun.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from posixpath import join, normpath
from typing import Protocol
from xml.parsers import expat

from models.spreadsheet import number_format
from models.spreadsheet.cell_reader import Attributes, CellReader
from models.spreadsheet.sheet import MOST_CELLS, NotASheet, Room, Sheet, UnreadableCell

MEGABYTE = 1024 * 1024
BOOK, TARGETS, STYLES, STRINGS = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
)
MOST_MEGABYTES = {BOOK: 2, TARGETS: 2, STYLES: 20, STRINGS: 60}
MOST_MEGABYTES_OF_SHEETS = 100
PIECE = 64 * 1024
LAST_DAY = 2_958_465  # 9999-12-31


class _Reader(Protocol):
    def start(self, name: str, given: Attributes) -> None: ...

    def end(self, name: str, text: str) -> None: ...


def sheets_in(archive: zipfile.ZipFile) -> Iterator[Sheet]:
    """Each sheet of cells, in order; a broken file raises whatever it likes."""
    book, targets = _Sheets(), _Targets()
    _read(archive, BOOK, book)
    _read(archive, TARGETS, targets)
    strings, styles = _Strings(), _Styles()
    for part, reader in ((STRINGS, strings), (STYLES, styles)):
        if part in archive.namelist():
            _read(archive, part, reader)
    found = [(name, shown, targets.parts[key]) for name, shown, key in book.found if key in targets.parts]
    if sum(archive.getinfo(part).file_size for _, _, part in found) > MOST_MEGABYTES_OF_SHEETS * MEGABYTE:
        raise NotASheet("file_too_many_cells", limit=MOST_CELLS)
    room = Room()
    for name, shown, part in found:
        cells = CellReader(strings.found, styles.text, room)
        _read(archive, part, cells)
        yield Sheet(name, cells.rows(), shown, frozenset(cells.hidden_rows), frozenset(cells.hidden_columns))


def _read(archive: zipfile.ZipFile, part: str, reader: _Reader) -> None:
    limit = MOST_MEGABYTES.get(part, MOST_MEGABYTES_OF_SHEETS) * MEGABYTE
    if archive.getinfo(part).file_size > limit:
        raise NotASheet("file_too_large", limit=limit // MEGABYTE)
    text: list[str] = []

    def start(name: str, given: Attributes) -> None:
        text.clear()
        reader.start(_local(name), {_local(key): value for key, value in given.items()})

    def end(name: str) -> None:
        reader.end(_local(name), "".join(text))
        text.clear()

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text.append
    parser.StartDoctypeDeclHandler = _no_declarations
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)  # noqa: FBT003 - expat names no arguments


@lru_cache(maxsize=256)
def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _no_declarations(*_declared: object) -> None:
    raise NotASheet("file_no_sheet")


@dataclass
class _Sheets:
    """Name, whether a person sees it, and the key of its part."""

    found: list[tuple[str, bool, str]] = field(default_factory=list)

    def start(self, name: str, given: Attributes) -> None:
        if name == "sheet":
            self.found.append((given.get("name", ""), given.get("state", "visible") == "visible", given.get("id", "")))

    def end(self, name: str, text: str) -> None: ...


@dataclass
class _Targets:
    """The parts of sheets of cells, by their keys."""

    parts: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, given: Attributes) -> None:
        if name == "Relationship" and given.get("Type", "").endswith("/worksheet"):
            self.parts[given.get("Id", "")] = normpath(join("/xl", given.get("Target", ""))).lstrip("/")

    def end(self, name: str, text: str) -> None: ...


@dataclass
class _Strings:
    """The texts that cells point at, without the readings that stand above some of them."""

    found: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    reading: bool = False

    def start(self, name: str, given: Attributes) -> None:
        if name == "rPh":
            self.reading = True

    def end(self, name: str, text: str) -> None:
        if name == "t" and not self.reading:
            self.runs.append(text)
        elif name == "rPh":
            self.reading = False
        elif name == "si":
            if len(self.found) == MOST_CELLS:
                raise NotASheet("file_too_many_cells", limit=MOST_CELLS)
            self.found.append("".join(self.runs))
            self.runs.clear()


@dataclass
class _Styles:
    """The number format of each style."""

    codes: dict[int, str] = field(default_factory=dict)
    formats: list[int] = field(default_factory=list)
    within: str = ""

    def start(self, name: str, given: Attributes) -> None:
        if name == "numFmt":
            self.codes[int(given.get("numFmtId", 0))] = given.get("formatCode", "")
        elif name == "xf" and self.within == "cellXfs":
            self.formats.append(int(given.get("numFmtId", 0)))
        elif name in ("cellXfs", "cellStyleXfs"):
            self.within = name

    def end(self, name: str, text: str) -> None: ...

    def text(self, number: float, style: int) -> str:
        """The number as the style shows it, or marked where it became a date."""
        known = self.formats[style] if 0 <= style < len(self.formats) else 0
        code = self.codes.get(known, "")
        if number_format.is_date(known, code):
            return UnreadableCell(_as_date(number), "cell_date")
        if not number.is_integer():
            return repr(number)
        return number_format.shown(int(number), code or number_format.BUILT_IN.get(known, ""))


def _as_date(number: float) -> str:
    if not 0 <= number <= LAST_DAY:
        return repr(number)
    moment = datetime(1899, 12, 30) + timedelta(days=number)  # noqa: DTZ001 - a day on a sheet, in no zone
    return f"{moment:%Y-%m-%d}" if number >= 1 else f"{moment:%H:%M}"
