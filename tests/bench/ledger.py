"""A long ledger: 100,000 hazards of a year as a spreadsheet, in a process of its own. What the process grows by, the
event loop's longest stall meanwhile, and that no row is lost.
"""

import asyncio
import gc
import json
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import psutil
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.files.ledger_making import LedgerOrder, make_ledger
from handlers.ledgers.about import Scope
from handlers.ledgers.cells import Wording
from locales.translator import translator
from models import migrate
from models.evidence.tables import Evidence, EvidenceState
from models.figures.asked import Counted
from models.grids.tables import Grid
from models.grids.tree import grid_by_code
from models.hazards.kinds import built_in
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from models.ledgers.columns import LedgerName
from models.places.kinds import built_in as place_kinds
from models.schedule.report_periods.periods import Days
from models.schema import open_database
from tests.bench.rectification import ALLOWED, watching
from tests.bench.rig.measure import Measure, peak_memory
from tests.bench.sweep import values
from tests.street import Street, build

ROWS, WITH_PHOTOS = 100_000, 3  # one in three
MEGABYTES = 100
BLOCK = 2_000
ZONE = ZoneInfo("Asia/Shanghai")
BEGIN, YEAR = datetime(2025, 12, 31, 16, tzinfo=UTC), Days(date(2026, 1, 1), date(2026, 12, 31))
MINUTE = timedelta(minutes=1)
WORDS = "3号楼二楼楼道堆满杂物，堵住消防通道，影响住户出行，请尽快清理（第{number}次）"
STEPS = (
    (Act.REPORT, State.DRAFT, State.OPEN, 0),
    (Act.ACCEPT, State.OPEN, State.ACCEPTED, 30),
    (Act.DONE, State.ACCEPTED, State.REVIEW, 300),
    (Act.CLOSE, State.REVIEW, State.CLOSED, 400),
)


def block_of(street: Street, first: int, count: int) -> dict[type[Any], list[dict[str, Any]]]:
    """Closed hazards with their steps, one in so many with a photo."""
    made: dict[type[Any], list[dict[str, Any]]] = {Hazard: [], HazardEvent: [], Evidence: []}
    for number in range(first, first + count):
        at = BEGIN + number * MINUTE * 5
        hazard: dict[str, Any] = {
            "id": number,
            "number": number,
            "grid_id": street.grid.id,
            "reporter_id": street.resident.id,
        }
        hazard |= {"text": WORDS.format(number=number), "category": "exit", "state": State.CLOSED, "created_at": at}
        staff = {"accepted_by": street.member.id, "done_by": street.member.id, "ended_at": at + 400 * MINUTE}
        made[Hazard].append(values(Hazard, **hazard, **staff))
        for place, (act, before, after, minutes) in enumerate(STEPS):
            about = {"id": number * len(STEPS) + place, "hazard_id": number, "person_id": street.member.id, "data": {}}
            told = {"at": at + minutes * MINUTE, "act": act, "before": before, "after": after}
            made[HazardEvent].append(values(HazardEvent, **about, **told))
        if number % WITH_PHOTOS == 0:
            photo = {"id": number, "subject_kind": "hazard", "subject_id": number, "kind": "photo", "chat_id": 1}
            kept = {"message_id": number, "received_at": at, "not_before": at, "state": EvidenceState.KEPT}
            made[Evidence].append(values(Evidence, **photo, **kept))
    return made


async def fill(url: str, rows: int) -> None:
    database = open_database(url)
    try:
        await migrate.upgrade(database)
        async with database.write() as session:
            street = await build(session, BEGIN)
        async with database.engine.begin() as connection:
            for first in range(1, rows + 1, BLOCK):
                await _write(connection, block_of(street, first, min(BLOCK, rows + 1 - first)))
    finally:
        await database.close()


async def _write(connection: AsyncConnection, rows: dict[type[Any], list[dict[str, Any]]]) -> None:
    for kind, made in rows.items():
        await connection.execute(insert(kind.__table__), made)


async def _nobody(_rows: int) -> None:
    pass


async def write(url: str, out: Path) -> None:
    """Prints what it took, as JSON."""
    database = open_database(url)
    try:
        async with database.read() as session:
            grid = await grid_by_code(session, "S")
        await make_ledger(database, order(grid, LedgerName.CALLS), out, _nobody)  # everything is imported
        gc.freeze()  # as the program does once it is up
        before, began = psutil.Process().memory_info().rss, time.perf_counter()
        with watching() as stalls:
            rows = await make_ledger(database, order(grid, LedgerName.HAZARDS), out, _nobody)
        peak = peak_memory()
    finally:
        await database.close()
    told = {"rows": rows, "seconds": time.perf_counter() - began, "grown": peak - before}
    print(json.dumps({**told, "stall": stalls.longest, "own": stalls.own}))


def order(grid: Grid, name: LedgerName) -> LedgerOrder:
    begin, end = YEAR.bounds(ZONE)
    wording = Wording(translator("zh_CN"), ZONE, built_in(), place_kinds(), "wangge_bot")
    return LedgerOrder(name, Counted(grid, begin, end, end), Scope("S", YEAR, "bench", end, end), wording)


async def measure(*, quick: bool, rows: int = 0) -> list[Measure]:
    rows = rows or (20_000 if quick else ROWS)
    with TemporaryDirectory(prefix="wangge-bench-") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        await fill(url, rows)
        words = (url, str(Path(folder) / "ledger.xlsx"))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.ledger", *words, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the process that writes the ledger failed")
    told = json.loads(said)
    if told["rows"] != rows:
        raise RuntimeError(f"{told['rows']} of {rows} rows were written")
    grown, name = told["grown"] / 2**20, f"a ledger of {rows:,} rows"
    return [
        Measure(f"{name}, {told['seconds']:.0f} s", f"grows {grown:.0f} MB", f"{MEGABYTES} MB", grown / MEGABYTES, 1.0),
        Measure(
            "… longest stall", f"{told['stall'] * 1000:.0f} ms", f"{ALLOWED * 1000:.0f} ms", told["stall"] / ALLOWED, 1
        ),
        Measure(
            "… of its own work", f"{told['own'] * 1000:.0f} ms", f"{ALLOWED * 1000:.0f} ms", told["own"] / ALLOWED, 1
        ),
    ]


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], Path(sys.argv[2])))
