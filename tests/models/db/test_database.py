import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from models.base import new_id
from models.db.database import Database, Signal, upsert, wake
from models.grids.tables import Chat, Grid, Level
from models.schema import open_database

SOON = 30.0
NEVER = 0.0


def chat(number: int, now: datetime) -> Chat:
    return Chat(id=number, type="group", seen_at=now)


async def chats(database: Database) -> int:
    async with database.read() as session:
        return (await session.execute(select(func.count()).select_from(Chat))).scalar_one()


@pytest.fixture
async def neighbour(database: Database) -> AsyncIterator[Database]:
    """Another process on the same database."""
    opened = open_database(database.engine.url.render_as_string(hide_password=False))
    yield opened
    await opened.close()


async def test_leaving_the_block_commits(database: Database, now: datetime) -> None:
    async with database.write() as session:
        session.add(chat(-1, now))
    assert await chats(database) == 1


async def test_an_exception_takes_everything_back_and_goes_on(database: Database, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError):
        await _fail_having_written(database, chat(-1, now))
    assert await chats(database) == 0


async def test_the_writer_after_a_failed_one_is_not_held_up(database: Database, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError):
        await _fail_having_written(database, chat(-1, now))
    async with database.write() as session:
        session.add(chat(-1, now))
    assert await chats(database) == 1


async def test_a_signal_comes_after_the_commit_and_not_before(database: Database, now: datetime) -> None:
    signal = database.signal("news")
    async with database.write() as session:
        session.add(chat(-1, now))
        wake(session, "news")
        await session.flush()
        assert not await signal.wait(NEVER)
    assert await signal.wait(SOON)
    assert await chats(database) == 1


async def test_a_signal_does_not_come_for_what_was_taken_back(database: Database, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError):
        await _fail_having_written(database, chat(-1, now))
    assert not await database.signal("news").wait(NEVER)


async def test_only_the_signal_that_was_named_comes(database: Database) -> None:
    async with database.write() as session:
        wake(session, "news")
    assert not await database.signal("weather").wait(NEVER)


async def test_a_signal_comes_once_however_often_it_was_rung() -> None:
    signal = Signal()
    signal.ring()
    signal.ring()
    assert await signal.wait(SOON)
    assert not await signal.wait(NEVER)


async def test_fifty_writers_at_once_all_get_their_turn(database: Database, now: datetime) -> None:
    async def add_after_reading(number: int) -> None:
        async with database.write() as session:
            await session.execute(select(func.count()).select_from(Chat))
            session.add(chat(-number, now))

    async with asyncio.TaskGroup() as writers:
        for number in range(1, 51):
            writers.create_task(add_after_reading(number))
    assert await chats(database) == 50


async def test_writers_of_two_processes_wait_for_each_other(
    database: Database, neighbour: Database, now: datetime
) -> None:
    async def add(where: Database, number: int) -> None:
        async with where.write() as session:
            await session.execute(select(func.count()).select_from(Chat))
            session.add(chat(-number, now))

    async with asyncio.TaskGroup() as writers:
        for number in range(1, 21):
            writers.create_task(add(database if number % 2 else neighbour, number))
    assert await chats(database) == 20


async def test_a_reader_is_not_held_up_by_a_writer(database: Database, now: datetime) -> None:
    async with database.write() as session:
        session.add(chat(-1, now))
        await session.flush()
        assert await chats(database) == 0


async def test_rows_of_one_transaction_may_be_written_children_first(database: Database) -> None:
    parent, child = new_id(), new_id()
    async with database.write() as session:
        await session.execute(insert(Grid), [grid_row(child, parent_id=parent), grid_row(parent)])
    async with database.read() as session:
        assert (await session.get_one(Grid, child)).parent_id == parent


async def test_a_foreign_key_that_points_nowhere_fails_at_the_commit(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await session.execute(insert(Grid), [grid_row(new_id(), parent_id=1)])
    async with database.read() as session:
        assert (await session.execute(select(col(Grid.id)))).first() is None


async def test_after_a_refused_commit_others_can_write(database: Database, neighbour: Database, now: datetime) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await session.execute(insert(Grid), [grid_row(new_id(), parent_id=1)])
    async with neighbour.write() as session:
        session.add(chat(-1, now))
    assert await chats(database) == 1


async def test_an_upsert_leaves_what_is_there(database: Database, now: datetime) -> None:
    for title in ("first", "second"):
        row = {"id": -1, "type": "group", "title": title, "reachable": True, "seen_at": now}
        async with database.write() as session:
            await session.execute(upsert(session, Chat).values(row).on_conflict_do_nothing())
    async with database.read() as session:
        assert (await session.get_one(Chat, -1)).title == "first"


def grid_row(number: int, *, parent_id: int | None = None) -> dict[str, object]:
    return {
        "id": number,
        "code": f"G{number}",
        "name": "一网格",
        "level": Level.GRID,
        "parent_id": parent_id,
        "path": f"{number}/",
        "supervision_phone": "",
        "address": "",
    }


async def _fail_having_written(database: Database, row: Chat) -> None:
    async with database.write() as session:
        session.add(row)
        wake(session, "news")
        await session.flush()
        raise ZeroDivisionError
