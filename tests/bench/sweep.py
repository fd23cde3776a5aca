"""What is due is swept: the time follows the due, not how many hazards there have ever been (run with python -m)."""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Table, func, insert, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from models.base import Row
from models.db.database import Database
from models.escalation.tables import Aim, Lack, Rung, RungState
from models.grids.tables import Grid, Level
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, Severity, State
from models.outbox.alert_lists import fold
from models.schema import open_database
from tests.bench.rig.measure import Measure, table
from tests.bench.rig.street import databases
from tests.due import audit, climb

DUE = 10_000
TOTAL = 1_000_000
TIMES = 10
ROUNDS = 3
LOOKS = 5
START = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
Rows = dict[type[Any], list[dict[str, Any]]]
Both = tuple[Database, Database]


def rows_of(first: int, count: int, grids: list[int], *, live: bool) -> Rows:
    """Accepted hazards whose daily step is due at START, or closed ones that climbed once."""
    made: Rows = {Hazard: [], Rung: [], HazardEvent: []}
    for number in range(first, first + count):
        grid_id = grids[number % len(grids)]
        state = State.ACCEPTED if live else State.CLOSED
        made[Hazard].append(
            values(Hazard, id=number, number=number, grid_id=grid_id, state=state, created_at=START - DAY)
        )
        rung = {"subject_kind": "hazard", "subject_id": number, "aim": Aim.ABOVE, "due_at": START, "every": 86_400}
        kept = RungState.WAITING if live else RungState.CANCELLED
        made[Rung].append(values(Rung, id=2 * number, position=2, lack=Lack.DONE, state=kept, **rung))
        made[Rung].append(
            values(Rung, id=2 * number + 1, position=0, lack=Lack.ACCEPTED, state=RungState.CANCELLED, **rung)
        )
        for place, act in enumerate((Act.REPORT, Act.ACCEPT)):
            event = {"hazard_id": number, "at": START - DAY, "act": act, "after": state, "data": {}}
            made[HazardEvent].append(values(HazardEvent, id=2 * number + place, **event))
    return made


def values(kind: type[Any], /, **given: Any) -> dict[str, Any]:
    row = kind(**{"severity": Severity.MAJOR, **given} if kind is Hazard else given)
    return {name: row.__dict__[name] for name in kind.__table__.columns.keys()}  # noqa: SIM118 - columns, not a dict


async def write(connection: AsyncConnection, rows: Rows) -> None:
    for kind, made in rows.items():
        await connection.execute(insert(kind.__table__), made)


async def repeat(connection: AsyncConnection, first: int, block: int, times: int) -> None:
    """The block of hazards that begins at `first`, so many times more."""
    for turn in range(1, times + 1):
        for name in ("hazards", "rungs", "hazard_events"):
            await connection.execute(copy_of(Row.metadata.tables[name], first, block, turn * block))


def copy_of(source: Table, first: int, size: int, by: int) -> Any:
    moved = {"id": by if source.name == "hazards" else 2 * by, "number": by, "hazard_id": by, "subject_id": by}
    shown = [column + literal(moved[column.name]) if column.name in moved else column for column in source.c]
    owner = source.c[{"hazards": "id", "rungs": "subject_id", "hazard_events": "hazard_id"}[source.name]]
    block = select(*shown).where(owner >= first, owner < first + size)
    return insert(source).from_select([column.name for column in source.c], block)


async def fill(database: Database, due: int, total: int) -> None:
    """`due` hazards that are due, as many whose next step is far off, the others closed."""
    async with database.read() as session:
        grids = select(col(Grid.id)).where(col(Grid.level) == Level.GRID).order_by(col(Grid.code))
        ids = list((await session.scalars(grids)).all())
    async with database.engine.begin() as connection:
        await write(connection, rows_of(1, due, ids, live=True))
        later = rows_of(due + 1, due, ids, live=True)
        for rung in later[Rung]:
            rung["due_at"] = START + 1000 * DAY
        await write(connection, later)
        await write(connection, rows_of(2 * due + 1, due, ids, live=False))
        await repeat(connection, 2 * due + 1, due, total // due - 3)
    if not database.embedded:
        async with database.engine.begin() as connection:
            await connection.execute(text("ANALYZE"))


async def batch(database: Database, now: datetime) -> tuple[int, float]:
    """How many were taken, and the seconds it took."""
    start = time.perf_counter()
    async with database.write() as session:
        taken = await climb(session, now)
        await fold(session, now)
    return taken, time.perf_counter() - start


async def sweep(both: Both, now: datetime, due: int) -> tuple[float, float]:
    """Batch by batch in turn, so that what else the machine does falls on both."""
    counts, seconds = [0, 0], [0.0, 0.0]
    while True:
        found = [await batch(database, now) for database in both]
        for place, (taken, spent) in enumerate(found):
            counts[place] += taken
            seconds[place] += spent
        if not any(taken for taken, _ in found):
            break
    if counts != [due, due]:
        raise RuntimeError(f"{counts} were due, not {due}")
    return seconds[0], seconds[1]


async def look(both: Both, now: datetime) -> tuple[float, float]:
    """The seconds that audits take, in turn."""
    seconds = [0.0, 0.0]
    for place in (0, 1) * LOOKS:
        start = time.perf_counter()
        async with both[place].read() as session:
            found = await audit(session, now)
        seconds[place] += (time.perf_counter() - start) / LOOKS
        if not found.clean:
            raise RuntimeError(f"the audit finds {found}")
    return seconds[0], seconds[1]


async def total_of(database: Database) -> int:
    async with database.read() as session:
        return int(await session.scalar(select(func.count()).select_from(Hazard)) or 0)


@asynccontextmanager
async def filled(url: str, due: int, total: int) -> AsyncIterator[Database]:
    database = open_database(url)
    try:
        await fill(database, due, total)
        yield database
    finally:
        await database.close()


async def measure(kind: str, *, quick: bool) -> list[Measure]:
    """The first round only warms up."""
    due, total = (DUE // 10, TOTAL // 10) if quick else (DUE, TOTAL)
    swept: list[tuple[float, float]] = []
    audited: list[tuple[float, float]] = []
    async with databases(kind) as made:
        urls = await made.settled(), await made.settled()
        async with filled(urls[0], due, total // TIMES) as small, filled(urls[1], due, total) as large:
            for turn in range(ROUNDS + 1):
                swept.append(await sweep((small, large), START + turn * DAY, due))
                audited.append(await look((small, large), START + turn * DAY))
            sizes = f"{await total_of(small):,} / {await total_of(large):,}"
    return [
        _measure(f"sweep of {due:,} due, {kind}", sizes, swept[1:]),
        _measure(f"audit of {2 * due:,} live, {kind}", sizes, audited[1:]),
    ]


def _measure(name: str, sizes: str, pairs: list[tuple[float, float]]) -> Measure:
    small, large = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    ratio = median(pair[1] / pair[0] for pair in pairs)
    return Measure(name, f"{large:.2f} s", f"{small:.2f} s at {sizes}", ratio, 1.2)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("kinds", nargs="*", default=["sqlite", "postgres"])
    words = parser.parse_args()
    measures = [each for kind in words.kinds for each in await measure(kind, quick=words.quick)]
    print(table(measures))


if __name__ == "__main__":
    asyncio.run(main())
