import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.machine_time import go_on_from_newest_row
from bot.timekeeper import HostClock, real_now
from models.base import _IdClock, first_id
from models.db.database import Database
from models.grids.tables import Grid, Level
from models.schema import newest_id


async def written(database: Database, at: datetime) -> int:
    number = first_id(at) + 5
    async with database.write() as session:
        session.add(Grid(id=number, code="S", name="街道", level=Level.STREET, path=f"{number}."))
    return number


async def test_the_newest_row_of_any_table_is_found(database: Database, now: datetime) -> None:
    async with database.read() as session:
        assert await newest_id(session) == 0
    number = await written(database, now)
    async with database.read() as session:
        assert await newest_id(session) == number
        assert (await session.scalars(select(col(Grid.id)))).all() == [number]


@pytest.mark.parametrize(
    ("behind", "says"), [(timedelta(hours=1), True), (timedelta(seconds=30), False), (timedelta(days=-1), False)]
)
async def test_a_clock_behind_the_rows_is_told_in_one_line_and_ids_rise_above_them(
    database: Database, caplog: pytest.LogCaptureFixture, behind: timedelta, says: bool
) -> None:
    number, clock = await written(database, real_now() + behind), _IdClock()
    with caplog.at_level(logging.WARNING, "bot.machine_time"):
        await go_on_from_newest_row(database, HostClock(), clock.go_on_from)
    assert len(caplog.records) == says
    ids = [clock.take() for _ in range(100)]
    assert min(ids) > number
    assert sorted(set(ids)) == ids


async def test_after_a_dead_battery_the_line_says_what_is_taken_for_the_hour(
    database: Database, caplog: pytest.LogCaptureFixture, now: datetime
) -> None:
    await written(database, now)
    host = HostClock(lambda: datetime(1970, 1, 1, tzinfo=UTC), lambda: 0)
    await go_on_from_newest_row(database, host, _IdClock().go_on_from)
    assert "says 1970-01-01 00:00, but rows were written at 2026-11-16 01:00" in caplog.text
    assert host.now() == now
