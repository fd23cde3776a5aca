"""The morning of a large street: windows opened and closed, misses told, for 4,000 grids with 100,000 places."""

import gc
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zoneinfo import ZoneInfo

from models import migrate
from models.checks.windows.opening import begin_days
from models.db.database import Database
from models.domains import DOMAINS
from models.due import WallClock
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.tables import Post, Role
from models.places.tables import Place
from models.schedule.calendar.stored_days import take_from_library
from models.schema import open_database
from tests.bench.rig.measure import Measure

GRIDS, PLACES, COMMUNITIES = 4_000, 100_000, 130
KINDS = ("shop", "shop", "shop", "rental", "workshop", "hydrant", "equipment_point", "unit", "checkpoint", "sign")
ZONE = ZoneInfo("Asia/Shanghai")
MONDAY, WEEK = date(2026, 11, 2), 7
SECONDS, STALL = 10.0, 0.05
DUE = next(domain for domain in DOMAINS if domain.slug == "checks").due


async def measure(*, quick: bool) -> list[Measure]:
    """A week goes by, and on the next Monday its windows close and the next ones open: the largest morning there is."""
    size = 10 if quick else 1
    with TemporaryDirectory(prefix="wangge-bench-") as folder:
        database = open_database(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")
        try:
            await migrate.upgrade(database)
            await _fill(database, GRIDS // size, PLACES // size)
            gc.collect()
            gc.freeze()  # as the program does once it is up
            for days in range(WEEK):
                await _morning(database, MONDAY + timedelta(days=days))
            morning = await _morning(database, MONDAY + timedelta(days=WEEK))
        finally:
            gc.unfreeze()
            await database.close()
    name = f"morning of {GRIDS // size:,} grids, {PLACES // size:,} places"
    bound, spent, longest = SECONDS / size, morning.spent, morning.longest
    return [
        Measure(name, f"{spent.told}, {morning.handled:,} rows", f"{bound:.1f} s", spent.seconds / bound, 1.0),
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


async def _morning(database: Database, day: date) -> Morning:
    batches, later, handled = [], [Spent()], 0
    now = datetime.combine(day, hour(9), ZONE).astimezone(UTC)
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
    return Morning(spent, Spent(*map(max, zip(*later, strict=True))), handled)


async def _fill(database: Database, grids: int, places: int) -> None:
    async with database.write() as session:
        await take_from_library(session)
    street = Grid(id=1, code="S", name="街道", level=Level.STREET, path=path_of(1))
    communities = [_below(street, 10 + n, f"C{n}", Level.COMMUNITY) for n in range(COMMUNITIES)]
    small = [_below(communities[n % COMMUNITIES], 1000 + n, f"G{n}", Level.GRID) for n in range(grids)]
    since = datetime(2026, 1, 1, tzinfo=UTC)
    posts = [
        _post(grid, role, n) for n, grid in enumerate((*communities, *small)) for role in (Role.LEADER, Role.MEMBER)
    ]
    rows = [
        Place(
            code=f"P{n}",
            kind=KINDS[n // grids % len(KINDS)],
            name=f"场所{n}",
            grid_id=small[n % grids].id,
            opened_at=since,
            confirmed_at=since,
        )
        for n in range(places)
    ]
    for made in ([street, *communities, *small], posts, rows):
        async with database.write() as session:
            session.add_all(made)


def _below(above: Grid, grid_id: int, code: str, level: Level) -> Grid:
    return Grid(id=grid_id, code=code, name=code, level=level, parent_id=above.id, path=path_of(grid_id, above.path))


def _post(grid: Grid, role: Role, n: int) -> Post:
    return Post(grid_id=grid.id, role=role, name=f"{role}{n}", phone=f"+86199{n:08}")
