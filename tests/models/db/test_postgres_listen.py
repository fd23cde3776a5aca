import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from models.db.database import Database, wake
from models.db.postgres_listen import PostgresListener
from models.schema import open_database
from tests.silent_proxy import silent_proxy

pytestmark = pytest.mark.postgres
SOON = 30.0
NEVER = 0.0


@pytest.fixture
async def here(shared_postgres_url: str) -> AsyncIterator[Database]:
    opened = open_database(shared_postgres_url)
    await opened.listen()
    yield opened
    await opened.close()


@pytest.fixture
async def there(shared_postgres_url: str) -> AsyncIterator[Database]:
    opened = open_database(shared_postgres_url)
    yield opened
    await opened.close()


async def test_a_commit_elsewhere_rings_the_signal_here(here: Database, there: Database) -> None:
    signal = here.signal("news")
    await _say(there, "news")
    assert await signal.wait(SOON)


async def test_a_commit_of_our_own_does_not_ring_again_when_it_is_heard_of(here: Database, there: Database) -> None:
    news, later = here.signal("news"), here.signal("later")
    await _say(here, "news")
    assert await news.wait(NEVER)
    await _say(there, "later")
    assert await later.wait(SOON)
    assert not await news.wait(NEVER)


async def test_what_is_taken_back_elsewhere_rings_nothing(here: Database, there: Database) -> None:
    news, later = here.signal("news"), here.signal("later")
    with pytest.raises(ZeroDivisionError):
        await _fail_having_said(there, "news")
    await _say(there, "later")
    assert await later.wait(SOON)
    assert not await news.wait(NEVER)


async def test_a_lost_connection_is_replaced_and_every_signal_comes_for_what_was_missed(
    here: Database, there: Database
) -> None:
    signal = here.signal("news")
    await _cut_all_others(there)
    assert await signal.wait(SOON)
    await _say(there, "news")
    assert await signal.wait(SOON)


async def test_it_is_replaced_as_often_as_it_is_lost(here: Database, there: Database) -> None:
    signal = here.signal("news")
    for _ in range(3):
        await _cut_all_others(there)
        assert await signal.wait(SOON)
    await _say(there, "news")
    assert await signal.wait(SOON)


async def test_a_connection_that_died_without_a_word_is_noticed_and_replaced(
    shared_postgres_url: str, there: Database
) -> None:
    heard, missed = asyncio.Queue[str](), asyncio.Event()
    async with silent_proxy(shared_postgres_url) as proxy:
        behind = open_database(proxy.url)
        listener = PostgresListener(behind.engine, heard.put_nowait, missed.set, check_seconds=0.5)
        await listener.open()
        proxy.stall()
        await missed.wait()
        await _say(there, "news")
        assert (await heard.get()).startswith("news ")
        await listener.close()
        await behind.close()


async def test_listening_twice_is_listening_once(here: Database, there: Database) -> None:
    connected = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
    async with there.read() as session:
        before = (await session.execute(connected)).scalar_one()
        await session.rollback()
        await here.listen()
        assert (await session.execute(connected)).scalar_one() <= before  # those of earlier tests may still be going


async def _fail_having_said(database: Database, name: str) -> None:
    async with database.write() as session:
        wake(session, name)
        await session.flush()
        raise ZeroDivisionError


async def _say(database: Database, name: str) -> None:
    async with database.write() as session:
        wake(session, name)


async def _cut_all_others(database: Database) -> None:
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    async with database.read() as session:
        cut = await session.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
        assert cut.first() is not None
