from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, insert, inspect, select
from sqlalchemy import types as sa
from sqlmodel import col

from models import migrate
from models.db.database import Database
from models.inbox.updates import LANES, InboxLane
from models.schema import metadata, open_database

pytestmark = pytest.mark.own_database
T = TypeVar("T")
VERSION_TABLE = {"alembic_version"}
FIRST = "0001"
SEEDED = {*VERSION_TABLE, "inbox_lanes"}  # the migrations fill these themselves
MOVED = dict.fromkeys(("counters", "notice_numbers", "listing_numbers"), "number_series")  # to other tables since


@pytest.fixture
async def unmade(tmp_path: Path) -> AsyncIterator[Database]:
    """A SQLite database without any table."""
    opened = open_database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    yield opened
    await opened.close()


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True, "target_metadata": metadata()}
    )
    return list(compare_metadata(context, metadata()))


def tables_in(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def keys_in(connection: Connection) -> set[tuple[str, str, bool]]:
    """(table, column, whether it waits for the commit) of each foreign key."""
    looked = inspect(connection)
    return {
        (table, key["constrained_columns"][0], key["options"].get("initially") == "DEFERRED")
        for table in looked.get_table_names()
        for key in looked.get_foreign_keys(table)
    }


async def ask(database: Database, question: Callable[[Connection], T]) -> T:
    async with database.engine.connect() as connection:
        return await connection.run_sync(question)


async def test_what_the_migrations_make_is_what_the_models_say(database: Database) -> None:
    assert await ask(database, differences) == []


async def test_every_table_of_the_models_is_there(database: Database) -> None:
    assert await ask(database, tables_in) == set(metadata().tables) | VERSION_TABLE


async def test_foreign_keys_wait_for_the_commit(database: Database) -> None:
    keys = await ask(database, keys_in)
    assert keys
    assert {(table, column) for table, column, deferred in keys if not deferred} == set()


@pytest.mark.long
async def test_down_and_up_again_gives_the_same(database: Database) -> None:
    await migrate.downgrade(database)
    assert await ask(database, tables_in) <= VERSION_TABLE
    assert not await migrate.is_newest(database)
    await migrate.upgrade(database)
    assert await migrate.is_newest(database)
    assert await ask(database, differences) == []


@pytest.mark.long
async def test_each_step_can_be_taken_back(database: Database) -> None:
    for script in ScriptDirectory.from_config(migrate._config()).walk_revisions():
        await migrate.downgrade(database, "-1")
        assert await ask(database, migrate.current) == script.down_revision
    assert await ask(database, tables_in) <= VERSION_TABLE


@pytest.mark.long
async def test_the_inbox_has_its_lanes_after_every_way_up(database: Database) -> None:
    await migrate.downgrade(database)
    await migrate.upgrade(database)
    async with database.read() as session:
        assert set(await session.scalars(select(col(InboxLane.lane)))) == set(range(LANES))


async def test_upgrading_twice_is_upgrading_once(database: Database) -> None:
    await migrate.upgrade(database)
    assert await migrate.is_newest(database)


async def test_an_empty_database_is_not_the_newest(unmade: Database) -> None:
    assert await ask(unmade, migrate.current) is None
    assert not await migrate.is_newest(unmade)
    await migrate.upgrade(unmade)
    assert await ask(unmade, migrate.current) == migrate.newest()


def test_there_is_one_newest_schema() -> None:
    assert len(ScriptDirectory.from_config(migrate._config()).get_heads()) == 1


def value_of(column: Column[Any]) -> object:
    """Something that fits the column; a foreign key points to the one row of its table."""
    kind = column.type
    match kind:
        case sa.Boolean():
            return True
        case sa.Integer():
            return 1
        case sa.DateTime():
            return datetime(2026, 11, 16, 1, tzinfo=UTC)
        case sa.Date():
            return date(2026, 11, 16)
        case sa.Time():
            return time(9, 30)
        case sa.Float():
            return 1.5
        case sa.Numeric():
            return Decimal(1)
        case sa.JSON():
            return {"number": 1}
        case sa.LargeBinary():
            return b"1"
    return "1"


def fill(connection: Connection) -> None:
    """One row in every table, each column with a value."""
    for table in reflected(connection).sorted_tables:
        if table.name not in SEEDED:
            connection.execute(insert(table).values({each.name: value_of(each) for each in table.columns}))


def reflected(connection: Connection) -> MetaData:
    schema = MetaData()
    schema.reflect(connection)
    return schema


def rows_in(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    tables = reflected(connection).tables.values()
    return {
        each.name: [dict(row) for row in connection.execute(select(each)).mappings()]
        for each in tables
        if each.name not in VERSION_TABLE
    }


def is_in(row: dict[str, Any], rows: list[dict[str, Any]]) -> bool:
    """Whether it is among them with the same values; columns that have gone are not compared."""
    return any(all(kept[name] == value for name, value in row.items() if name in kept) for kept in rows)


@pytest.mark.long
async def test_from_the_first_schema_to_the_newest_no_row_is_lost(database: Database) -> None:
    await migrate.downgrade(database)
    await migrate.upgrade(database, FIRST)
    async with database.engine.begin() as connection:
        await connection.run_sync(fill)
    before = await ask(database, rows_in)
    assert all(before.values())
    await migrate.upgrade(database)
    after = await ask(database, rows_in)
    lost = [name for name, rows in before.items() for row in rows if not is_in(row, after[MOVED.get(name, name)])]
    assert lost == []
