"""
Databases of both kinds. `session` is a transaction that is rolled back, on a database that the tests of a worker share;
`database` is for tests that commit, or need two sessions, signals or processes: it is empty when the test begins.
"""

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from models.db import database as database_module
from models.db import sqlite
from models.db.database import Database
from models.schema import open_database
from tests.databases import (
    POSTGRES,
    admin,
    emptied,
    kept_as_it_is,
    migrated,
    new_postgres,
    postgres_at,
    speaking_alike,
    sqlite_at,
    undone,
)
from tests.requirements import need
from tests.street import Street, build

settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # how long an example takes is the machine's affair
settings.load_profile("untimed")

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
TO_END = 20  # seconds, on a busy machine, for a task that is ending


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """A third of the time a test waits, for processes and for the pace of messages."""
    return min(6, (os.cpu_count() or 1) * 3 // 2)


def pytest_collection_finish() -> None:
    """What is there now, all tests among it, stays: looking for what nobody holds among it takes most of a second."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True)
async def nothing_goes_on() -> AsyncIterator[None]:
    """The tests of a worker share its loop: what a test has started ends with it."""
    before = {*asyncio.all_tasks()}
    yield
    if ending := asyncio.all_tasks() - before - {asyncio.current_task()}:
        _, endless = await asyncio.wait(ending, timeout=TO_END)
        for task in endless:
            task.cancel()
        assert endless == set()


@pytest.fixture(scope="session", autouse=True)
def statements_are_put_together_once() -> Iterator[None]:
    """Not for each of the thousands of engines."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("open_engine", "open_pool"):
            patch.setattr(database_module, name, speaking_alike(getattr(database_module, name)))
        yield


@pytest.fixture(scope="session", autouse=True)
def rows_that_nobody_ordered_come_in_the_other_order() -> Iterator[None]:
    """On SQLite, which otherwise gives them as they were made; PostgreSQL promises that no more than it does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS, "reverse_unordered_selects=ON"))
        yield


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated and empty."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    await migrated(sqlite_at(path))
    return path


@pytest.fixture(scope="session")
async def postgres_template() -> AsyncIterator[str]:
    """Migrated and empty."""
    try:
        await admin("SELECT 1")
    except (OSError, SQLAlchemyError) as error:
        need(f"no PostgreSQL at {make_url(POSTGRES).host} that lets us in: {error}")
    async with new_postgres() as name:
        await migrated(postgres_at(name))
        yield name


@pytest.fixture(scope="session")
async def worker_sqlite(sqlite_template: Path) -> AsyncIterator[Database]:
    copy = sqlite_template.with_name("worker.db")
    shutil.copy(sqlite_template, copy)
    async with kept_as_it_is(sqlite_at(copy)) as database:
        yield database


@pytest.fixture(scope="session")
async def worker_postgres(postgres_template: str) -> AsyncIterator[Database]:
    async with new_postgres(postgres_template) as name, kept_as_it_is(postgres_at(name)) as database:
        yield database


@pytest.fixture(params=BOTH)
def worker_database(request: pytest.FixtureRequest) -> Database:
    """Nothing may ever be committed to it."""
    database: Database = request.getfixturevalue(f"worker_{request.param}")
    return database


@pytest.fixture
async def session(worker_database: Database) -> AsyncIterator[AsyncSession]:
    """An open transaction in an empty database, which is rolled back; on SQLite and on PostgreSQL."""
    async with undone(worker_database) as opened:
        yield opened


@pytest.fixture
async def street(session: AsyncSession, now: datetime) -> Street:
    """A small one, in `session`."""
    return await build(session, now)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    copy = tmp_path / "wangge.db"
    shutil.copy(sqlite_template, copy)
    return sqlite_at(copy)


@pytest.fixture(scope="session")
async def committed_postgres(postgres_template: str) -> AsyncIterator[str]:
    """One for all tests of a worker that commit."""
    async with new_postgres(postgres_template) as name:
        yield name


@pytest.fixture
def marked_postgres(request: pytest.FixtureRequest) -> None:
    """Who asks for PostgreSQL says so: `make test` goes without."""
    assert request.node.get_closest_marker("postgres") is not None


@pytest.fixture
async def shared_postgres_url(marked_postgres: None, committed_postgres: str) -> str:
    """Emptied of what the test before left."""
    await emptied(committed_postgres)
    return postgres_at(committed_postgres)


@pytest.fixture
async def own_postgres_url(marked_postgres: None, postgres_template: str) -> AsyncIterator[str]:
    """A database of this test's own, for what changes the schema."""
    async with new_postgres(postgres_template) as name:
        yield postgres_at(name)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    own = request.node.get_closest_marker("own_database") is not None
    postgres = "own_postgres_url" if own else "shared_postgres_url"
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgres": postgres}[request.param])
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Migrated and empty, for a test that commits; on SQLite and on PostgreSQL."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def now() -> datetime:
    """Monday 2026-11-16, 09:00 in Shanghai."""
    return datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
