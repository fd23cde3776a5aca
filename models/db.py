"""The database: one engine, sessions to read and to write, bells that ring after a commit.

On SQLite writers queue on one lock and begin IMMEDIATE, so that no statement ever meets "database is locked";
on PostgreSQL a commit also notifies the other processes.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import Engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

WRITE = "wangge_write"
SIGNALS = "signals"
CHANNEL = "wangge"


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "busy_timeout=15000", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Any) -> None:
    writing = connection.get_execution_options().get(WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def prepare_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _sqlite_pragmas)
    event.listen(engine, "begin", _sqlite_begin)


class Bell:
    """Rung when rows of interest were committed; one listener each."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()

    async def wait(self, timeout: float) -> bool:
        """Whether it rang within `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Database:
    def __init__(self, url: str, *, pool_size: int = 10, before_flush: Callable[..., None] | None = None) -> None:
        parsed = make_url(url)
        self.embedded = parsed.get_backend_name() == "sqlite"
        options: dict[str, Any] = {} if self.embedded else {"pool_size": pool_size, "pool_pre_ping": True}
        self.engine = create_async_engine(parsed, **options)
        if self.embedded:
            prepare_sqlite(self.engine.sync_engine)
        self._write_engine = self.engine.execution_options(**{WRITE: True})
        self._session_kind = type("Session", (Session,), {})
        if before_flush is not None:
            event.listen(self._session_kind, "before_flush", before_flush)
        self._writer = asyncio.Lock()
        self._bells: dict[str, Bell] = {}
        self._ear: AsyncConnection | None = None

    def bell(self, name: str) -> Bell:
        return self._bells.setdefault(name, Bell())

    def _session(self, engine: AsyncEngine) -> AsyncSession:
        return AsyncSession(engine, expire_on_commit=False, sync_session_class=self._session_kind)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        async with self._session(self.engine) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed on leaving, rolled back when the block raises."""
        turn = self._writer if self.embedded else nullcontext()
        async with turn, self._session(self._write_engine) as session:
            yield session
            await session.flush()
            signals: set[str] = session.info.get(SIGNALS, set())
            if not self.embedded:
                await self._notify(session, signals)
            await session.commit()
        for name in signals:
            self.bell(name).ring()

    async def _notify(self, session: AsyncSession, signals: set[str]) -> None:
        for name in sorted(signals):
            await session.execute(text("SELECT pg_notify(:channel, :name)"), {"channel": CHANNEL, "name": name})

    async def listen(self) -> None:
        """Rings this process's bells for commits made by others (PostgreSQL only)."""
        if self.embedded or self._ear is not None:
            return
        self._ear = await self.engine.connect()
        raw = await self._ear.get_raw_connection()
        await raw.driver_connection.add_listener(CHANNEL, self._heard)  # type: ignore[union-attr]

    def _heard(self, _connection: Any, _pid: int, _channel: str, name: str) -> None:
        self.bell(name).ring()

    async def close(self) -> None:
        if self._ear is not None:
            await self._ear.invalidate()
            await self._ear.close()
            self._ear = None
        await self.engine.dispose()


def signal(session: AsyncSession, name: str) -> None:
    """Rings the bell `name` once this session's transaction is committed."""
    session.info.setdefault(SIGNALS, set()).add(name)


def upsert(session: AsyncSession, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT, of whichever database this session speaks to."""
    embedded = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if embedded else postgresql.insert(table)
