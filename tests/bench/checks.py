"""The morning of a large street: windows opened and closed, misses told, for 4,000 grids with 100,000 places."""

import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from models import migrate
from models.checks.opening import begin_days
from models.db.database import Database
from models.domains import DOMAINS
from models.due import WallClock
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.tables import Post, Role
from models.places.tables import Place
from models.schedule.workdays import take_from_library
from models.schema import open_database
from tests.bench.measure import Measure

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
            for days in range(WEEK):
                await _morning(database, MONDAY + timedelta(days=days))
            spent, longest, windows = await _morning(database, MONDAY + timedelta(days=WEEK))
        finally:
            await database.close()
    name = f"morning of {GRIDS // size:,} grids, {PLACES // size:,} places"
    bound = SECONDS / size
    return [
        Measure(name, f"{spent:.1f} s, {windows:,} rows", f"{bound:.1f} s", spent / bound, 1.0),
        Measure(
            "… longest transaction of it", f"{longest * 1000:.0f} ms", f"{STALL * 1000:.0f} ms", longest / STALL, 1.0
        ),
    ]


async def _morning(database: Database, day: date) -> tuple[float, float, int]:
    """Seconds in all, the longest batch, and how many rows were handled."""
    spent = longest = 0.0
    handled = 0
    now = datetime.combine(day, hour(9), ZONE).astimezone(UTC)
    async with database.write() as session:
        while await begin_days(session, now):
            await session.flush()
    for rows in DUE:
        while True:
            start = time.perf_counter()
            async with database.write() as session:
                taken = await rows.take(session, WallClock(now, ZONE))
            took = time.perf_counter() - start
            spent, longest, handled = spent + took, max(longest, took), handled + taken
            if not taken:
                break
    return spent, longest, handled


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
