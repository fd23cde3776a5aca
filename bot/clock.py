"""The clock: ticks that look for what is due. APScheduler beats; what is due is in rows."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.ext.asyncio import AsyncSession

from bot.timekeeper import Timekeeper
from bot.whole import whole
from models import inbox
from models.db import Database
from models.hazards.escalating import climb
from models.hazards.evidence import forget_loose

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tick:
    """`do` handles a batch of what is due in one transaction and says how many it found."""

    name: str
    seconds: float
    do: Callable[[AsyncSession, datetime], Awaitable[int | None]]


TICKS = (
    Tick("climb", 2, climb),
    Tick("forget_inbox", 3600, inbox.forget_done),
    Tick("forget_loose_evidence", 3600, forget_loose),
)


@dataclass
class Clock:
    database: Database
    timekeeper: Timekeeper
    ticks: tuple[Tick, ...] = TICKS
    beaten: dict[str, datetime] = field(default_factory=dict)
    ticking_since: datetime | None = None

    async def run(self) -> None:
        """Ticks until cancelled."""
        scheduler = AsyncIOScheduler(job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1})
        for tick in self.ticks:
            scheduler.add_job(self.beat, IntervalTrigger(seconds=tick.seconds), args=[tick], id=tick.name)
        scheduler.start()
        self.ticking_since = self.timekeeper.now()
        try:
            await asyncio.Event().wait()
        finally:
            self.ticking_since = None
            scheduler.shutdown(wait=False)

    async def beat(self, tick: Tick) -> None:
        try:
            while await whole(self._once(tick)):
                pass
            self.beaten[tick.name] = self.timekeeper.now()
        except Exception:
            log.exception("tick %s failed; it is tried again at the next beat", tick.name)

    async def _once(self, tick: Tick) -> int | None:
        async with self.database.write() as session:
            return await tick.do(session, self.timekeeper.now())

    async def beat_all(self) -> None:
        """Everything that is due now: after the demo's clock was moved."""
        for tick in self.ticks:
            await self.beat(tick)
