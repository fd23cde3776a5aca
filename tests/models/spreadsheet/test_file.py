import io
import os
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from models.spreadsheet import file as spreadsheet
from models.spreadsheet.sheet import MOST_CELLS, MOST_ROWS, Cells, NotASheet, UnreadableCell, column_letter

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0"
ROWS = [["code编码", "name名称"], ["A", "望城路，1网格"]]


def saved(folder: Path, content: bytes, name: str = "roster.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def workbook(folder: Path, *rows: list[object], title: list[object] | None = None) -> Path:
    book = Workbook()
    if title is not None:
        book.worksheets[0].append(title)
        book.create_sheet("second")
    for row in rows:
        book.worksheets[-1].append(row)
    book.save(folder / "roster.xlsx")
    return folder / "roster.xlsx"


def rows_of(path: Path) -> list[Cells]:
    """Of the first sheet that holds anything."""
    return next(sheet.rows for sheet in spreadsheet.read_sheets(path) if sheet.rows)


def reason(path: Path) -> str:
    with pytest.raises(NotASheet) as refused:
        rows_of(path)
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_each_encoding_and_delimiter_that_programs_write(
    encoding: str, delimiter: str, tmp_path: Path
) -> None:
    text = "\r\n".join(delimiter.join(cells) for cells in ROWS)
    assert rows_of(saved(tmp_path, text.encode(encoding))) == ROWS


def test_delimiters_inside_quotes_do_not_count(tmp_path: Path) -> None:
    assert rows_of(saved(tmp_path, b'"a,b,c,d";name\n1;2\n')) == [["a,b,c,d", "name"], ["1", "2"]]


def test_a_cell_may_hold_lines_quotes_and_a_boundary_of_a_megabyte(tmp_path: Path) -> None:
    long = "1" * 1_000_000
    content = f'a,b\n"one\ntwo ""three""",{long}\n'.encode()
    assert rows_of(saved(tmp_path, content)) == [["a", "b"], ['one\ntwo "three"', long]]


def test_blank_rows_keep_their_numbers(tmp_path: Path) -> None:
    assert rows_of(saved(tmp_path, b"a,b\n\n,,\n1,2\n"))[3] == ["1", "2"]


def test_a_workbook_gives_numbers_as_they_are_typed(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["code", 19900000001, 7.0, 1.5, None, True])
    assert rows_of(path) == [["code", "19900000001", "7", "1.5", "", "True"]]


def test_a_workbook_that_lies_about_its_size_is_read_whole(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["code", "name"], ["A", "B"])
    forged = tmp_path / "forged.xlsx"
    with zipfile.ZipFile(path) as honest, zipfile.ZipFile(forged, "w") as archive:
        for part in honest.namelist():
            archive.writestr(part, honest.read(part).replace(b'ref="A1:B2"', b'ref="A1:A1"'))
    assert rows_of(forged) == [["code", "name"], ["A", "B"]]


def test_a_csv_named_as_a_workbook_is_read_for_what_it_is(tmp_path: Path) -> None:
    assert rows_of(saved(tmp_path, b"a,b\n", "roster.xlsx")) == [["a", "b"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf", "file_empty"),
        (b",,\n\n,,\n", "file_empty"),
        (PNG, "file_no_sheet"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "file_no_sheet"),
        (bytes(range(1, 256)) * 8, "file_no_sheet"),
        (b"code,name\nA,\0\n", "file_no_sheet"),
        (b"PK\x03\x04 and no archive behind it", "file_no_sheet"),
        (b"<html><body><table><tr><td>code</td></tr></table></body></html>", "file_web_page"),
        (b'\n <?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "file_web_page"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "file_web_page"),
        (b"<!-- saved --><table>", "file_web_page"),
        ("<meta charset=gbk><table><td>编码".encode("gb18030"), "file_web_page"),
        ("<table><td>编码".encode("utf-16"), "file_web_page"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "file_web_page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_old_excel"),
    ],
)
@pytest.mark.parametrize("name", ["roster.csv", "roster.xlsx", "roster.xls"])
def test_a_file_that_is_no_sheet_is_refused_whatever_its_name(
    content: bytes, code: str, name: str, tmp_path: Path
) -> None:
    assert reason(saved(tmp_path, content, name)) == code


def test_quotes_that_never_close_are_refused_with_their_row(tmp_path: Path) -> None:
    with pytest.raises(NotASheet) as refused:
        rows_of(saved(tmp_path, b'a,b\n1,2\n3,"4\n5,6\n'))
    assert (refused.value.code, refused.value.data) == ("file_quotes", {"at": 3})


def test_an_archive_without_a_workbook_is_refused(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("holiday.txt", "sun")
    assert reason(saved(tmp_path, content.getvalue(), "roster.xlsx")) == "file_no_sheet"


def test_a_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path, ["code"]).read_bytes()
    assert reason(saved(tmp_path, whole[: len(whole) // 2], "half.xlsx")) == "file_no_sheet"


def test_entities_in_a_workbook_are_not_expanded(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["code"])
    forged = tmp_path / "forged.xlsx"
    bomb = b'<!DOCTYPE b [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><b>&b;</b>'
    with zipfile.ZipFile(path) as honest, zipfile.ZipFile(forged, "w") as archive:
        for part in honest.namelist():
            archive.writestr(part, bomb if part == "xl/workbook.xml" else honest.read(part))
    assert reason(forged) == "file_no_sheet"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 20 * spreadsheet.MEGABYTE + 1)
    assert reason(path) == "file_too_large"


@pytest.mark.parametrize("shown", ["#N/A", "#value!", " #REF! ", "########"])
def test_what_a_program_could_not_work_out_is_marked(shown: str, tmp_path: Path) -> None:
    cell = rows_of(saved(tmp_path, f"a,{shown}\n".encode()))[0][1]
    assert isinstance(cell, UnreadableCell)
    assert cell.code == "cell_error"


def test_more_cells_than_any_street_has_are_refused(tmp_path: Path) -> None:
    wide = b"," * 1_000 + b"x\n"
    assert reason(saved(tmp_path, wide * (MOST_CELLS // 1_001 + 1))) == "file_too_many_cells"


def test_more_rows_than_any_street_has_are_refused(tmp_path: Path) -> None:
    full = b"a\n" * MOST_ROWS
    assert len(rows_of(saved(tmp_path, full + b",\n"))) == MOST_ROWS
    assert reason(saved(tmp_path, full + b"a\n")) == "file_too_many_rows"


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    assert reason(tmp_path) == "file_is_folder"
    assert reason(tmp_path / "none.csv") == "file_missing"
    assert reason(Path("a\0b.csv")) == "file_closed"


@pytest.mark.parametrize(("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_in_a_spreadsheet(place: int, letter: str) -> None:
    assert column_letter(place) == letter
