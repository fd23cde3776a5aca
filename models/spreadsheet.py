"""A spreadsheet file as rows of text, whichever program saved it: .csv in any usual encoding, or .xlsx."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import WanggeError

if TYPE_CHECKING:
    from openpyxl import Workbook

MEGABYTE = 1024 * 1024
MAX_MEGABYTES = 20
MAX_UNPACKED_MEGABYTES = 200
MAX_ROWS = 100_000
DELIMITERS = ",;\t"
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_QUOTED = re.compile(r'"[^"]*"')

Cells = list[str]


class NotASheet(WanggeError):
    """The file holds no sheet that can be read; the code says why."""


def read_sheet(path: Path) -> list[Cells]:
    """Every row from the first on, blank ones too, so that the n-th is the row a spreadsheet calls n."""
    content = _content(path)
    if content.startswith(OLD_EXCEL):
        raise NotASheet("file_old_excel")
    rows = list(_limited(_from_workbook(content) if content.startswith(ZIP) else _from_text(content)))
    if not any(any(cells) for cells in rows):
        raise NotASheet("file_empty")
    return rows


def column_letter(place: int) -> str:
    """0 → A, 26 → AA, as a spreadsheet program shows it."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise NotASheet("file_is_folder")
        if path.stat().st_size > MAX_MEGABYTES * MEGABYTE:
            raise NotASheet("file_too_large", limit=MAX_MEGABYTES)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotASheet("file_missing") from error
    except (OSError, ValueError) as error:
        raise NotASheet("file_closed") from error


def _limited(rows: Iterable[Cells]) -> Iterator[Cells]:
    for number, cells in enumerate(rows, 1):
        if number > MAX_ROWS and any(cells):
            raise NotASheet("file_too_many_rows", limit=MAX_ROWS)
        if number <= MAX_ROWS:
            yield cells


def _from_text(content: bytes) -> Iterator[Cells]:
    text = _decoded(content)
    if len(_CONTROL.findall(text)) * 20 > len(text) or "\0" in text:
        raise NotASheet("file_no_sheet")
    csv.field_size_limit(MAX_MEGABYTES * MEGABYTE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    done = 0
    try:
        for done, cells in enumerate(reader, 1):  # noqa: B007 - the error names the row after the last good one
            yield cells
    except csv.Error as error:
        raise NotASheet("file_quotes", at=done + 1) from error


def _decoded(content: bytes) -> str:
    marked = [name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotASheet("file_no_sheet")


def _delimiter(text: str) -> str:
    """The one that stands most often outside quotes in the first row that has any."""
    for line in text.splitlines():
        counts = {mark: _QUOTED.sub("", line).count(mark) for mark in DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda mark: counts[mark])
    return ","


def _from_workbook(content: bytes) -> Iterator[Cells]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions we do not read
            return iter(_cells_of(content))
    except NotASheet:
        raise
    except Exception as error:  # a broken archive sets off whatever its reader did not foresee
        raise NotASheet("file_no_sheet") from error


def _cells_of(content: bytes) -> list[Cells]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_MEGABYTES * MEGABYTE:
            raise NotASheet("file_too_large", limit=MAX_MEGABYTES)
        sheets = (archive.read(part) for part in archive.namelist() if part.startswith("xl/worksheets/sheet"))
        formulas = any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    rows = _values(content, computed=True)
    if formulas:
        rows = [_filled(*pair) for pair in zip(rows, _values(content, computed=False), strict=True)]
    return rows


def _filled(computed: Cells, written: Cells) -> Cells:
    """A formula that no program has computed stands for itself."""
    return [value or formula for value, formula in zip(computed, written, strict=True)]


def _values(content: bytes, *, computed: bool) -> list[Cells]:
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=computed)
    try:
        return list(_first_sheet(workbook))
    finally:
        workbook.close()


def _first_sheet(workbook: "Workbook") -> Iterator[Cells]:
    """The first that holds anything; its own word on its size is not trusted."""
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()
        rows = [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        if any(any(cells) for cells in rows):
            return iter(rows)
    return iter(())


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
