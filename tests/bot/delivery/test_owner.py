import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from bot.delivery.drain import FAREWELL
from bot.delivery.owner import ANSWERS, HELD, LEASE, RENEW, OwnershipLost, RowSign, SoleOwner
from bot.trouble import Trouble
from models.db.database import Database
from models.processes.owners import Owner
from tests.silent_proxy import silent_proxy

QUICK = 0.01
PATIENCE = 15.0


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
    assert heard.said == [
        "speak: another process does this already; this one stands by",
        "speak: this process is the owner now",
    ]


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


class Hand:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Process:
    """One that wants to be the owner; its clock has nothing to do with that of others."""

    database: Database
    clock: Hand
    sign: RowSign

    def later(self, seconds: float) -> None:
        self.clock.seconds += seconds


@asynccontextmanager
async def process(url: str) -> AsyncIterator[Process]:
    database, clock = Database(url, patience=PATIENCE), Hand()
    sign = RowSign(database, "speak", "1:a", Trouble("speak", clock), clock=clock)
    yield Process(database, clock, sign)
    await sign.drop()
    await database.close()


@pytest.fixture
async def one(shared_postgres_url: str) -> AsyncIterator[Process]:
    async with process(shared_postgres_url) as opened:
        yield opened


@pytest.fixture
async def other(shared_postgres_url: str) -> AsyncIterator[Process]:
    async with process(shared_postgres_url) as opened:
        yield opened


@pytest.mark.postgres
async def test_what_is_not_renewed_is_taken_over_once_nobody_can_hold_it_any_more(one: Process, other: Process) -> None:
    assert await one.sign.take()
    assert not await other.sign.take()
    other.later(LEASE - 0.1)
    assert not await other.sign.take()
    other.later(0.1)
    assert await other.sign.take()
    assert not await one.sign.take()


@pytest.mark.postgres
async def test_time_counts_from_the_last_renewal_that_was_seen(one: Process, other: Process) -> None:
    assert await one.sign.take()
    for _ in range(3):
        assert not await other.sign.take()
        other.later(LEASE - 0.1)
        assert await one.sign.take()
    assert not await other.sign.take()
    other.later(LEASE)
    assert await other.sign.take()


@pytest.mark.postgres
async def test_who_could_not_look_for_long_does_not_take_what_was_renewed_meanwhile(
    one: Process, other: Process
) -> None:
    assert await one.sign.take()
    assert not await other.sign.take()
    assert await one.sign.take()
    other.later(100 * LEASE)
    assert not await other.sign.take()


@pytest.mark.postgres
async def test_what_is_given_up_is_free_at_once(one: Process, other: Process) -> None:
    assert await one.sign.take()
    await one.sign.drop()
    assert not one.sign.held
    assert await other.sign.take()


@pytest.mark.postgres
async def test_who_was_frozen_knows_at_once_that_it_may_be_another(one: Process, other: Process) -> None:
    assert await one.sign.take()
    one.later(HELD - 0.1)
    assert one.sign.held
    one.later(0.1)
    assert not one.sign.held
    await one.sign.lost()


@pytest.mark.postgres
async def test_who_finds_another_in_the_row_has_lost_it(one: Process, other: Process) -> None:
    assert await one.sign.take()
    assert not await other.sign.take()
    other.later(LEASE)
    assert await other.sign.take()
    assert one.sign.held  # by its own clock, which stood still
    await one.sign.lost()
    assert not one.sign.held


def test_what_the_owner_is_given_to_end_its_work_is_over_before_another_begins() -> None:
    assert HELD + FAREWELL < LEASE
    assert RENEW + ANSWERS < HELD


@pytest.mark.postgres
async def test_work_begins_again_once_ownership_comes_back(shared_postgres_url: str) -> None:
    ours, theirs = Database(shared_postgres_url, patience=PATIENCE), Database(shared_postgres_url)
    begun: list[int] = []

    async def work() -> None:
        begun.append(len(begun))
        if len(begun) == 1:
            await somebody_takes_it(theirs)
            await asyncio.Event().wait()

    await SoleOwner(ours, "speak", "1:a", ask_again=QUICK).hold(work)
    assert begun == [0, 1]
    await ours.close()
    await theirs.close()


async def somebody_takes_it(database: Database) -> None:
    """And ends."""
    async with database.write() as session:
        await session.execute(update(Owner).values(holder=None, renewals=col(Owner.renewals) + 1))


@pytest.mark.postgres
async def test_an_owner_survives_the_loss_of_its_connection(shared_postgres_url: str) -> None:
    async with silent_proxy(shared_postgres_url) as proxy:
        database, ended = Database(proxy.url, patience=PATIENCE), asyncio.Event()
        owner = SoleOwner(database, "speak", "1:a")
        renewed = asyncio.create_task(renewed_after(shared_postgres_url, proxy.stall, ended))
        async with owner:
            await ended.wait()
            assert owner.held
        await renewed
        await database.close()


async def renewed_after(url: str, cut: Callable[[], None], ended: asyncio.Event) -> None:
    """Returns when the row has been renewed since the connections were cut."""
    database = Database(url)
    while (before := await renewals(database)) is None:
        continue
    cut()
    while await renewals(database) == before:
        continue
    ended.set()
    await database.close()


async def renewals(database: Database) -> int | None:
    async with database.read() as session:
        count: int | None = await session.scalar(select(col(Owner.renewals)).where(col(Owner.holder).is_not(None)))
        return count


@pytest.mark.postgres
@pytest.mark.long
async def test_an_owner_that_the_database_does_not_hear_ends_its_work(shared_postgres_url: str) -> None:
    async with silent_proxy(shared_postgres_url) as proxy:
        database = Database(proxy.url, patience=PATIENCE)

        async def own() -> None:
            async with SoleOwner(database, "speak", "1:a"):
                proxy.fall_silent()
                await asyncio.Event().wait()

        with pytest.raises(OwnershipLost):
            await own()
        await database.close()
