"""Boundaries from before anybody was asked on which map they were drawn."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlmodel import col

from models import migrate
from models.db.database import Database
from models.grids.tables import Grid, Level

pytestmark = pytest.mark.own_database


async def test_of_a_boundary_that_was_there_before_the_map_is_unknown(database: Database, now: datetime) -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    async with database.write() as session:
        for number, boundary in ((1, square), (2, None)):
            code = f"G{number}"
            session.add(Grid(id=number, code=code, name=code, level=Level.GRID, path=f"{code}/", boundary=boundary))
    await migrate.downgrade(database, "0020")
    await migrate.upgrade(database)
    async with database.read() as session:
        found = await session.scalars(select(Grid).order_by(col(Grid.id)))
        assert [grid.boundary_datum for grid in found.all()] == ["unknown", "wgs84"]
