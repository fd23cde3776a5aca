"""Where a statement runs: in the loop's own thread, which costs nothing, or in SQLite's, which may wait."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models.db.sqlite import FEW, QUICK, WRITE, Connection, Cursor, open_engine

HERE, TRIP = "here", "trip"


@dataclass
class Seen:
    """Every statement that SQLite ran, by its first word, and where."""

    home: int = field(default_factory=threading.get_ident)
    statements: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, statement: str) -> None:
        where = HERE if threading.get_ident() == self.home else TRIP
        self.statements.append((statement.split(maxsplit=1)[0], where))


@dataclass
class Held:
    """A function in SQL that keeps SQLite's thread until it is let go."""

    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> int:
        self.loop.call_soon_threadsafe(self.reached.set)
        self.go.wait()
        return 0


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
async def held() -> AsyncIterator[Held]:
    made = Held()
    yield made
    made.go.set()


@pytest.fixture
async def engine(tmp_path: Path, seen: Seen, held: Held) -> AsyncIterator[AsyncEngine]:
    opened = open_engine(make_url(f"sqlite+aiosqlite:///{tmp_path}/own.db"))

    def connected(connection: Any, _record: Any) -> None:
        connection.driver_connection._conn.create_function("held", 0, held)
        connection.driver_connection._conn.set_trace_callback(seen)

    async with opened.begin() as connection:
        await connection.execute(text("CREATE TABLE grids (id INTEGER PRIMARY KEY)"))
        later = "REFERENCES grids (id) DEFERRABLE INITIALLY DEFERRED"
        await connection.execute(text(f"CREATE TABLE posts (id INTEGER PRIMARY KEY, grid {later})"))
    await opened.dispose()
    event.listen(opened.sync_engine, "connect", connected)
    yield opened
    await opened.dispose()


async def add(connection: AsyncConnection, *ids: int) -> None:
    await connection.execute(text("INSERT INTO grids VALUES (:id)"), [{"id": each} for each in ids])


async def grids(engine: AsyncEngine) -> list[int]:
    async with engine.connect() as connection:
        return list((await connection.scalars(text("SELECT id FROM grids ORDER BY id"))).all())


async def driver_of(connection: AsyncConnection) -> Connection:
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, Connection)
    return driver


async def test_a_write_takes_trips_to_begin_and_to_commit_and_none_between(engine: AsyncEngine, seen: Seen) -> None:
    async with engine.execution_options(**{WRITE: True}).begin() as connection:
        await add(connection, 1)
        await connection.execute(text("SELECT * FROM grids"))
    assert seen.statements == [("BEGIN", TRIP), ("INSERT", HERE), ("SELECT", HERE), ("COMMIT", TRIP)]


async def test_what_touches_many_rows_takes_its_trip(engine: AsyncEngine, seen: Seen) -> None:
    async with engine.execution_options(**{WRITE: True}).begin() as connection:
        await add(connection, *range(FEW))
        await add(connection, *range(FEW, 2 * FEW + 1))
        await connection.execute(text("DELETE FROM grids"))
    where = [seen.statements[at] for at in (1, FEW, FEW + 1, 2 * FEW + 1, 2 * FEW + 2)]
    assert where == [("INSERT", HERE), ("INSERT", HERE), ("INSERT", TRIP), ("INSERT", TRIP), ("DELETE", TRIP)]


async def test_reading_takes_trips_unless_it_is_quick(engine: AsyncEngine, seen: Seen) -> None:
    for options in ({}, {QUICK: True}):
        async with engine.execution_options(**options).connect() as connection:
            await connection.execute(text("SELECT * FROM grids"))
    assert seen.statements[:2] == [("BEGIN", HERE), ("SELECT", TRIP)]
    assert seen.statements[3:] == [("BEGIN", HERE), ("SELECT", HERE), ("ROLLBACK", HERE)]


async def test_what_a_short_transaction_wrote_is_taken_back_without_a_trip(engine: AsyncEngine, seen: Seen) -> None:
    async with engine.execution_options(**{WRITE: True}).connect() as connection:
        await add(connection, 1)
        await connection.rollback()
        driver = await driver_of(connection)
        assert (driver.short, driver.in_transaction) == (False, False)
    assert seen.statements[-1] == ("ROLLBACK", HERE)
    assert await grids(engine) == []


async def test_who_is_cancelled_during_a_trip_waits_for_its_end_and_takes_back_what_it_wrote(
    engine: AsyncEngine, seen: Seen, held: Held
) -> None:
    async def write() -> None:
        async with engine.execution_options(**{WRITE: True}).begin() as connection:
            await add(connection, 1)
            await connection.execute(text("DELETE FROM grids WHERE id = held()"))

    writing = asyncio.ensure_future(write())
    await held.reached.wait()
    writing.cancel()
    held.go.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert ("COMMIT", TRIP) not in seen.statements
    assert await grids(engine) == []
    async with engine.execution_options(**{WRITE: True}).begin() as connection:
        await add(connection, 2)
    assert await grids(engine) == [2]


async def test_while_a_trip_is_under_way_nothing_is_spoken_past_it(engine: AsyncEngine, seen: Seen, held: Held) -> None:
    async with engine.execution_options(**{WRITE: True}).connect() as connection:
        await add(connection, 1)
        driver = await driver_of(connection)
        away = asyncio.ensure_future(driver.cursor().execute("DELETE FROM grids WHERE id = held()"))
        await held.reached.wait()
        assert not driver.idle
        asked = asyncio.ensure_future(driver.cursor().execute("SELECT 1"))
        asyncio.get_running_loop().call_soon(held.go.set)  # once that is asked
        await away
        await asked
        assert (driver.idle, seen.statements[-1]) == (True, ("SELECT", TRIP))


async def test_a_refused_commit_leaves_nothing_open(engine: AsyncEngine, seen: Seen) -> None:
    async def write() -> None:
        async with engine.execution_options(**{WRITE: True}).begin() as connection:
            await connection.execute(text("INSERT INTO posts VALUES (1, 77)"))

    with pytest.raises(IntegrityError):
        await write()
    assert [word for word, _ in seen.statements] == ["BEGIN", "INSERT", "COMMIT", "ROLLBACK"]
    async with engine.connect() as connection:
        assert not (await driver_of(connection)).in_transaction


async def test_a_cursor_gives_the_rows_it_brought_along(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        cursor = (await driver_of(connection)).cursor()
        assert isinstance(cursor, Cursor)
        await cursor.execute("SELECT value FROM json_each('[1, 2, 3, 4]')")
        assert [column[0] for column in cursor.description] == ["value"]
        assert await cursor.fetchone() == (1,)
        assert await cursor.fetchmany(2) == [(2,), (3,)]
        assert await cursor.fetchall() == [(4,)]
        assert (await cursor.fetchone(), await cursor.fetchall()) == (None, [])
        await cursor.close()


async def test_a_cursor_says_what_it_wrote(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        cursor = (await driver_of(connection)).cursor()
        await cursor.execute("INSERT INTO grids VALUES (?)", (7,))
        assert (cursor.description, cursor.rowcount, cursor.lastrowid) == (None, 1, 7)
        assert await cursor.fetchall() == []
