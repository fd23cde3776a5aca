"""The morning of a large street: windows opened and closed, misses told, for 4,000 grids with 100,000 places."""

import gc
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import func, select, update

from models import migrate
from models.checks.tables import CheckMiss, DutyDay
from models.checks.windows.opening import begin_days
from models.db.database import Database
from models.domains import DOMAINS
from models.due import WallClock
from models.outbox.tables import OutboxMessage
from models.schema import open_database
from tests.bench.rig import registry
from tests.bench.rig.measure import Measure
from tests.bench.rig.registry import ZONE

GRIDS, PLACES = 4_000, 100_000
BEGINS, MAY, SECOND_HALF = date(2026, 4, 13), date(2026, 5, 1), date(2026, 5, 16)
THEN = (date(2026, 5, 18), date(2026, 5, 25), date(2026, 5, 29), date(2026, 5, 31))
WALKED = (date(2026, 5, 19), date(2026, 5, 26), date(2026, 6, 1))
MONDAY, TUESDAY = date(2026, 6, 1), date(2026, 6, 2)
SECONDS, STALL = 10.0, 0.05
DUE = next(domain for domain in DOMAINS if domain.slug == "checks").due


async def measure(*, quick: bool) -> list[Measure]:
    """The first of a month that is a Monday: windows of a week, of half a month and of a month close and the next ones
    open, after two weeks in which a third was done and a month before in which nothing was. On Tuesday the time on
    patrol of a working day is counted. April and the first half of May have the windows that begin on 13 April and
    1 May alone.
    """
    size = 10 if quick else 1
    with TemporaryDirectory(prefix="wangge-bench-") as folder:
        database = open_database(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")
        try:
            await migrate.upgrade(database)
            await _until(database, GRIDS // size, PLACES // size)
            gc.collect()
            gc.freeze()  # as the program does once it is up
            mornings = {day: await _morning(database, day) for day in (MONDAY, TUESDAY)}
        finally:
            gc.unfreeze()
            await database.close()
    about = f"{GRIDS // size:,} grids, {PLACES // size:,} places"
    return [line for day, morning in mornings.items() for line in _lines(f"{day:%A}, {about}", morning, SECONDS / size)]


async def _until(database: Database, grids: int, places: int) -> None:
    small = await registry.found(database, grids, places)
    await _morning(database, BEGINS)
    await _skip_to(database, MAY)
    await _morning(database, MAY)
    await registry.month_goes_by(database, small, places, WALKED)
    await _skip_to(database, SECOND_HALF)
    for day in THEN:
        await _morning(database, day)


async def _skip_to(database: Database, day: date) -> None:
    """Days until then open nothing: they would be written and closed before anything is measured."""
    async with database.write() as session:
        await session.execute(update(DutyDay).values(opened_to=day - timedelta(days=1)))


def _lines(name: str, morning: "Morning", bound: float) -> list[Measure]:
    spent, longest = morning.spent, morning.longest
    told = f"{spent.told}, {morning.handled:,} rows, {morning.misses:,} misses, {morning.messages:,} messages"
    return [
        Measure(name, told, f"{bound:.1f} s", spent.seconds / bound, 1.0),
        Measure("… by processor time", f"{spent.cpu:.2f} s", f"{bound:.1f} s", spent.cpu / bound, 1.0),
        Measure("… longest transaction but the first", longest.told, f"{STALL:.2f} s", longest.seconds / STALL, 1.0),
        Measure("… the same by processor time", f"{longest.cpu:.3f} s", f"{STALL:.2f} s", longest.cpu / STALL, 1.0),
    ]


class Spent(NamedTuple):
    """By the clock on the wall, and of all threads of this process."""

    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def told(self) -> str:
        return f"{self.seconds:.2f} s ({self.cpu:.2f} s CPU)"


class Morning(NamedTuple):
    """`longest`: of any batch but the first of its kind, for which statements are put together."""

    spent: Spent
    longest: Spent
    handled: int
    misses: int
    messages: int


async def _morning(database: Database, day: date) -> Morning:
    batches, later, handled = [], [Spent()], 0
    now = datetime.combine(day, hour(9), ZONE).astimezone(UTC)
    before = await _counted(database)
    async with database.write() as session:
        while await begin_days(session, now):
            await session.flush()
    for rows in DUE:
        taken, first = 1, True
        while taken:
            start, cpu = time.perf_counter(), time.process_time()
            async with database.write() as session:
                taken = await rows.take(session, WallClock(now, ZONE))
            batch = Spent(time.perf_counter() - start, time.process_time() - cpu)
            batches.append(batch)
            later += [] if first else [batch]
            first, handled = False, handled + taken
    spent = Spent(*map(sum, zip(*batches, strict=True)))
    misses, messages = (count - known for count, known in zip(await _counted(database), before, strict=True))
    return Morning(spent, Spent(*map(max, zip(*later, strict=True))), handled, misses, messages)


async def _counted(database: Database) -> list[int]:
    async with database.read() as session:
        return [
            await session.scalar(select(func.count()).select_from(table)) or 0 for table in (CheckMiss, OutboxMessage)
        ]
