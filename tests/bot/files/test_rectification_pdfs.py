import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from sqlmodel import col

from bot.files.pool import Pool
from bot.files.rectification_pdfs import PHOTO_PATIENCE, RectificationPdfs, in_chinese
from bot.files.store import Store
from bot.timekeeper import Timekeeper
from models.db.database import Database
from models.evidence.attach import Found
from models.evidence.tables import Evidence, EvidenceState
from models.hazards.rectification.pdf_queue import NOTICE, RETRY_AFTER, TOLD_AFTER
from models.hazards.rectification.tables import PaperState, Rectification
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.outbox.tables import SIGNAL, OutboxMessage
from reports.rectification.data import Surroundings
from tests.models.conftest import SHANGHAI, WORDS
from tests.reports.paper import read
from tests.street import GROUP, Street, build

SAID = {"place": "望城路1号", "facts": "楼道堆满杂物"}
PATIENCE = 100  # seconds; one processor may have to draw, and others may want it


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with Pool(1) as pool:
        yield pool


@pytest.fixture
def clock(now: datetime) -> Timekeeper:
    return Timekeeper(now)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def notices(database: Database, pool: Executor, store: Store, clock: Timekeeper, tmp_path: Path) -> RectificationPdfs:
    around = Surroundings(SHANGHAI, "wangge_bot", store.path, in_chinese)
    return RectificationPdfs(database, pool, tmp_path / "notices", clock, around)


async def ordered(database: Database, clock: Timekeeper) -> Street:
    """A hazard with one photo, which has not come yet, and the order to put it right."""
    now = clock.now()
    async with database.write() as session:
        street = await build(session, now)
        said = Said(GROUP, 501, WORDS, (Found("photo", "file-1", 1000, 501),), person=street.resident)
        await report(session, said, street.grid, now, SHANGHAI)
    async with database.write() as session:
        hazard = (await session.scalars(select(Hazard))).one()
        given = {"responsible": "物业", "due": f"{clock.now() + timedelta(days=7):%Y-%m-%d}", **SAID}
        await perform(session, hazard, Act.ORDER, street.leader, now, SHANGHAI, **given)
    return street


async def photo_comes(database: Database, store: Store) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
    async with database.write() as session:
        row = (await session.scalars(select(Evidence))).one()
        row.state, row.sha256 = EvidenceState.KEPT, store.keep(picture.getvalue())


async def orders(database: Database) -> list[Rectification]:
    async with database.read() as session:
        return list((await session.scalars(select(Rectification))).all())


async def messages(database: Database) -> list[OutboxMessage]:
    async with database.read() as session:
        rows = select(OutboxMessage).where(col(OutboxMessage.kind) == NOTICE).order_by(col(OutboxMessage.id))
        return list((await session.scalars(rows)).all())


@asynccontextmanager
async def running(notices: RectificationPdfs) -> AsyncIterator[None]:
    task = asyncio.create_task(notices.run())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def only(database: Database) -> Rectification:
    [order] = await orders(database)
    return order


async def made(database: Database) -> Rectification:
    """The order, as soon as its notice is made: then messages are enqueued."""
    while (order := await only(database)).paper is PaperState.WANTED:
        assert await database.signal(SIGNAL).wait(PATIENCE), "no notice is made"
    return order


def text_in(file: str | None) -> str:
    return read(Path(str(file)).read_bytes()).text


async def test_an_ordered_notice_becomes_a_file_and_is_posted(
    database: Database, notices: RectificationPdfs, clock: Timekeeper, store: Store
) -> None:
    street = await ordered(database, clock)
    await photo_comes(database, store)
    async with running(notices):
        order = await made(database)
    posted = await messages(database)
    assert [message.chat_id for message in posted] == [street.leader.tg_user_id, street.member.tg_user_id]
    file = Path(posted[0].args["file"])
    assert (order.file, file.name) == (str(file), f"{order.id}-1.pdf")
    for said in ("1张，附后。", "谭远康", "疏散通道", "堆满杂物"):
        assert said in text_in(order.file)


async def test_a_notice_waits_for_its_photo_but_not_for_ever(
    database: Database, notices: RectificationPdfs, clock: Timekeeper
) -> None:
    await ordered(database, clock)
    await notices.make_due()
    order = await only(database)
    assert (order.paper, order.paper_tries) == (PaperState.WANTED, 0)
    assert order.paper_not_before > order.ordered_at
    assert await messages(database) == []
    clock.advance(PHOTO_PATIENCE + timedelta(minutes=3))
    await notices.make_due()
    assert "1张未能取得" in text_in((await only(database)).file)


async def test_a_file_that_is_gone_is_said_and_the_notice_is_made(
    database: Database, notices: RectificationPdfs, clock: Timekeeper, store: Store
) -> None:
    await ordered(database, clock)
    await photo_comes(database, store)
    async with database.read() as session:
        store.path(str(await session.scalar(select(col(Evidence.sha256))))).unlink()
    await notices.make_due()
    assert "1张未能取得" in text_in((await only(database)).file)


async def test_a_disk_that_takes_nothing_is_told_and_tried_until_it_does(
    database: Database, notices: RectificationPdfs, clock: Timekeeper, store: Store
) -> None:
    await ordered(database, clock)
    await photo_comes(database, store)
    notices.folder.write_text("no folder")
    for tries in range(1, TOLD_AFTER + 2):
        await notices.make_due()
        order = await only(database)
        assert (order.paper, order.paper_tries) == (PaperState.WANTED, tries)
        clock.advance(RETRY_AFTER[-1])
    assert [message.args["file"] for message in await messages(database)] == [None, None]
    notices.folder.unlink()
    await notices.make_due()
    order = await only(database)
    assert order.paper is PaperState.MADE
    assert [message.args["file"] for message in await messages(database)] == [None, None, order.file, order.file]
