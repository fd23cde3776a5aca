"""The database: one engine, sessions to read and to write, bells that ring after a commit.

On SQLite writers queue on one lock and begin IMMEDIATE, so that no statement ever meets "database is locked";
on PostgreSQL a commit also notifies the other processes.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from models.base import Row, new_row
from models.ear import CHANNEL, Ear
from models.embedded import QUICK, WRITE, open_engine

T = TypeVar("T")
SIGNALS = "signals"
UNREAD = "unread"


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


@dataclass(eq=False)
class Job:
    do: Callable[[AsyncSession], Awaitable[Any]]
    result: asyncio.Future[Any]
    value: Any = None

    def done(self) -> None:
        if not self.result.done():
            self.result.set_result(self.value)

    def failed(self, error: Exception) -> None:
        if not self.result.done():
            self.result.set_exception(error)


class Shared:
    """Writes that share transactions: what comes in before the last of a transaction's jobs is done joins it.

    When one fails, all are rolled back and each is done again in a transaction of its own.
    """

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._waiting: deque[Job] = deque()
        self._working: asyncio.Task[None] | None = None

    async def write(self, do: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """What `do` returned, once it is committed; `do` may be called twice."""
        result: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(Job(do, result))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await result

    async def _work(self) -> None:
        while self._waiting:
            taken: list[Job] = []
            try:
                await self._together(taken)
            except Exception as error:  # noqa: BLE001 - whoever waits for it raises it
                await self._apart(taken or self._all_waiting(), error)

    def _all_waiting(self) -> list[Job]:
        jobs = list(self._waiting)
        self._waiting.clear()
        return jobs

    async def _together(self, taken: list[Job]) -> None:
        async with self._database.write() as session:
            while self._waiting:
                job = self._waiting.popleft()
                if not job.result.done():  # nobody waits for what was cancelled
                    taken.append(job)
                    job.value = await job.do(session)
        for job in taken:
            job.done()

    async def _apart(self, jobs: Sequence[Job], error: Exception) -> None:
        if len(jobs) == 1:
            jobs[0].failed(error)
            return
        for job in jobs:
            try:
                await self._alone(job)
            except Exception as own:  # noqa: BLE001 - likewise
                job.failed(own)

    async def _alone(self, job: Job) -> None:
        async with self._database.write() as session:
            job.value = await job.do(session)
        job.done()


class WritingSession(Session):
    """Flushing also writes what insert() was given."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        super().flush(objects)
        unread: dict[str, list[dict[str, Any]]] = self.info.pop(UNREAD, {})
        for table, rows in unread.items():
            self.connection().execute(Row.metadata.tables[table].insert(), rows)


class Database:
    def __init__(self, url: str, *, pool_size: int = 10, before_flush: Callable[..., None] | None = None) -> None:
        parsed = make_url(url)
        self.embedded = parsed.get_backend_name() == "sqlite"
        if self.embedded:
            self.engine = open_engine(parsed)
        else:
            self.engine = create_async_engine(parsed, pool_size=pool_size, pool_pre_ping=True)
        self._write_engine = self.engine.execution_options(**{WRITE: True})
        self._quick_engine = self.engine.execution_options(**{QUICK: True})
        self._session_kind = type("Session", (WritingSession,), {})
        if before_flush is not None:
            event.listen(self._session_kind, "before_flush", before_flush)
        self._writer = asyncio.Lock()
        self.info: dict[str, Any] = {}  # what every session of this deployment is told
        self.shared = Shared(self)
        self._bells: dict[str, Bell] = {}
        self._ear: Ear | None = None

    def bell(self, name: str) -> Bell:
        return self._bells.setdefault(name, Bell())

    def _session(self, engine: AsyncEngine) -> AsyncSession:
        told = dict(self.info)
        return AsyncSession(engine, expire_on_commit=False, sync_session_class=self._session_kind, info=told)

    @asynccontextmanager
    async def read(self, *, quick: bool = False) -> AsyncIterator[AsyncSession]:
        """`quick`: only rows found by their keys are read, so that it is not worth a thread."""
        async with self._session(self._quick_engine if quick else self.engine) as session:
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
        self._ear = Ear(self.engine, self._ring, self._ring_all)
        await self._ear.open()

    def _ring(self, name: str) -> None:
        self.bell(name).ring()

    def _ring_all(self) -> None:
        """Something may have been committed that nobody heard of."""
        for bell in self._bells.values():
            bell.ring()

    async def close(self) -> None:
        if self._ear is not None:
            await self._ear.close()
            self._ear = None
        await self.engine.dispose()


def signal(session: AsyncSession, name: str) -> None:
    """Rings the bell `name` once this session's transaction is committed."""
    session.info.setdefault(SIGNALS, set()).add(name)


def insert(session: AsyncSession, kind: type[Row], /, **values: Any) -> dict[str, Any]:
    """Writes a new row with the next flush, many in one statement: a quarter of what an object costs.

    Returns what is written, defaults too.
    """
    row = new_row(kind, values)
    session.info.setdefault(UNREAD, {}).setdefault(kind.__tablename__, []).append(row)
    return row


def upsert(session: AsyncSession, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT, of whichever database this session speaks to."""
    embedded = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if embedded else postgresql.insert(table)
