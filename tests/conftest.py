"""Databases for tests: an empty, migrated one of each kind, made once and copied."""

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from models import migrate
from models.db import Database
from models.schema import metadata, open_database
from tests.requirements import need

POSTGRES = os.environ.get("WANGGE_TEST_POSTGRES", "postgresql+asyncpg://root@127.0.0.1:5432/test")
SEEDED = {"counters", "inbox_lanes"}  # filled by the migrations
LEFT_OVER = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = :name AND pid <> pg_backend_pid()"""


async def _migrated(url: str) -> None:
    database = open_database(url)
    await migrate.upgrade(database)
    await database.close()


async def _admin(*statements: str) -> None:
    engine = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.db"
    asyncio.run(_migrated(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[str]:
    """One for the whole session: making one for each test would take most of the time."""
    name = f"wangge_{uuid.uuid4().hex[:12]}"
    try:
        asyncio.run(_admin(f"CREATE DATABASE {name}", f"ALTER DATABASE {name} SET synchronous_commit = off"))
    except (OSError, SQLAlchemyError) as error:
        need(f"no PostgreSQL at {make_url(POSTGRES).host} that lets us in: {error}")
    asyncio.run(_migrated(postgres_url(name)))
    yield name
    asyncio.run(_admin(f"DROP DATABASE {name} WITH (FORCE)"))


def postgres_url(name: str) -> str:
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    copy = tmp_path / "wangge.db"
    shutil.copy(sqlite_template, copy)
    return f"sqlite+aiosqlite:///{copy}"


@pytest.fixture
async def shared_postgres_url(postgres_database: str) -> str:
    """The session's database, emptied of what the test before left."""
    url = postgres_url(postgres_database)
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(LEFT_OVER), {"name": postgres_database})
        for table in metadata().sorted_tables:
            if table.name not in SEEDED:
                await connection.execute(table.delete())
        await connection.execute(text("UPDATE counters SET value = 0"))
    await engine.dispose()
    return url


@pytest.fixture
async def own_postgres_url(postgres_database: str) -> AsyncIterator[str]:
    """A database of this test's own, for what changes the schema."""
    name = f"wangge_{uuid.uuid4().hex[:12]}"
    await _admin(f"CREATE DATABASE {name}")
    await _migrated(postgres_url(name))
    yield postgres_url(name)
    await _admin(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    own = request.node.get_closest_marker("own_database") is not None
    postgres = "own_postgres_url" if own else "shared_postgres_url"
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgres": postgres}[request.param])
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated, empty database; a test that takes it runs on SQLite and on PostgreSQL."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def now() -> datetime:
    """Monday 2026-11-16, 09:00 in Shanghai."""
    return datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
