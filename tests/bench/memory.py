"""Memory: the resident set of a process that stores and works through updates, after the first tenth and at the end.

No HTTP here: updates go straight into the inbox writer, and the answers to presses to a feeder in another process.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil
from sqlalchemy import select, update
from sqlmodel import col

from bot import wiring
from bot.configuration.settings import Settings
from bot.updates.listen import InboxWriter
from bot.updates.work import Worker
from models.db.database import Database
from models.hazards.tables import Hazard
from models.outbox.tables import Delivered, MessageState, OutboxMessage
from tests.bench.rig.feeder import TOKEN, Serving
from tests.bench.rig.measure import Measure
from tests.bench.rig.street import databases
from tests.bench.rig.traffic import Traffic

BATCH = 100
CARDS = 2000
GROWTH = 1.05
SAMPLES = 5


async def eat(api: str, url: str, count: int) -> None:
    """Prints the resident set in bytes after each tenth of the updates."""
    with TemporaryDirectory(prefix="wangge-bench-") as folder:
        settings = Settings(bot_token=TOKEN, api_url=api, database_url=url, data_dir=Path(folder))
        async with wiring.app(settings) as app, wiring.listening_bot(app, "work") as bot:
            worker, writer = await wiring.worker(app, bot), wiring.inbox_writer(app)
            await _through(worker, writer, app.database, count)


async def _through(worker: Worker, writer: InboxWriter, database: Database, count: int) -> None:
    traffic = Traffic()
    cards: list[tuple[int, int, int]] = []
    process = psutil.Process()
    for eaten in range(BATCH, count + 1, BATCH):
        await writer.keep(list(traffic.mixed(BATCH, cards)))
        while await worker.work_once():
            pass
        cards = [*cards, *await _delivered(database)][-CARDS:]
        if eaten % (count // 10 // SAMPLES) == 0:
            print(process.memory_info().rss, flush=True)


async def _delivered(database: Database) -> list[tuple[int, int, int]]:
    """Marks what was posted as sent, as delivery would; the new cards, as (chat, message id, number)."""
    async with database.write() as session:
        rows = select(col(OutboxMessage.id), col(OutboxMessage.chat_id), col(OutboxMessage.kind), col(Hazard.number))
        pending = rows.outerjoin(Hazard, col(Hazard.id) == col(OutboxMessage.subject_id))
        found = (await session.execute(pending.where(col(OutboxMessage.state) == MessageState.PENDING))).all()
        cards = []
        for letter_id, chat_id, kind, number in found:
            if kind == "hazards.card":
                cards.append((chat_id, number, number))
                await session.merge(Delivered(chat_id=chat_id, message_id=number, letter_id=letter_id))
        sent = (
            update(OutboxMessage)
            .where(col(OutboxMessage.state) == MessageState.PENDING)
            .values(state=MessageState.SENT)
        )
        await session.execute(sent.execution_options(synchronize_session=False))
    return cards


@asynccontextmanager
async def _eater(count: int) -> AsyncIterator[asyncio.subprocess.Process]:
    async with databases("sqlite") as made, Serving() as serving:
        words = (serving.address, await made.settled(), str(count))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.memory", *words, stdout=asyncio.subprocess.PIPE
        )
        yield process
        await process.wait()


async def measure(*, quick: bool) -> list[Measure]:
    count = 10_000 if quick else 100_000
    async with _eater(count) as process:
        told, _ = await process.communicate()
    sizes = [int(line) / 2**20 for line in told.split()]
    if process.returncode or len(sizes) != 10 * SAMPLES:
        raise RuntimeError("the process whose memory is measured failed")
    first, last = sizes[SAMPLES - 1], median(sizes[-SAMPLES:])
    name = f"memory after {count:,} updates"
    return [Measure(name, f"{last:.0f} MB", f"{first:.0f} MB after a tenth", last / first, GROWTH)]


if __name__ == "__main__":
    asyncio.run(eat(sys.argv[1], sys.argv[2], int(sys.argv[3])))
