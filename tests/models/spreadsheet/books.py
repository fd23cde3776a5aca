"""Workbooks for tests, as offices hand them in."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Shape = Callable[[Worksheet], object]


def book(folder: Path, *rows: Sequence[object], shape: Shape | None = None, title: str = "Sheet") -> Path:
    """One sheet of these rows, put in shape."""
    return books(folder, {title: rows}, shape)


def books(folder: Path, sheets: dict[str, Sequence[Sequence[object]]], shape: Shape | None = None) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if shape is not None:
            shape(sheet)
    path = folder / "book.xlsx"
    workbook.save(path)
    return path


def forged(path: Path, part: str, old: bytes, new: bytes, most: int = -1) -> Path:
    """The workbook with a part rewritten."""
    copy = path.with_name("forged.xlsx")
    with zipfile.ZipFile(path) as honest, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in honest.namelist():
            content = honest.read(name)
            archive.writestr(name, content.replace(old, new, most) if name == part else content)
    return copy
