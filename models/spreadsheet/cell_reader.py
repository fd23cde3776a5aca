"""The cells of one sheet of a workbook, as its XML tells them: rows and columns are counted from 0."""

import re
from collections.abc import Callable, Sequence

from models.spreadsheet.sheet import MOST_ROWS, Cells, NotASheet, Room, UnreadableCell, told

MOST_COLUMNS = 16_384
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_TRUE = ("1", "true")

Attributes = dict[str, str]
Worded = Callable[[float, int], str]


class CellReader:
    """Is told every element of a sheet; `worded` gives a number as a style shows it."""

    def __init__(self, strings: Sequence[str], worded: Worded, room: Room) -> None:
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._strings, self._worded, self._room = strings, worded, room
        self._kept: dict[int, dict[int, str]] = {}
        self._merged: list[tuple[int, int, int, int]] = []
        self._row = self._column = -1
        self._columns_told = 0
        self._kind, self._style = "n", 0
        self._value: str | None = None
        self._formula: str | None = None
        self._in_reading = False

    def start(self, name: str, given: Attributes) -> None:
        match name:
            case "c":
                self._begin(given)
            case "row":
                self._row, self._column = int(given.get("r", self._row + 2)) - 1, -1
                if self._row < MOST_ROWS and _unseen(given, "ht"):
                    self.hidden_rows.add(self._row)
            case "col":
                first, last = max(int(given["min"]) - 1, self._columns_told), min(int(given["max"]), MOST_COLUMNS)
                self._columns_told = max(last, self._columns_told)
                if _unseen(given, "width"):
                    self.hidden_columns.update(range(first, last))
            case "mergeCell":
                self._merge(given["ref"])
            case "rPh":
                self._in_reading = True

    def end(self, name: str, text: str) -> None:
        match name:
            case "v":
                self._value = text
            case "f":
                self._formula = text
            case "t" if not self._in_reading:
                self._value = (self._value or "") + text
            case "rPh":
                self._in_reading = False
            case "c":
                self._keep()

    def rows(self) -> list[Cells]:
        """Every row up to the last that holds anything, as wide as what it holds."""
        self._carry()
        rows: list[Cells] = []
        for number in range(max(self._kept, default=-1) + 1):
            cells = self._kept.pop(number, {})
            width = max(cells, default=-1) + 1
            self._room.take(width)
            rows.append([cells.get(column, "") for column in range(width)])
        return rows

    def _begin(self, given: Attributes) -> None:
        place = _PLACE.fullmatch(given.get("r", ""))
        self._column = _column(place[1]) if place else self._column + 1
        self._kind, self._style = given.get("t", "n"), int(given.get("s", 0))
        self._value = self._formula = None

    def _keep(self) -> None:
        text = self._text()
        if not text:
            return
        if self._row >= MOST_ROWS:
            raise NotASheet("file_too_many_rows", limit=MOST_ROWS)
        self._room.take(1)
        self._kept.setdefault(self._row, {})[self._column] = text

    def _text(self) -> str:
        computed = self._value or (self._value is not None and self._kind == "str")
        if self._formula and not computed:
            return UnreadableCell(f"={self._formula}", "cell_formula")
        return self._of_kind(self._value) if self._value else ""

    def _of_kind(self, value: str) -> str:
        match self._kind:
            case "s":
                return told(self._strings[int(value)])
            case "n":
                return self._worded(float(value), self._style) if value.strip() else ""
            case "b":
                return str(value.strip() in _TRUE)
            case "d" | "e" as kind:
                return UnreadableCell(value, "cell_date" if kind == "d" else "cell_error")
        return told(value)

    def _merge(self, ref: str) -> None:
        corners = [_PLACE.fullmatch(corner) for corner in ref.split(":")]
        (top, left), (bottom, right) = ((int(each[2]) - 1, _column(each[1])) for each in corners if each)
        self._room.take(1)
        self._merged.append((top, left, bottom, right))

    def _carry(self) -> None:
        """A merged cell is read in each row and column it covers, but for rows that hold nothing else."""
        last = max(self._kept, default=-1)
        width = max((max(cells) for cells in self._kept.values()), default=-1)
        for top, left, bottom, right in self._merged:
            text = self._kept.get(top, {}).get(left, "")
            for row in range(top, min(bottom, last) + 1) if text else ():
                cells = self._kept.get(row, {})
                self._room.take(1)
                for column in range(left, min(right, width) + 1) if cells else ():
                    self._room.take(1)
                    cells[column] = text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    if number > MOST_COLUMNS:
        raise NotASheet("file_no_sheet")
    return number - 1


def _unseen(given: Attributes, size: str) -> bool:
    """Hidden, or of no height or width at all."""
    return given.get("hidden") in _TRUE or (size in given and float(given[size]) == 0)
