"""SQLite under SQLAlchemy's asyncio: write-ahead log, explicit transactions, few trips to the thread.

aiosqlite goes to its thread and back four times for each statement (a cursor, the statement, its rows, the end), and
two threads that hand each other the interpreter are most of what a short statement costs. Here a statement is one trip;
and none at all while a short transaction is open (WRITE, QUICK), as its statements take microseconds and wait for no
lock. What may wait keeps its trip: beginning to write, committing, and whatever touches many rows.
"""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from sqlite3 import connect
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import PoolResetState

T = TypeVar("T")
WRITE = "wangge_write"
QUICK = "wangge_quick"
FEW = 100  # rows
PRAGMAS = ("journal_mode=WAL", "busy_timeout=15000", "foreign_keys=ON", "synchronous=FULL")


class Trip:
    """A call in the connection's thread, which goes on there even if nobody waits for it any more."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._call = call
        self.over = False

    def __call__(self) -> Any:
        try:
            return self._call()
        finally:
            self.over = True


class Connection(aiosqlite.Connection):
    """`idle` connections may be spoken to without the thread; `short` is the transaction that is open."""

    short = False
    _last: Trip | None = None

    @property
    def idle(self) -> bool:
        return self._last is None or self._last.over

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        if self.short and self.idle:
            return fn(*args, **kwargs)
        return await self.trip(fn, *args, **kwargs)

    async def trip(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        self._last = trip = Trip(partial(fn, *args, **kwargs))
        result: T = await super()._execute(trip)  # type: ignore[no-untyped-call]
        return result

    def cursor(self) -> Any:
        return Cursor(self)

    async def commit(self) -> None:
        self.short = False
        await super().commit()

    async def rollback(self) -> None:
        self.short = self.idle
        await super().rollback()
        self.short = False


class Cursor:
    """Fetches all rows in the trip that makes them."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cursor = connection._conn.cursor()
        self._rows: deque[Any] = deque()

    async def __aenter__(self) -> "Cursor":
        return self

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "Cursor":
        how = self._connection.trip if statement.startswith("DELETE") else self._connection._execute
        self._rows = deque(await how(self._run, statement, parameters))
        return self

    def _run(self, statement: str, parameters: Sequence[Any]) -> list[Any]:
        self._cursor.execute(statement, parameters)
        return self._cursor.fetchall() if self._cursor.description else []

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> "Cursor":
        how = self._connection.trip if len(parameters) > FEW else self._connection._execute
        await how(self._cursor.executemany, statement, parameters)
        return self

    async def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    async def fetchmany(self, size: int = 1) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size, len(self._rows)))]

    async def fetchall(self) -> list[Any]:
        return await self.fetchmany(len(self._rows))

    async def close(self) -> None:
        if self._connection.idle:
            self._cursor.close()
        else:
            await self._connection._execute(self._cursor.close)


def open_engine(url: URL) -> AsyncEngine:
    async def opened() -> Connection:
        connection = Connection(lambda: connect(url.database or ":memory:", check_same_thread=False), 64)
        connection._thread.daemon = True
        await connection
        return connection

    engine = create_async_engine(url, async_creator=opened)
    event.listen(engine.sync_engine, "connect", _pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    event.listen(engine.sync_engine, "reset", _left_open)
    return engine


def _pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Any) -> None:
    options, driver = connection.get_execution_options(), connection.connection.driver_connection
    driver.short = WRITE not in options
    connection.exec_driver_sql("BEGIN IMMEDIATE" if WRITE in options else "BEGIN")
    driver.short = WRITE in options or QUICK in options


def _left_open(connection: Any, _record: Any, state: PoolResetState) -> None:
    """A COMMIT refused for a foreign key leaves SQLite's transaction open, which SQLAlchemy does not expect."""
    if state.asyncio_safe and connection.driver_connection.in_transaction:
        connection.rollback()
