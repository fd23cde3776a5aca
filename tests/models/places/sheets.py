"""Rows of a sheet of places."""

from models.places.exchange.sheet import TITLES, PlaceSheet, check_rows
from models.places.kinds import built_in
from models.spreadsheet.sheet import Cells

HEADER = list(TITLES.values())


def row(**cells: str) -> Cells:
    """A shop of the grid unless told otherwise."""
    told = {"kind": "商铺", "name": "老王副食店", "grid": "S-1-1", **cells}
    assert told.keys() <= TITLES.keys()
    return [told.get(column, "") for column in TITLES]


WHOLE = row(
    code="a-01",
    address="南大街12号",
    latitude="29.3417",
    longitude="105.9017",
    responsible="王老板",
    phone="19900000031",
    risk="较大",
    cycle="每月",
    guard_group="南大街店包店1组",
    kit="灭火器:4:2027-05-31；防毒面具:2",
)


def sheet(*rows: Cells) -> PlaceSheet:
    return check_rows([HEADER, *rows], built_in())
