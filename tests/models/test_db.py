import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from models.base import new_id
from models.db import Bell, Database, signal, upsert
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


async def test_a_bell_rings_after_the_commit_and_not_before(database: Database, now: datetime) -> None:
    bell = database.bell("news")
    async with database.write() as session:
        session.add(chat(-1, now))
        signal(session, "news")
        await session.flush()
        assert not await bell.wait(NEVER)
    assert await bell.wait(SOON)
    assert await chats(database) == 1


async def test_a_bell_does_not_ring_for_what_was_taken_back(database: Database, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError):
        await _fail_having_written(database, chat(-1, now))
    assert not await database.bell("news").wait(NEVER)


async def test_only_the_bell_that_was_named_rings(database: Database) -> None:
    async with database.write() as session:
        signal(session, "news")
    assert not await database.bell("weather").wait(NEVER)


async def test_a_bell_rings_once_however_often_it_was_rung() -> None:
    bell = Bell()
    bell.ring()
    bell.ring()
    assert await bell.wait(SOON)
    assert not await bell.wait(NEVER)


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


@pytest.mark.postgres
class TestListening:
    """PostgreSQL only: a process hears of what another committed."""

    @pytest.fixture
    async def here(self, fresh_postgres_url: str) -> AsyncIterator[Database]:
        opened = open_database(fresh_postgres_url)
        await opened.listen()
        yield opened
        await opened.close()

    @pytest.fixture
    async def there(self, fresh_postgres_url: str) -> AsyncIterator[Database]:
        opened = open_database(fresh_postgres_url)
        yield opened
        await opened.close()

    async def test_a_commit_elsewhere_rings_the_bell_here(self, here: Database, there: Database) -> None:
        bell = here.bell("news")
        await _say(there, "news")
        assert await bell.wait(SOON)

    async def test_what_is_taken_back_elsewhere_rings_nothing(
        self, here: Database, there: Database, now: datetime
    ) -> None:
        news, later = here.bell("news"), here.bell("later")
        with pytest.raises(ZeroDivisionError):
            await _fail_having_written(there, chat(-1, now))
        await _say(there, "later")
        assert await later.wait(SOON)
        assert not await news.wait(NEVER)

    async def test_a_lost_connection_is_replaced_and_every_bell_rings_for_what_was_missed(
        self, here: Database, there: Database
    ) -> None:
        bell = here.bell("news")
        await _cut_all_others(there)
        assert await bell.wait(SOON)
        await _say(there, "news")
        assert await bell.wait(SOON)

    async def test_it_is_replaced_as_often_as_it_is_lost(self, here: Database, there: Database) -> None:
        bell = here.bell("news")
        for _ in range(3):
            await _cut_all_others(there)
            assert await bell.wait(SOON)
        await _say(there, "news")
        assert await bell.wait(SOON)

    async def test_listening_twice_is_listening_once(self, here: Database, there: Database) -> None:
        await here.listen()
        async with there.read() as session:
            listening = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            assert (await session.execute(listening)).scalar_one() == 2


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
        signal(session, "news")
        await session.flush()
        raise ZeroDivisionError


async def _say(database: Database, name: str) -> None:
    async with database.write() as session:
        signal(session, name)


async def _cut_all_others(database: Database) -> None:
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    async with database.read() as session:
        cut = await session.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
        assert cut.first() is not None
