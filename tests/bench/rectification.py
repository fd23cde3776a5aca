"""The event loop while fifty notices of rectification are drawn in the pool."""

import asyncio
import io
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from sqlalchemy import func, select
from sqlmodel import col

from bot.files.pool import Pool
from bot.files.rectification_pdfs import RectificationPdfs, in_chinese
from bot.files.store import Store
from bot.timekeeper import Timekeeper
from models import migrate
from models.db.database import Database
from models.evidence.attach import Found, attach
from models.evidence.tables import Evidence, EvidenceState, Moment
from models.hazards.rectification.tables import PaperState, Rectification
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.schema import open_database
from reports.rectification.data import Surroundings
from tests.bench.rig.measure import Measure
from tests.street import GROUP, build

NOTICES = 50
PHOTOS = 4
ALLOWED = 0.050  # seconds
TICK = 0.001
IDLE = 2.0
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Stalls:
    """How late the loop came back to somebody who asked for a millisecond's rest, and how much of that was its own
    work rather than the machine's; seconds."""

    longest: float = 0.0
    own: float = 0.0

    async def watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            asked, worked = loop.time(), time.thread_time()
            await asyncio.sleep(TICK)
            self.longest = max(self.longest, loop.time() - asked - TICK)
            self.own = max(self.own, time.thread_time() - worked)


@contextmanager
def watching() -> Iterator[Stalls]:
    stalls = Stalls()
    task = asyncio.create_task(stalls.watch())
    yield stalls
    task.cancel()


def photo(number: int) -> bytes:
    made = io.BytesIO()
    Image.effect_noise((1280, 960), 40 + number).convert("RGB").save(made, "JPEG", quality=88)
    return made.getvalue()


async def orders(database: Database, store: Store, count: int) -> None:
    """As many hazards under an order, each with photos of its own on disk."""
    now = datetime.now(UTC)
    async with database.write() as session:
        street = await build(session, now)
        for number in range(count):
            hazard = Hazard(
                grid_id=street.grid.id,
                reporter_id=street.resident.id,
                text="楼道堆满杂物，堵住消防通道",
                category="exit",
                state=State.OPEN,
                created_at=now,
            )
            session.add(hazard)
            await session.flush()
            for each in range(PHOTOS):
                found = Found("photo", f"{number}-{each}", None, 1000 * number + each)
                await attach(session, hazard.subject, found, street.resident.id, GROUP, Moment.BEFORE, now)
            said = {"place": "望城路1号3号楼二楼", "facts": "楼道堆满杂物，堵住消防通道"}
            given = {"responsible": "明珠小区物业服务中心", "due": "2099-12-31", **said}
            await perform(session, hazard, Act.ORDER, street.leader, now, ZONE, **given)
        kept = [store.keep(photo(number)) for number in range(PHOTOS)]
        for row in (await session.scalars(select(Evidence))).all():
            row.state, row.sha256 = EvidenceState.KEPT, kept[row.message_id % PHOTOS]


async def all_made(database: Database, count: int) -> None:
    made = select(func.count()).where(col(Rectification.paper) == PaperState.MADE)
    while True:
        async with database.read() as session:
            if await session.scalar(made) == count:
                return
        await asyncio.sleep(0.2)


async def measured(folder: Path, count: int = NOTICES) -> list[Measure]:
    database, store = open_database(f"sqlite+aiosqlite:///{folder / 'bench.db'}"), Store(folder)
    await migrate.upgrade(database)
    await orders(database, store, count)
    with Pool(2) as pool:
        await asyncio.gather(*(asyncio.wrap_future(pool.submit(photo, number)) for number in range(2)))
        around = Surroundings(ZONE, "wangge_bot", store.path, in_chinese)
        notices = RectificationPdfs(database, pool, folder / "notices", Timekeeper(), around)
        with watching() as idle:
            await asyncio.sleep(IDLE)
        started = asyncio.get_running_loop().time()
        with watching() as busy:
            making = asyncio.create_task(notices.run())
            await all_made(database, count)
        took = asyncio.get_running_loop().time() - started
        making.cancel()
        await asyncio.gather(making, return_exceptions=True)
    await database.close()
    return [
        _measure("longest stall, idle loop", idle.longest),
        _measure(f"… while {count} notices in {took:.1f} s", busy.longest),
        _measure("… of it the loop's own work", busy.own),
    ]


def _measure(name: str, seconds: float) -> Measure:
    return Measure(name, f"{seconds * 1000:.1f} ms", f"{ALLOWED * 1000:.0f} ms", seconds / ALLOWED, 1.0)


async def measure(*, quick: bool) -> list[Measure]:
    """The same count, quick or not: the promise is about fifty."""
    del quick
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder:
        return await measured(Path(folder))
