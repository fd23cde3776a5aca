"""A street's year is assessed, with 100,000 hazards: counted, rated, told; and how its quarter stands so far.

An answer waits for the longest transaction, and for the longest stall of the event loop.
"""

import gc
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import col

from models.assessment.freezing import ASSESSMENTS_DUE
from models.assessment.so_far import so_far
from models.assessment.tables import Assessment, AssessmentScore, AssessmentState, AssessmentTurn
from models.db.database import Database
from models.due import AHEAD, WallClock
from models.grids.tables import Grid, Level
from models.schedule.report_periods.periods import PeriodKind
from models.schema import open_database
from tests.bench.rectification import watching
from tests.bench.rig.history import live_through
from tests.bench.rig.measure import Measure
from tests.bench.rig.owed import owe
from tests.bench.rig.street import databases

ZONE = ZoneInfo("Asia/Shanghai")
END = datetime(2026, 12, 31, 16, tzinfo=UTC)  # the midnight that ends the year in the street
EVENING, NIGHT = END - timedelta(minutes=1), END + timedelta(days=1, hours=3)
HAZARDS, STOPS, WEEKS = 100_000, 250_000, 52
SECONDS, LONGEST, STALL, LOOKED = 90.0, 0.1, 0.25, 15.0


class Spent(NamedTuple):
    """By the clock on the wall, and of all threads of this process."""

    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def told(self) -> str:
        return f"{self.seconds:.2f} s ({self.cpu:.2f} s CPU)"


NOTHING = Spent()


@dataclass
class Found:
    whole: Spent = NOTHING
    writing: list[tuple[AssessmentState, Spent]] = field(default_factory=list)
    looked: Spent = NOTHING
    stall: float = 0.0
    looking_stall: float = 0.0
    units: int = 0

    @property
    def longest(self) -> Spent:
        """Of any but the first that ends in each state, for which SQLAlchemy puts statements together."""
        seen, later = set(), []
        for state, spent in self.writing:
            later += [spent] if state in seen else []
            seen.add(state)
        return max(later, key=lambda spent: spent.cpu)


async def measure(kind: str, *, quick: bool) -> list[Measure]:
    size = 10 if quick else 1
    found = await _year(kind, HAZARDS // size, STOPS // size)
    name = f"a year of {found.units:,} units, {HAZARDS // size:,} hazards, {kind}"
    longest, stall, looking = found.longest, found.stall, found.looking_stall
    return [
        Measure(name, found.whole.told, f"{SECONDS:.0f} s CPU", found.whole.cpu / SECONDS, 1.0),
        Measure(
            "… longest transaction but the first", longest.told, f"{LONGEST:.2f} s CPU", longest.cpu / LONGEST, 1.0
        ),
        Measure(
            "… longest stall, its own work", f"{stall * 1000:.0f} ms", f"{STALL * 1000:.0f} ms", stall / STALL, 1.0
        ),
        Measure(f"a quarter so far, {kind}", found.looked.told, f"{LOOKED:.0f} s CPU", found.looked.cpu / LOOKED, 1.0),
        Measure(
            "… longest stall, its own work", f"{looking * 1000:.0f} ms", f"{STALL * 1000:.0f} ms", looking / STALL, 1.0
        ),
    ]


async def _year(kind: str, hazards: int, stops: int) -> Found:
    found = Found()
    async with databases(kind) as made:
        database = open_database(await made.settled())
        try:
            await live_through(database, END, WEEKS, hazards, stops)
            await owe(database, END - timedelta(weeks=WEEKS), END)
            street = await _planned(database)
            gc.collect()
            gc.freeze()
            with watching() as stalls:
                begun = _now()
                async with database.read() as session:
                    await so_far(session, street, WallClock(EVENING, ZONE))
                found.looked, found.looking_stall = _since(begun), stalls.own
            with watching() as stalls:
                begun = _now()
                await _freeze(database, found)
                found.whole, found.stall = _since(begun), stalls.own
            async with database.read() as session:
                found.units = await session.scalar(select(func.count()).select_from(AssessmentScore)) or 0
        finally:
            gc.unfreeze()
            await database.close()
    return found


def _now() -> Spent:
    return Spent(time.perf_counter(), time.process_time())


def _since(begun: Spent) -> Spent:
    now = _now()
    return Spent(now.seconds - begun.seconds, now.cpu - begun.cpu)


async def _planned(database: Database) -> Grid:
    async with database.write() as session:
        street = (await session.scalars(select(Grid).where(col(Grid.level) == Level.STREET))).one()
        year: dict[str, Any] = {"kind": PeriodKind.YEAR, "first": date(2026, 1, 1), "last": date(2026, 12, 31)}
        session.add(Assessment(grid_id=street.id, next_at=NIGHT, **year))
        session.add(AssessmentTurn(grid_id=street.id))
    return street


async def _freeze(database: Database, found: Found) -> None:
    """As the clock does it: each step is read ahead, then written."""
    clock, taken = WallClock(NIGHT, ZONE), 1
    while taken:
        async with database.read() as session:
            known = await ASSESSMENTS_DUE.look_ahead(session, clock)
        begun = _now()
        async with database.write() as session:
            AHEAD.keep(session, known)
            taken = await ASSESSMENTS_DUE.take(session, clock)
            state = (await session.scalars(select(col(Assessment.state)))).one()
        found.writing.append((state, _since(begun)))
