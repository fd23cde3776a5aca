"""Monday in a city: whether what its week costs follows the week or the history.

With the short history as with the long one, as many hazards come in a week, and as many weeks were frozen before, which
early warning looks back on.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, inspect, select
from sqlmodel import col

from models import migrate
from models.base import Row
from models.db.database import Database
from models.digests.freezing import DIGEST_TURNS
from models.digests.tables import DigestTurn
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.tables import Person, Post, Role
from models.schedule.report_periods.periods import PeriodKind
from models.schema import open_database
from tests.bench.digests import drain
from tests.bench.rig.history import live_through, row_of
from tests.bench.rig.measure import Measure
from tests.bench.rig.street import databases

END = datetime(2026, 11, 15, 16, tzinfo=UTC)  # Monday 00:00 in the city
MONDAY = date(2026, 11, 9)
STREETS, COMMUNITIES, GRIDS = 40, 15, 25  # of each: 15,000 grids
HAZARDS = 1_000_000
SHORT, LONG = 26, 260  # weeks
FROZEN, OWED = 12, 2  # of them
GROWS = 1.2
MINUTE, HOUR, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(weeks=1)


async def measure(kind: str, *, quick: bool) -> list[Measure]:
    size = 10 if quick else 1
    hazards, streets = HAZARDS // size, STREETS // size
    short = await _monday(kind, streets, SHORT, hazards * SHORT // LONG)
    long = await _monday(kind, streets, LONG, hazards)
    name = f"a city's week, {streets * COMMUNITIES * GRIDS:,} grids, {hazards:,} hazards, {kind}"
    return [Measure(name, f"{long:.1f} s", f"{short:.1f} s with a tenth of them", long / short, GROWS)]


async def _monday(kind: str, streets: int, weeks: int, hazards: int) -> float:
    """The seconds in which the week of everybody is frozen."""
    async with databases(kind) as made:
        database = open_database(await made.empty())
        try:
            await migrate.upgrade(database)
            await _found(database, streets)
            await live_through(database, END, weeks, hazards, owed=OWED)
            await _wait_for(database, MONDAY - FROZEN * WEEK, Level.STREET)
            await drain(database, DIGEST_TURNS, END - WEEK + MINUTE)
            await _wait_for(database, MONDAY, Level.DISTRICT, Level.COMMUNITY)
            begun = time.perf_counter()
            await drain(database, DIGEST_TURNS, END + MINUTE)
            return time.perf_counter() - begun
        finally:
            await database.close()


async def _found(database: Database, streets: int) -> None:
    """A district of so many streets, each grid with a member who owes time on patrol."""
    grids = list(_grids(streets))
    people = [
        Person(tg_user_id=800_000_000 + number, name=grid.name, first_seen=END) for number, grid in enumerate(grids)
    ]
    posts = [
        Post(grid_id=grid.id, role=Role.MEMBER, name=person.name, phone=f"+86{number:011}", person_id=person.id)
        for number, (grid, person) in enumerate(zip(grids, people, strict=True))
        if grid.level is Level.GRID
    ]
    kinds: tuple[Sequence[Row], ...] = (grids, people, posts)
    async with database.engine.begin() as connection:
        for rows in kinds:
            await connection.execute(insert(inspect(type(rows[0])).local_table), [row_of(row) for row in rows])


def _grids(streets: int) -> Iterator[Grid]:
    district = _grid("D", Level.DISTRICT, None)
    yield district
    for street_number in range(streets):
        street = _grid(f"S{street_number}", Level.STREET, district)
        yield street
        for community_number in range(COMMUNITIES):
            community = _grid(f"{street.code}-{community_number}", Level.COMMUNITY, street)
            yield community
            for number in range(GRIDS):
                yield _grid(f"{community.code}-{number}", Level.GRID, community)


def _grid(code: str, level: Level, above: Grid | None) -> Grid:
    grid = Grid(code=code, name=code, level=level, path="", parent_id=above.id if above else None)
    grid.path = path_of(grid.id, above.path if above else "")
    return grid


async def _wait_for(database: Database, first: date, *levels: Level) -> None:
    """For the week that begins then."""
    async with database.write() as session:
        for grid_id in (await session.scalars(select(col(Grid.id)).where(col(Grid.level).in_(levels)))).all():
            ends = END - WEEK * ((MONDAY - first).days // 7)
            session.add(
                DigestTurn(grid_id=grid_id, kind=PeriodKind.WEEK, first=first, next_at=ends, begun_at=END - HOUR)
            )
