"""The clock: ticks that look for what is due. APScheduler beats; what is due is in rows.

What must always hold: ticks go on whatever the machine's clock is set to. The scheduler goes by the hour; where that is
set back it would wait for the old one to come again. So what is overdue by the seconds that have passed is due now.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.ext.asyncio import AsyncSession

from bot.timekeeper import HOST, Timekeeper, elapsed
from bot.trouble import Trouble
from bot.uninterrupted import uninterrupted
from models.db.away import passes
from models.db.database import Database
from models.due import AHEAD, DueRows, WallClock
from models.feature import Domain
from models.outbox.alert_lists import fold

log = logging.getLogger(__name__)
LOOK_SECONDS = 5.0  # between looks at what is overdue; and so much later than it should be


@dataclass(frozen=True)
class Tick:
    """`do` handles a batch of what is due in one transaction and says how many it found; what takes long to read,
    `ahead` reads before it.
    """

    name: str
    seconds: float
    do: Callable[[AsyncSession, datetime], Awaitable[int | None]]
    ahead: Callable[[AsyncSession, datetime], Awaitable[object]] | None = None


def ticks(domains: Sequence[Domain], zone: tzinfo) -> tuple[Tick, ...]:
    """For all due rows of these features, and their chores."""
    due = [_tick(rows, zone) for domain in domains for rows in domain.due]
    chores = [Tick(chore.name, chore.seconds, chore.do) for domain in domains for chore in domain.chores]
    return (*due, *chores)


def _tick(rows: DueRows[Any], zone: tzinfo) -> Tick:
    ahead = (lambda session, now: rows.look_ahead(session, WallClock(now, zone))) if rows.ahead else None
    return Tick(rows.name, rows.seconds, lambda session, now: rows.take(session, WallClock(now, zone)), ahead)


def new_scheduler() -> AsyncIOScheduler:
    return AsyncIOScheduler(job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1})


@dataclass
class Clock:
    database: Database
    timekeeper: Timekeeper
    ticks: tuple[Tick, ...]
    beaten: dict[str, datetime] = field(default_factory=dict)
    ticking_since: datetime | None = None
    trouble: Trouble = field(default_factory=lambda: Trouble("clock"))
    make_scheduler: Callable[[], AsyncIOScheduler] = new_scheduler
    look_every: float = LOOK_SECONDS
    _beating: dict[str, asyncio.Task[Any]] = field(default_factory=dict)
    _begun: dict[str, float] = field(default_factory=dict)
    _stopping: bool = False

    async def run(self) -> None:
        """Ticks until cancelled; batches that have begun are finished first."""
        scheduler = self.make_scheduler()
        for tick in self.ticks:
            scheduler.add_job(self._job, IntervalTrigger(seconds=tick.seconds), args=[tick], id=tick.name)
        self._stopping = False
        scheduler.start()
        self.ticking_since = self.timekeeper.now()
        self._begun = {tick.name: elapsed() for tick in self.ticks}
        try:
            while True:
                await asyncio.sleep(self.look_every)
                self._hurry(scheduler)
        finally:
            self.ticking_since = None
            await self._finish(scheduler)

    def _hurry(self, scheduler: AsyncIOScheduler) -> None:
        now = elapsed()
        for tick in self.ticks:
            overdue = now - self._begun[tick.name] > tick.seconds + self.look_every
            if overdue and tick.name not in self._beating:
                scheduler.modify_job(tick.name, next_run_time=HOST.machine())

    async def _finish(self, scheduler: AsyncIOScheduler) -> None:
        """The scheduler cancels the jobs that run when it is shut down."""
        self._stopping = True
        scheduler.pause()
        await asyncio.sleep(0)  # jobs that it has just begun have their first step, which is their last now
        if self._beating:
            await asyncio.wait(self._beating.values())
            await asyncio.sleep(0)
        scheduler.shutdown(wait=False)

    async def _job(self, tick: Tick) -> None:
        if self._stopping:
            return
        self._begun[tick.name] = elapsed()
        beating = self._beating[tick.name] = asyncio.ensure_future(self.beat(tick))
        beating.add_done_callback(lambda _: self._beating.pop(tick.name))
        await asyncio.wait([beating])

    async def beat(self, tick: Tick) -> None:
        try:
            while await uninterrupted(self._once(tick)) and not self._stopping:
                pass
            self.beaten[tick.name] = self.timekeeper.now()
            self.trouble.over()
        except Exception as error:
            if passes(error):
                return self.trouble.met(f"tick {tick.name} failed", error)
            log.exception("tick %s failed; it is tried again at the next beat", tick.name)

    async def _once(self, tick: Tick) -> int | None:
        known = None
        if tick.ahead is not None:
            async with self.database.read() as reading:
                known = await tick.ahead(reading, self.timekeeper.now())
        async with self.database.write() as session:
            AHEAD.keep(session, known)
            done = await tick.do(session, self.timekeeper.now())
            await fold(session, self.timekeeper.now())
            return done

    async def beat_all(self) -> None:
        """Everything that is due now: after the demo's clock was moved."""
        for tick in self.ticks:
            await self.beat(tick)
