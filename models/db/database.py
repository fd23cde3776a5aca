"""The database: one engine, sessions to read and to write, signals that ring after a commit.

On SQLite writers queue on one lock and begin IMMEDIATE, so that no statement ever meets "database is locked";
on PostgreSQL a commit also notifies the other processes.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from typing import Any, TypeVar

from sqlalchemy import Table, event, make_url, text
from sqlalchemy import insert as core_insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from models.base import Row, new_row
from models.db.group_commit import Shared
from models.db.postgres_listen import CHANNEL, PostgresListener
from models.db.postgres_pool import open_pool
from models.db.session_value import SessionValue
from models.db.sqlite import QUICK, WRITE, open_engine

T = TypeVar("T")
FAREWELL = 2.0  # seconds for connections to part politely
BeforeWrite = Callable[[Session], None]  # its new objects are about to be written
SIGNALS: SessionValue[set[str]] = SessionValue("signals", set)  # names of those that ring once it is committed
INSERTED: SessionValue[dict[Table, list[dict[str, Any]]]] = SessionValue("inserted", dict)  # not yet flushed
NOTIFY = text("SELECT pg_notify(:channel, told) FROM unnest(CAST(:told AS text[])) AS told")


class Signal:
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


class WritingSession(Session):
    """A flush also writes the rows that insert() was given."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        super().flush(objects)
        for table, rows in INSERTED.take(self).items():
            self.connection().execute(core_insert(table), rows)


class Database:
    """`patience`: seconds that a statement may take on PostgreSQL, for programs that must go on if it goes silent."""

    def __init__(
        self, url: str, *, pool_size: int = 10, patience: float | None = None, before_write: BeforeWrite | None = None
    ) -> None:
        parsed = make_url(url)
        self.embedded = parsed.get_backend_name() == "sqlite"
        if self.embedded:
            self.engine = open_engine(parsed)
        else:
            self.engine = open_pool(parsed, pool_size, patience=patience)
        self._write_engine = self.engine.execution_options(**{WRITE: True})
        self._quick_engine = self.engine.execution_options(**{QUICK: True})
        self._session_kind = type("Session", (WritingSession,), {})
        if before_write is not None:
            event.listen(self._session_kind, "before_flush", lambda session, *_: before_write(session))
        self._writer = asyncio.Lock()
        self.info: dict[str, Any] = {}  # what every session of this deployment is told
        self.shared = Shared(self.write)
        self._signals: dict[str, Signal] = {}
        self._name = uuid.uuid4().hex  # tells our own commits from those of others
        self._listener: PostgresListener | None = None

    def signal(self, name: str) -> Signal:
        return self._signals.setdefault(name, Signal())

    def _session(self, engine: AsyncEngine) -> AsyncSession:
        kind, info = self._session_kind, dict(self.info)
        return AsyncSession(engine, expire_on_commit=False, sync_session_class=kind, info=info)

    @asynccontextmanager
    async def read(self, *, quick: bool = False) -> AsyncIterator[AsyncSession]:
        """`quick`: only rows found by their keys are read, so that it is not worth a thread."""
        async with self._session(self._quick_engine if quick else self.engine) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed on leaving, rolled back when the block raises."""
        turn = self._writer if self.embedded else nullcontext()
        async with turn:
            session = self._session(self._write_engine)
            try:
                yield session
                await session.flush()
                await self._notify(session)
                await session.commit()
            except BaseException:
                await asyncio.shield(session.close())
                raise
            session.sync_session.close()  # no task of its own as above: after a commit there is nothing to wait for
        for name in SIGNALS.of(session):
            self.signal(name).ring()

    async def _notify(self, session: AsyncSession) -> None:
        signals = SIGNALS.of(session)
        if signals and not self.embedded:
            told = [f"{name} {self._name}" for name in sorted(signals)]
            await session.execute(NOTIFY, {"channel": CHANNEL, "told": told})

    async def listen(self) -> None:
        """Rings this process's signals for commits made by others (PostgreSQL only)."""
        if self.embedded or self._listener is not None:
            return
        listener = PostgresListener(self.engine, self._hear, self._ring_all)
        await listener.open()
        self._listener = listener

    def _hear(self, said: str) -> None:
        name, _, by = said.partition(" ")
        if by != self._name:
            self.signal(name).ring()

    def _ring_all(self) -> None:
        """Something may have been committed that nobody heard of."""
        for signal in self._signals.values():
            signal.ring()

    async def close(self) -> None:
        if self._listener is not None:
            await self._listener.close()
            self._listener = None
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL):
                await self.engine.dispose()


def wake(session: AsyncSession, name: str) -> None:
    """Rings the signal `name` once this session's transaction is committed."""
    SIGNALS.of(session).add(name)


def insert(session: AsyncSession, kind: type[Row], /, **values: Any) -> dict[str, Any]:
    """Writes a new row with the next flush, many of a table in one statement: a quarter of what an object costs.

    Returns what is written, defaults too.
    """
    row = new_row(kind, values)
    INSERTED.of(session).setdefault(table_of(kind), []).append(row)
    return row


def table_of(kind: type[Row]) -> Table:
    """For statements that every update asks: of columns of a table they cost a quarter less than of an object's."""
    return kind.metadata.tables[str(kind.__tablename__)]


async def flush_rows(session: AsyncSession, kind: type[Row], *, but: Row | None = None, **values: Any) -> None:
    """Writes what the session holds if rows of `kind` with these values, `but` this one, are among it: whoever asks for
    those need not flush for each update of a batch, which takes longer than the update.
    """
    rows = [row for row in (*session.new, *session.dirty) if isinstance(row, kind) and row is not but]
    held: list[Mapping[str, Any]] = [*map(vars, rows), *INSERTED.of(session).get(table_of(kind), ())]
    for name, value in values.items():
        held = [row for row in held if row.get(name) == value]
    if held:
        await session.flush()


def embedded(session: AsyncSession | Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def upsert(session: AsyncSession | Session, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT, for whichever database this session speaks to."""
    return (sqlite if embedded(session) else postgresql).insert(table)
