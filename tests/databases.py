"""Databases for tests: how they are made, and transactions that leave nothing behind."""

import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import Dialect, event, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from models import migrate
from models.db.database import Database, embedded
from models.schema import metadata, open_database

POSTGRES = os.environ.get("WANGGE_TEST_POSTGRES", "postgresql+asyncpg://root@127.0.0.1:5432/test")
SEEDED = {"inbox_lanes"}  # filled by the migrations
LEFT_OVER = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def speaking_alike(opened: Callable[..., AsyncEngine]) -> Callable[..., AsyncEngine]:
    """A statement is put together once for each dialect object: here all engines have the first one's."""
    first: list[Dialect] = []
    compiled: dict[Any, Any] = {}

    def alike(*given: Any, **how: Any) -> AsyncEngine:
        engine = opened(*given, **how)
        if not first:
            first.append(engine.sync_engine.dialect)
        engine.sync_engine.dialect = first[0]
        engine.update_execution_options(compiled_cache=compiled)
        return engine

    return alike


def sqlite_at(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def postgres_at(name: str) -> str:
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


async def admin(*statements: str) -> None:
    """What is done to a PostgreSQL server from outside any transaction."""
    engine = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


@asynccontextmanager
async def new_postgres(template: str = "template1") -> AsyncIterator[str]:
    """The name of a database that goes with the block."""
    name = f"wangge_{uuid.uuid4().hex[:12]}"
    await admin(f"CREATE DATABASE {name} TEMPLATE {template}", f"ALTER DATABASE {name} SET synchronous_commit = off")
    yield name
    await admin(f"DROP DATABASE {name} WITH (FORCE)")


async def emptied(name: str) -> None:
    """Of what committed tests have left in PostgreSQL; whoever is still connected is thrown out."""
    emptying = [f"DELETE FROM {table.name}" for table in metadata().sorted_tables if table.name not in SEEDED]
    server = await asyncpg.connect(make_url(postgres_at(name)).set(drivername="postgresql").render_as_string(False))
    await server.execute("; ".join([LEFT_OVER, *emptying]))  # one trip
    await server.close()


async def migrated(url: str) -> None:
    database = open_database(url)
    await migrate.upgrade(database)
    await database.close()


async def contents(database: Database) -> dict[str, list[Any]]:
    async with database.read() as session:
        return await everything(session)


async def everything(session: AsyncSession) -> dict[str, list[Any]]:
    """All rows by table."""
    return {table.name: list((await session.execute(select(table))).all()) for table in metadata().sorted_tables}


@asynccontextmanager
async def kept_as_it_is(url: str) -> AsyncIterator[Database]:
    """Opened for tests of which nothing may come through."""
    database = open_database(url)
    before = await contents(database)
    yield database
    assert await contents(database) == before
    await database.close()


class _Undone(Exception):
    """Raised at the end of a transaction that is not to be kept."""


@asynccontextmanager
async def undone(database: Database) -> AsyncIterator[AsyncSession]:
    """A transaction that is rolled back at its end, once it has been found fit to be committed."""
    with suppress(_Undone):
        async with database.write() as session:
            yield session
            await session.flush()
            await _check_foreign_keys(session)
            raise _Undone


async def _check_foreign_keys(session: AsyncSession) -> None:
    """As the commit would."""
    if embedded(session):
        assert (await session.execute(text("PRAGMA foreign_key_check"))).all() == []
    else:
        await session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


@contextmanager
def counted(connection: Any) -> Iterator[list[str]]:
    """The statements that go through the connection meanwhile."""
    statements: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", hear)
    yield statements
    event.remove(connection, "before_cursor_execute", hear)
