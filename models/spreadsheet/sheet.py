"""A sheet as a person sees it: rows of text, what is hidden, and cells that cannot be taken at their word."""

from dataclasses import dataclass

from models.errors import WanggeError

MOST_ROWS = 100_000
MOST_CELLS = 3_000_000
ERRORS = frozenset(
    {"#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"}
    | {"#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA", "#BLOCKED!"}
)

Cells = list[str]


class NotASheet(WanggeError):
    """The file holds no sheet that can be read; the code says why."""


class UnreadableCell(str):
    """What stands in a cell and is not what was meant; `code` says why."""

    __slots__ = ("code",)
    code: str

    def __new__(cls, text: str, code: str) -> "UnreadableCell":
        cell = super().__new__(cls, text)
        cell.code = code
        return cell


@dataclass(frozen=True)
class Sheet:
    """`rows` from the first on, blank ones too, so that the n-th is the row a spreadsheet program calls n.

    `name` is empty where the file has no sheets; hidden rows and columns are counted from 0.
    """

    name: str
    rows: list[Cells]
    shown: bool = True
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


class Room:
    """How many cells a file may still have: what it costs is bounded, whatever it says of itself."""

    def __init__(self) -> None:
        self._left = MOST_CELLS

    def take(self, cells: int) -> None:
        self._left -= cells
        if self._left < 0:
            raise NotASheet("file_too_many_cells", limit=MOST_CELLS)


def told(text: str) -> str:
    """The text of a cell, marked where a program could not work it out or had no room to show it."""
    plain = text.strip()
    if plain.upper() in ERRORS or (len(plain) > 2 and set(plain) == {"#"}):
        return UnreadableCell(plain, "cell_error")
    return text


def column_letter(place: int) -> str:
    """0 → A, 26 → AA, as a spreadsheet program shows it."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
