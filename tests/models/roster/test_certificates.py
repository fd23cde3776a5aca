from collections.abc import Sequence
from datetime import date

import pytest

from models.roster.certificates import written
from models.roster.records import HolderCertificate, Roster
from models.roster.validate import check_rows
from models.spreadsheet.sheet import Cells

HEADER = ["编码", "名称", "级别", "上级编码", "网格长", "电话", "网格员", "证书"]
FU, TAN = "+8619900000012", "+8619900000014"
UNTIL = date(2027, 5, 31)


def checked(cell: str, header: Sequence[str] = HEADER) -> Roster:
    members = "傅勇:19900000012;王一:19900000013;王一:19900000015"
    row: Cells = ["S", "南大街", "街道", "", "谭远康", "19900000014", members, cell]
    return check_rows([list(header), row[: len(header)]])


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("", []),
        ("无", []),
        ("傅勇:电工证:T1:2027-05-31", [HolderCertificate(FU, "电工证", "T1", UNTIL)]),
        ("傅勇：电工证：2027年5月31日", [HolderCertificate(FU, "电工证", "", UNTIL)]),
        (
            "谭远康:消防设施操作员:440012345:2027.5.31；傅勇:电工证:2027/05/31",
            [HolderCertificate(TAN, "消防设施操作员", "440012345", UNTIL), HolderCertificate(FU, "电工证", "", UNTIL)],
        ),
    ],
)
def test_certificates_of_those_who_hold_a_post_in_the_row(cell: str, found: list[HolderCertificate]) -> None:
    roster = checked(cell)
    assert roster.problems == ()
    assert list(roster.entries[0].certificates) == found


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("傅勇 电工证 2027-05-31", "certificate_unreadable"),
        ("傅勇::T1:2027-05-31", "certificate_unreadable"),
        ("李四:电工证:2027-05-31", "certificate_who"),
        ("王一:电工证:2027-05-31", "certificate_who"),
        ("傅勇:电工证:T1", "day_unreadable"),
        ("傅勇:电工证:2027-02-30", "day_unreadable"),
        (f"傅勇:{'证' * 41}:2027-05-31", "text_long"),
    ],
)
def test_what_cannot_be_read_is_named(cell: str, code: str) -> None:
    [problem] = checked(cell).problems
    assert (problem.row, problem.column, problem.code, problem.note) == (2, "certificates", code, False)


def test_a_roster_without_the_column_says_nothing_of_them() -> None:
    roster = checked("", HEADER[:-1])
    assert (roster.problems, roster.entries[0].certificates) == ((), ())


def test_what_is_written_out_is_read_again() -> None:
    for each in (HolderCertificate(FU, "电工 证", "T:1；2", UNTIL), HolderCertificate(FU, "电工证", "", UNTIL)):
        [found] = checked(written("傅勇", each)).entries[0].certificates
        assert (found.phone, found.until) == (FU, UNTIL)
        assert found.number in ("T 1 2", "")
