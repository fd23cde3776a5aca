"""A spreadsheet file as sheets of text, whichever program saved it: .csv in any usual encoding, or .xlsx."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from models.spreadsheet.sheet import MOST_ROWS, Cells, NotASheet, Room, Sheet, told
from models.spreadsheet.workbook import sheets_in
from models.text.encoding import decoded

MEGABYTE = 1024 * 1024
MAX_MEGABYTES = 20
DELIMITERS = ",;\t"
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_QUOTED = re.compile(r'"[^"]*"')
_PAGE = re.compile(r"\s*(<\?xml|<!|<(html|head|meta|body|style|table|div|workbook)\b|MIME-Version:)", re.IGNORECASE)


def read_sheets(path: Path) -> list[Sheet]:
    """Every sheet of the file, hidden and empty ones too; raises NotASheet where none holds anything."""
    content = _content(path)
    if content.startswith(OLD_EXCEL):
        raise NotASheet("file_old_excel")
    sheets = _from_workbook(content) if content.startswith(ZIP) else [Sheet("", _from_text(content))]
    if not any(any(cells) for sheet in sheets for cells in sheet.rows):
        raise NotASheet("file_empty")
    return sheets


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


def _from_text(content: bytes) -> list[Cells]:
    try:
        text = decoded(content)
    except UnicodeDecodeError as error:
        raise NotASheet("file_no_sheet") from error
    if len(_CONTROL.findall(text)) * 20 > len(text) or "\0" in text:
        raise NotASheet("file_no_sheet")
    if _PAGE.match(text):
        raise NotASheet("file_web_page")
    csv.field_size_limit(MAX_MEGABYTES * MEGABYTE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    done = 0
    rows: list[Cells] = []
    room = Room()
    try:
        for done, cells in enumerate(reader, 1):
            _limit(done, cells)
            room.take(len(cells))
            rows.append([told(cell) for cell in cells])
    except csv.Error as error:
        raise NotASheet("file_quotes", at=done + 1) from error
    return rows[:MOST_ROWS]


def _limit(number: int, cells: Iterable[str]) -> None:
    if number > MOST_ROWS and any(cells):
        raise NotASheet("file_too_many_rows", limit=MOST_ROWS)


def _delimiter(text: str) -> str:
    """The one that stands most often outside quotes in the first row that has any."""
    for line in text.splitlines():
        counts = {mark: _QUOTED.sub("", line).count(mark) for mark in DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda mark: counts[mark])
    return ","


def _from_workbook(content: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return list(sheets_in(archive))
    except NotASheet:
        raise
    except Exception as error:  # a broken archive sets off whatever its reader did not foresee
        raise NotASheet("file_no_sheet") from error
