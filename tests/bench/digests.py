"""Monday's digests of a street from a year of its data, and whether what they cost follows the week or the history."""

import asyncio
import gc
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlmodel import col

from bot.delivery.render import Renderer
from bot.features import VIEWS
from bot.files.making import Makings
from bot.files.pool import Pool
from bot.i18n import Languages
from handlers.messages import MessageContent, nothing_kept
from models.db.database import Database
from models.digests.freezing import DIGEST_TURNS
from models.digests.sending import FROZEN_PERIODS, PAGE
from models.digests.tables import DigestTurn, FrozenPeriod
from models.due import AHEAD, DueRows, WallClock
from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.outbox.tables import OutboxMessage
from models.schedule.report_periods.periods import PeriodKind
from models.schema import open_database
from reports.charts.drawing import png
from reports.charts.page import Number, Numbers, Page
from tests.bench.rectification import watching
from tests.bench.rig.history import live_through
from tests.bench.rig.measure import Measure
from tests.bench.rig.street import databases

ZONE = ZoneInfo("Asia/Shanghai")
END = datetime(2026, 11, 15, 16, tzinfo=UTC)  # Monday 00:00 in the street
HAZARDS, STOPS, WEEKS = 100_000, 250_000, 52
SECONDS, STALL, GROWS = 10.0, 0.050, 1.2
A_WEEK = 400  # hazards of the street whose history grows
SHORT, LONG = 26, 260  # weeks of it
PROCESSES, AT_ONCE, TIMES = 2, 3, 5
MONDAY = date(2026, 11, 9)
WARMING = Page("周报", "", [Numbers([Number("上报", "1")])])
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FIRST_CHAT = -1_003_000_000_000


async def measure(kind: str, *, quick: bool) -> list[Measure]:
    size = 10 if quick else 1
    monday = await _monday(kind, HAZARDS // size, STOPS // size)
    short, long = await _history(kind, SHORT // (2 if quick else 1)), await _history(kind, LONG // (2 if quick else 1))
    name = f"digests of a street, {HAZARDS // size:,} hazards a year, {kind}"
    told = f"{monday.seconds:.1f} s for {monday.pictures} pictures, {monday.texts} texts"
    return [
        Measure(name, told, f"{SECONDS:.0f} s", monday.seconds / SECONDS, 1.0),
        Measure("… longest stall of the loop, its own work", _ms(monday.stall), _ms(STALL), monday.stall / STALL, 1.0),
        Measure(
            f"a week frozen with {LONG // SHORT} × the history, {kind}", _ms(long), _ms(short), long / short, GROWS
        ),
    ]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


@dataclass
class Monday:
    seconds: float = 0.0
    stall: float = 0.0
    pictures: int = 0
    texts: int = 0


async def _monday(kind: str, hazards: int, stops: int) -> Monday:
    """Frozen, told, worded and drawn: the pool is warm, as it is on a Monday."""
    found, pool = Monday(), Pool(PROCESSES)
    async with databases(kind) as made:
        database = open_database(await made.settled())
        try:
            await live_through(database, END, WEEKS, hazards, stops)
            await _settle(database)
            await _warm(pool)
            gc.collect()
            gc.freeze()
            with watching() as stalls:
                begun = time.perf_counter()
                await drain(database, DIGEST_TURNS, END + MINUTE)
                await drain(database, FROZEN_PERIODS, END + 10 * HOUR)
                await _word(database, pool, found)
                found.seconds, found.stall = time.perf_counter() - begun, stalls.own
        finally:
            gc.unfreeze()
            await database.close()
            await asyncio.to_thread(pool.shutdown)
    return found


async def _settle(database: Database) -> None:
    """Groups of the street and of communities; all turns wait for the week that has just ended."""
    async with database.write() as session:
        levels = col(Grid.level).in_((Level.STREET, Level.COMMUNITY))
        for number, grid in enumerate((await session.scalars(select(Grid).where(levels))).all()):
            chat_id = FIRST_CHAT - number
            session.add(Chat(id=chat_id, type="supergroup", title=grid.name, seen_at=END))
            session.add(Binding(grid_id=grid.id, purpose=Purpose.GROUP, chat_id=chat_id, bound_at=END))
            session.add(_turn(grid))


async def drain(database: Database, rows: DueRows[Any], now: datetime) -> None:
    """As the clock does it."""
    taken, clock = 1, WallClock(now, ZONE)
    while taken:
        async with database.read() as session:
            found = await rows.look_ahead(session, clock)
        async with database.write() as session:
            AHEAD.keep(session, found)
            taken = await rows.take(session, clock)


async def _warm(pool: Pool) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.run_in_executor(pool, png, WARMING) for _ in range(PROCESSES)))


async def _word(database: Database, pool: Pool, found: Monday) -> None:
    """A few at once, as they are delivered."""
    languages = Languages("zh_CN")
    monday = END + 10 * HOUR
    renderer = Renderer(database, VIEWS, languages, ZONE, "wangge_bot", lambda: monday, nothing_kept, Makings(pool))
    few = asyncio.Semaphore(AT_ONCE)
    async with database.read() as session:
        messages = (await session.scalars(select(OutboxMessage).order_by(col(OutboxMessage.id)))).all()

    async def one(message: OutboxMessage) -> None:
        async with few:
            said = (await renderer.render(message)).said
        if message.kind == PAGE and isinstance(said, MessageContent) and said.photos:
            found.pictures += 1
        else:
            found.texts += 1

    await asyncio.gather(*map(one, messages))


async def _history(kind: str, weeks: int) -> float:
    """The seconds that freezing one week takes, the median of some, with so many weeks before."""
    async with databases(kind) as made:
        database = open_database(await made.settled())
        try:
            await live_through(database, END, weeks, weeks * A_WEEK)
            taken = []
            for _ in range(TIMES):
                await _again(database)
                begun = time.perf_counter()
                await drain(database, DIGEST_TURNS, END + MINUTE)
                taken.append(time.perf_counter() - begun)
        finally:
            await database.close()
    return median(taken)


async def _again(database: Database) -> None:
    """The street waits for the same week once more."""
    async with database.write() as session:
        await session.execute(delete(FrozenPeriod))
        await session.execute(delete(DigestTurn))
        street = (await session.scalars(select(Grid).where(col(Grid.level) == Level.STREET))).one()
        session.add(_turn(street))


def _turn(grid: Grid) -> DigestTurn:
    return DigestTurn(grid_id=grid.id, kind=PeriodKind.WEEK, first=MONDAY, next_at=END, begun_at=END - HOUR)
