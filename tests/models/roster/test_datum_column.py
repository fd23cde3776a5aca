from datetime import datetime

import pytest
from sqlalchemy import select

from models.db.database import Database
from models.grids.tables import Grid
from models.roster.columns import datum_of
from models.roster.export import roster_rows
from models.roster.importer import RosterImported, import_roster
from models.roster.records import Roster
from models.roster.validate import check_rows
from tests.models.roster.rosters import HEADER, line, roster

SQUARE = '{"type":"Polygon","coordinates":[[[105.9,29.34],[105.92,29.34],[105.92,29.36],[105.9,29.34]]]}'


async def bring_in(database: Database, found: Roster, now: datetime) -> RosterImported:
    async with database.write() as session:
        return await import_roster(session, found, now)


async def datums(database: Database) -> dict[str, str]:
    async with database.read() as session:
        return {grid.code: grid.boundary_datum for grid in (await session.scalars(select(Grid))).all()}


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("", "wgs84"),
        ("WGS-84", "wgs84"),
        ("天地图", "wgs84"),
        ("GCJ-02", "gcj02"),
        ("高德", "gcj02"),
        ("bd09", "bd09"),
        ("百度地图", "bd09"),
        ("不详", "unknown"),
        ("北京54", None),
    ],
)
def test_a_datum_goes_by_its_name_or_by_the_map(text: str, datum: str | None) -> None:
    assert datum_of(text) == datum


def test_a_file_that_says_nothing_of_its_maps_is_noted_once() -> None:
    drawn = [line(code, boundary=SQUARE) for code in ("G1", "G2")]
    silent = roster(*(cells[:-1] for cells in drawn), header=HEADER[:-1])
    found = [(each.row, each.code, each.data) for each in silent.problems if each.column == "boundary"]
    assert found == [(2, "datum_absent", {"count": 2})]
    assert silent.errors == ()
    assert [each for each in roster(*drawn).problems if each.code == "datum_absent"] == []


async def test_of_a_new_boundary_nobody_spoke_of_the_datum_is_not_known_until_a_file_says_it(
    database: Database, now: datetime
) -> None:
    tree = [line("S", "street"), line("G1", parent="S"), line("G2", parent="S", boundary=SQUARE)]
    without = {"header": HEADER[:-1]}
    await bring_in(database, roster(*(cells[:-1] for cells in tree), **without), now)
    assert await datums(database) == {"S": "wgs84", "G1": "wgs84", "G2": "unknown"}
    tree[1] = line("G1", parent="S", boundary=SQUARE)
    await bring_in(database, roster(*(cells[:-1] for cells in tree), **without), now)
    assert await datums(database) == {"S": "wgs84", "G1": "unknown", "G2": "unknown"}
    async with database.read() as session:
        written = await roster_rows(session)
    assert (await bring_in(database, check_rows(written), now)).nothing
    tree[2] = line("G2", parent="S", boundary=SQUARE, boundary_datum="高德")
    await bring_in(database, roster(*tree), now)
    assert await datums(database) == {"S": "wgs84", "G1": "wgs84", "G2": "gcj02"}


async def test_a_datum_is_kept_until_a_file_says_another_and_goes_out_as_it_came_in(
    database: Database, now: datetime
) -> None:
    drawn = [line("S", "street", boundary=SQUARE, boundary_datum="高德"), line("G1", parent="S", boundary=SQUARE)]
    await bring_in(database, roster(*drawn), now)
    assert await datums(database) == {"S": "gcj02", "G1": "wgs84"}
    silent = roster(*(cells[:-1] for cells in drawn), header=HEADER[:-1])
    assert (await bring_in(database, silent, now)).nothing
    async with database.read() as session:
        written = await roster_rows(session)
    assert (await bring_in(database, check_rows(written), now)).nothing
    await bring_in(database, roster(line("S", "street", boundary=SQUARE, boundary_datum="bd09"), drawn[1]), now)
    assert await datums(database) == {"S": "bd09", "G1": "wgs84"}
