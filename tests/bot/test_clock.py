"""The clock's beats: what is due is done until nothing is left, and a stop cuts no batch in half."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, Tick, new_scheduler
from bot.timekeeper import Timekeeper
from models.db.database import Database
from models.due import AHEAD


class Due:
    """Batches that wait until they are let go."""

    def __init__(self, batches: int) -> None:
        self.left = batches
        self.begun = asyncio.Event()
        self.go = asyncio.Event()

    async def take(self, session: AsyncSession, now: datetime) -> int:
        self.begun.set()
        await self.go.wait()
        self.left -= 1
        return self.left


def clock(database: Database, due: Due) -> Clock:
    return Clock(database, Timekeeper(), (Tick("due", 0.01, due.take),))


async def test_a_beat_goes_on_until_nothing_is_due(database: Database) -> None:
    due = Due(3)
    due.go.set()
    ours = clock(database, due)
    await ours.beat_all()
    assert (due.left, list(ours.beaten)) == (0, ["due"])


async def test_what_takes_long_is_read_before_the_transaction_begins(database: Database) -> None:
    found: list[tuple[object, datetime]] = []

    async def ahead(_session: AsyncSession, now: datetime) -> object:
        async with database.write():  # nobody else is writing
            return now

    async def take(session: AsyncSession, now: datetime) -> int:
        found.append((AHEAD.take(session), now))
        return 0

    ours = Clock(database, Timekeeper(), (Tick("due", 0.01, take, ahead), Tick("chore", 1, take)))
    await ours.beat_all()
    [(read, at), (nothing, _)] = found
    assert isinstance(read, datetime)
    assert read <= at
    assert nothing is None


async def test_a_stop_lets_the_batch_that_began_finish_and_begins_no_other(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    due = Due(3)
    ours = clock(database, due)
    with caplog.at_level(logging.WARNING):
        running = asyncio.ensure_future(ours.run())
        await due.begun.wait()
        running.cancel()
        due.go.set()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert (due.left, list(ours.beaten), ours.ticking_since) == (2, ["due"], None)
    assert [record for record in caplog.records if record.name.startswith("apscheduler.executors")] == []


async def test_ticks_go_on_when_the_machine_s_clock_is_set_back(database: Database) -> None:
    beats: asyncio.Queue[datetime] = asyncio.Queue()

    async def beat(session: AsyncSession, now: datetime) -> None:
        await beats.put(now)

    scheduler, tick = new_scheduler(), Tick("due", 0.01, beat)
    ours = Clock(database, Timekeeper(), (tick,), make_scheduler=lambda: scheduler, look_every=0.01)
    running = asyncio.ensure_future(ours.run())
    await beats.get()
    scheduler.modify_job("due", next_run_time=datetime.now(UTC) + timedelta(hours=1))  # so far off it is then
    while not beats.empty():
        beats.get_nowait()
    for _ in range(2):  # the first may have begun before
        await asyncio.wait_for(beats.get(), 20)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_tick_that_fails_is_told_and_does_not_stop_the_others(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(session: AsyncSession, now: datetime) -> None:
        raise RuntimeError("broken")

    due = Due(1)
    due.go.set()
    ours = Clock(database, Timekeeper(), (Tick("bad", 1, fail), Tick("due", 1, due.take)))
    await ours.beat_all()
    assert (due.left, list(ours.beaten)) == (0, ["due"])
    assert "tick bad failed" in caplog.text
