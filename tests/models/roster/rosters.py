"""Rosters for tests, written as rows of text."""

from models.roster.records import Roster, SheetProblem
from models.roster.validate import check_rows
from models.spreadsheet.sheet import Cells

HEADER = [
    "code",
    "name",
    "level",
    "parent",
    "leader",
    "leader_phone",
    "members",
    "backup",
    "police",
    "adopting",
    "team",
    "certificates",
    "supervision_phone",
    "duty_phone",
    "published",
    "address",
    "boundary",
    "boundary_datum",
]


def line(code: str, level: str = "grid", parent: str = "", **cells: str) -> Cells:
    """A row that is right but for what `cells` say."""
    told = {"name": f"网格{code[:20]}", "leader": "曹林文", "leader_phone": "19900000001", **cells}
    return [{"code": code, "level": level, "parent": parent, **told}.get(column, "") for column in HEADER]


def roster(*lines: Cells, header: Cells = HEADER) -> Roster:
    return check_rows([header, *lines])


def street(*more: Cells) -> Roster:
    """S over the communities C1 and C2, G1 and G2 in C1."""
    return roster(
        line("S", "street", leader_phone="19900000010"),
        line("C1", "community", "S", leader_phone="19900000011"),
        line("C2", "community", "S", leader_phone="19900000012"),
        line("G1", parent="C1", leader_phone="19900000013", members="钟杰海:19900000014;郝涵怡:19900000015"),
        line("G2", parent="C1", leader_phone="19900000016", backup="宋斌:19900000017"),
        *more,
    )


def faults(found: Roster) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in found.problems]


def only(found: Roster) -> SheetProblem:
    (problem,) = found.problems
    return problem
