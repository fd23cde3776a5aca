"""Rows of a sheet of departments."""

from models.departments.sheet import TITLES, DepartmentSheet, check_rows
from models.spreadsheet.sheet import Cells

HEADER = list(TITLES.values())
POLICE = ["派出所", "S", "王警官;李警官", "19900000021;19900000022", "5"]
SAFETY = ["安监办", "S", "王警官", "19900000021", "7"]


def sheet(*rows: Cells) -> DepartmentSheet:
    return check_rows([HEADER, *rows])
