import asyncio
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from bot.delivery.owner import OwnershipLost, SoleOwner
from models.db.database import Database

QUICK = 0.01


@pytest.fixture
async def rival(database_url: str) -> AsyncIterator[Database]:
    """The same database as another process has it."""
    opened = Database(database_url)
    yield opened
    await opened.close()


async def test_the_second_stands_by_until_the_first_is_gone(database: Database, rival: Database) -> None:
    order: list[str] = []
    second_waits = asyncio.Event()

    async def second() -> None:
        second_waits.set()
        async with SoleOwner(rival, "speak", "1:a", ask_again=QUICK):
            order.append("second")

    async with SoleOwner(database, "speak", "1:a"):
        waiting = asyncio.create_task(second())
        await second_waits.wait()
        async with SoleOwner(rival, "clock", "1:a"):
            order.append("first")
    await waiting
    assert order == ["first", "second"]


class Heard(logging.Handler):
    """What is logged, and that something was."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.first = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
        self.first.set()


@pytest.fixture
def heard() -> Iterator[Heard]:
    listeners, log = Heard(), logging.getLogger("bot.delivery.owner")
    log.addHandler(listeners)
    yield listeners
    log.removeHandler(listeners)


async def test_another_process_is_told_of_plainly(database: Database, rival: Database, heard: Heard) -> None:
    async def second() -> None:
        async with SoleOwner(rival, "speak", "1:a", ask_again=QUICK):
            pass

    async with SoleOwner(database, "speak", "1:a"):
        waiting = asyncio.create_task(second())
        await heard.first.wait()
        assert not waiting.done()
    await waiting
    assert heard.said == ["speak: another process does this already; this one stands by"]


async def test_one_who_is_cancelled_while_standing_by_leaves_nothing_behind(
    database: Database, rival: Database
) -> None:
    async with SoleOwner(database, "speak", "1:a"):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1), SoleOwner(rival, "speak", "1:a", ask_again=QUICK):
                pass
    async with SoleOwner(database, "speak", "1:a", ask_again=QUICK):
        pass


async def test_an_error_inside_ends_ownership_and_is_passed_on(database: Database, rival: Database) -> None:
    with pytest.raises(LookupError):
        async with SoleOwner(database, "speak", "1:a"):
            raise LookupError
    async with SoleOwner(rival, "speak", "1:a", ask_again=QUICK):
        pass


async def end_sessions_with_advisory_locks(database: Database) -> None:
    ours = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database"
    async with database.write() as session:
        await session.execute(
            text(f"SELECT pg_terminate_backend(pid) FROM ({ours} WHERE datname = current_database())) l")
        )


@pytest.mark.postgres
async def test_who_loses_the_connection_is_no_longer_the_owner(shared_postgres_url: str) -> None:
    database = Database(shared_postgres_url)

    async def own() -> None:
        async with SoleOwner(database, "speak", "1:a"):
            await end_sessions_with_advisory_locks(database)
            await asyncio.Event().wait()

    with pytest.raises(OwnershipLost):
        await own()
    await database.close()


@pytest.mark.postgres
async def test_work_goes_on_when_ownership_comes_back(shared_postgres_url: str) -> None:
    database = Database(shared_postgres_url)
    times = 0

    async def work() -> None:
        nonlocal times
        times += 1
        if times == 1:
            await end_sessions_with_advisory_locks(database)
            await asyncio.Event().wait()

    await SoleOwner(database, "speak", "1:a", ask_again=QUICK).hold(work)
    assert times == 2
    await database.close()
