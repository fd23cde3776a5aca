import asyncio
import io
import os
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from PIL import Image
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.files import media
from bot.files.media import BELIEVED, Fetcher
from bot.files.photo import MOST_BYTES, UNKNOWN
from bot.files.pool import Pool
from bot.files.store import Store
from bot.files.telegram_files import CHUNK, Download, FileRefused, FileUnreachable, TelegramFiles, local_content
from bot.timekeeper import Timekeeper
from handlers.evidence.extract import found_in
from models.db.database import Database
from models.evidence.attach import Found, attach
from models.evidence.fetch_queue import RETRY_AFTER
from models.evidence.tables import Evidence, EvidenceState, Moment
from models.grids.tables import Grid, Level
from models.hazards.tables import Hazard
from models.outbox.tables import OutboxMessage
from models.schema import open_database
from sandbox.driver import Driver
from sandbox.server import Sandbox

CHAT = -1001
SECRET = "Building 3, second flat"
PATIENT = 60.0


def jpeg(*, noise: bool = False) -> bytes:
    image = Image.effect_noise((200, 200), 90) if noise else Image.new("RGB", (64, 48), "red")
    tags = Image.Exif()
    tags[0x010E] = SECRET
    tags.get_ifd(0x8825)[2] = (29.0, 33.0, 36.0)
    into = io.BytesIO()
    image.save(into, "JPEG", exif=tags)
    return into.getvalue()


class FarSide:
    """Files by their id; an exception is raised instead of given. `asked` counts who came."""

    def __init__(self, **files: bytes | Exception) -> None:
        self.files = files
        self.asked: list[str] = []
        self.sent = 0
        self._came = asyncio.Condition()

    async def __call__(self, file_id: str) -> AsyncGenerator[bytes, None]:
        async with self._came:
            self.asked.append(file_id)
            self._came.notify_all()
        content = self.files[file_id]
        if isinstance(content, Exception):
            raise content
        for start in range(0, len(content), 65536):
            self.sent += 65536
            yield content[start : start + 65536]

    async def came(self, times: int) -> None:
        async with self._came:
            await self._came.wait_for(lambda: len(self.asked) >= times)


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with Pool(1) as pool:
        yield pool


@pytest.fixture
def clock(now: datetime) -> Timekeeper:
    return Timekeeper(now)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


async def want(database: Database, clock: Timekeeper, *found: Found) -> None:
    async with database.write() as session:
        grid = Grid(code="G1", name="一网格", level=Level.GRID, path="1/")
        hazard = Hazard(grid_id=grid.id, chat_id=CHAT, created_at=clock.now())
        session.add_all([grid, hazard])
        for each in found:
            await attach(session, hazard.subject, each, None, CHAT, Moment.BEFORE, clock.now())


def file(name: str, kind: str = "photo", size: int | None = None, message_id: int = 1) -> Found:
    return Found(kind, name, size, message_id)


async def evidence(database: Database) -> list[Evidence]:
    async with database.read() as session:
        return list((await session.scalars(select(Evidence).order_by(col(Evidence.message_id)))).all())


async def evidence_counted(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Evidence)) or 0


@asynccontextmanager
async def running(
    database: Database, download: Download, store: Store, clock: Timekeeper, pool: Executor
) -> AsyncIterator[Fetcher]:
    """At the end everything that was begun is done."""
    fetcher = Fetcher(database, download, store, clock, pool)
    task = asyncio.create_task(fetcher.run())
    yield fetcher
    await fetcher.stop(PATIENT)
    await task


async def test_a_photo_is_kept_without_what_it_told(
    database: Database, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    assert SECRET.encode() in jpeg()
    far = FarSide(a=jpeg())
    await want(database, clock, file("a"))
    async with running(database, far, store, clock, pool):
        await far.came(1)
    (row,) = await evidence(database)
    assert (row.state, row.media_type, row.reason) == (EvidenceState.KEPT, "image/jpeg", None)
    assert row.sha256 is not None
    kept = store.path(row.sha256).read_bytes()
    assert SECRET.encode() not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((64, 48), {})


async def test_what_comes_while_it_waits_is_fetched_at_once(
    database: Database, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    await database.listen()
    far = FarSide(a=jpeg())
    async with running(database, far, store, clock, pool):
        await want(database, clock, file("a"))
        await far.came(1)
    assert [row.state for row in await evidence(database)] == [EvidenceState.KEPT]


async def test_more_files_than_are_fetched_at_once_all_come(
    database: Database, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    far = FarSide(**{f"f{number}": jpeg() for number in range(9)})
    await want(database, clock, *(file(f"f{number}", message_id=number) for number in range(9)))
    async with running(database, far, store, clock, pool):
        await far.came(9)
    rows = await evidence(database)
    assert {row.state for row in rows} == {EvidenceState.KEPT}
    assert len({row.sha256 for row in rows}) == 1
    assert len(far.asked) == 9


async def test_two_processes_fetch_each_file_once(
    database: Database, database_url: str, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    other = open_database(database_url)
    far = FarSide(**{f"f{number}": jpeg() for number in range(8)})
    await want(database, clock, *(file(f"f{number}", message_id=number) for number in range(8)))
    async with running(database, far, store, clock, pool), running(other, far, store, clock, pool):
        await far.came(8)
    await other.close()
    assert sorted(far.asked) == [f"f{number}" for number in range(8)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html>no picture</html>", "not_an_image"),
        (jpeg(noise=True)[:5000], "damaged"),
        (b"", "empty"),
        (FileRefused("wrong_file"), "wrong_file"),
        (FileRefused("too_big"), "too_big"),
    ],
)
async def test_what_cannot_be_a_photo_is_refused_with_its_reason(
    database: Database, clock: Timekeeper, store: Store, pool: Executor, content: bytes | Exception, reason: str
) -> None:
    far = FarSide(a=content)
    await want(database, clock, file("a"))
    async with running(database, far, store, clock, pool):
        await far.came(1)
    (row,) = await evidence(database)
    assert (row.state, row.reason, row.sha256) == (EvidenceState.REFUSED, reason, None)


@pytest.mark.parametrize(
    ("tries", "state"),
    [(0, EvidenceState.WANTED), (BELIEVED - 2, EvidenceState.WANTED), (BELIEVED - 1, EvidenceState.REFUSED)],
)
async def test_a_refusal_that_may_pass_is_believed_after_some_tries(
    database: Database, clock: Timekeeper, store: Store, pool: Executor, tries: int, state: EvidenceState
) -> None:
    far = FarSide(a=FileRefused("wrong_file", perhaps=True))
    await want(database, clock, file("a"))
    async with database.write() as session:
        await session.execute(update(Evidence).values(tries=tries))
    async with running(database, far, store, clock, pool):
        await far.came(1)
    (row,) = await evidence(database)
    assert (row.state, row.tries) == (state, tries + 1)
    async with database.read() as session:
        told = (await session.scalars(select(OutboxMessage))).all()
    assert bool(told) is (state is EvidenceState.REFUSED)


async def test_no_more_than_twenty_megabytes_are_read(
    database: Database, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    far = FarSide(a=jpeg() + bytes(MOST_BYTES * 2))
    await want(database, clock, file("a"))
    async with running(database, far, store, clock, pool):
        await far.came(1)
    assert [row.reason for row in await evidence(database)] == ["too_big"]
    assert far.sent <= MOST_BYTES + 2 * 65536


async def test_what_is_known_to_be_too_big_is_not_asked_for(
    database: Database, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    far = FarSide(b=jpeg())
    await want(database, clock, file("a", "video", MOST_BYTES + 1), file("b", message_id=2))
    async with running(database, far, store, clock, pool):
        await far.came(1)
    assert far.asked == ["b"]
    assert [row.reason for row in await evidence(database)] == ["too_big", None]


async def test_other_files_stay_as_they_are_and_have_no_name_to_run_by(
    database: Database, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    program, film = b"\x7fELF\x02\x01\x01" + bytes(90), b"\x00\x00\x00\x20ftypisom" + bytes(90)
    far = FarSide(program=program, film=film)
    await want(database, clock, file("program", "document", 97, 1), file("film", "video", None, 2))
    async with running(database, far, store, clock, pool):
        await far.came(2)
    rows = await evidence(database)
    assert [row.media_type for row in rows] == [UNKNOWN, "video/mp4"]
    paths = [store.path(row.sha256 or "") for row in rows]
    assert [path.read_bytes() for path in paths] == [program, film]
    assert {path.suffix for path in paths} == {""}
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


async def test_a_photo_sent_as_a_document_loses_its_metadata_too(
    database: Database, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    far = FarSide(a=jpeg())
    await want(database, clock, file("a", "document"))
    async with running(database, far, store, clock, pool):
        await far.came(1)
    (row,) = await evidence(database)
    assert SECRET.encode() not in store.path(row.sha256 or "").read_bytes()


async def test_what_is_out_of_reach_is_tried_again_when_it_is_time(
    database: Database, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    far = FarSide(a=FileUnreachable("gone"))
    await want(database, clock, file("a"))
    async with running(database, far, store, clock, pool):
        await far.came(1)
    (row,) = await evidence(database)
    assert (row.state, row.tries) == (EvidenceState.WANTED, 1)
    assert RETRY_AFTER[0] <= row.not_before - row.received_at < RETRY_AFTER[1]
    far.files["a"] = jpeg()
    clock.advance(RETRY_AFTER[0])
    async with running(database, far, store, clock, pool):
        await far.came(2)
    assert [row.state for row in await evidence(database)] == [EvidenceState.KEPT]


async def test_a_pause_that_telegram_asks_for_is_kept(
    database: Database, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    far = FarSide(a=FileUnreachable("too_fast", timedelta(minutes=20)))
    await want(database, clock, file("a"))
    async with running(database, far, store, clock, pool):
        await far.came(1)
    (row,) = await evidence(database)
    assert row.not_before - row.received_at >= timedelta(minutes=20)


async def test_an_error_nobody_thought_of_stops_neither_the_others_nor_the_loop(
    database: Database, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    far = FarSide(a=ZeroDivisionError("surprise"), b=jpeg())
    await want(database, clock, file("a"), file("b", message_id=2))
    async with running(database, far, store, clock, pool):
        await far.came(2)
    assert [row.state for row in await evidence(database)] == [EvidenceState.WANTED, EvidenceState.KEPT]


async def test_who_gives_way_to_others_can_be_stopped(
    database: Database, clock: Timekeeper, store: Store, pool: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "GIVE_WAY_SECONDS", 3600.0)
    monkeypatch.setattr(media, "QUIET_SECONDS", 3600.0)
    far = FarSide(a=jpeg(), b=jpeg())
    await want(database, clock, file("a"), file("b", message_id=2))
    await database.shared.write(evidence_counted)
    async with running(database, far, store, clock, pool):
        await far.came(1)
    assert [row.state for row in await evidence(database)] == [EvidenceState.KEPT, EvidenceState.WANTED]


@pytest.mark.parametrize("how", ["stopped", "cancelled"])
async def test_a_fetch_that_does_not_end_is_given_back_when_the_program_ends(
    database: Database, clock: Timekeeper, store: Store, pool: Executor, how: str
) -> None:
    held = asyncio.Event()

    async def endless(_file_id: str) -> AsyncGenerator[bytes, None]:
        held.set()
        await asyncio.Event().wait()
        yield b""

    await want(database, clock, file("a"))
    fetcher = Fetcher(database, endless, store, clock, pool)
    task = asyncio.create_task(fetcher.run())
    await held.wait()
    if how == "stopped":
        await fetcher.stop(grace=0)
    else:
        task.cancel()
    await asyncio.wait([task])
    (row,) = await evidence(database)
    assert (row.state, row.tries) == (EvidenceState.WANTED, 0)
    assert row.not_before <= clock.now()


class Telegram:
    """A sandbox with one bot, spoken to by aiogram, and a group with Chen in it."""

    def __init__(self, sandbox: Sandbox, bot: Bot, driver: Driver, chen: int, group: int) -> None:
        self.sandbox, self.bot, self.driver, self.chen, self.group = sandbox, bot, driver, chen, group
        self.files = TelegramFiles(bot)

    async def sent(self, data: bytes, **how: Any) -> Message:
        await self.driver.photo(self.group, self.chen, data, caption="/report 楼道堆物", **how)
        update = (await self.bot.get_updates(offset=-1))[0]
        assert update.message is not None
        return update.message

    async def file_id(self, data: bytes, **how: Any) -> str:
        (found,) = found_in(await self.sent(data, **how))
        assert found.file_id is not None
        return found.file_id

    async def read(self, file_id: str) -> bytes:
        return b"".join([chunk async for chunk in self.files(file_id)])


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    sandbox = Sandbox(strict=True)
    address = await sandbox.start()
    async with Driver(address) as driver:
        about = await driver.bot()
        chen = (await driver.person("陈"))["id"]
        group = (await driver.group("一网格", chen, members=[about["id"]]))["id"]
        session = AiohttpSession(api=TelegramAPIServer.from_base(address))
        async with Bot(about["token"], session=session) as bot:
            yield Telegram(sandbox, bot, driver, chen, group)
    await sandbox.stop()
    assert sandbox.complaints == []


async def test_a_photo_sent_in_a_group_is_on_disk_and_says_nothing_of_its_sender(
    telegram: Telegram, database: Database, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    asked = asyncio.Event()

    async def download(file_id: str) -> AsyncGenerator[bytes, None]:
        asked.set()
        async for chunk in telegram.files(file_id):
            yield chunk

    await want(database, clock, *found_in(await telegram.sent(jpeg())))
    async with running(database, download, store, clock, pool):
        await asked.wait()
    (row,) = await evidence(database)
    assert (row.state, row.media_type) == (EvidenceState.KEPT, "image/jpeg")
    kept = store.path(row.sha256 or "").read_bytes()
    assert SECRET.encode() not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((64, 48), {})


async def test_a_file_comes_as_it_was_sent(telegram: Telegram) -> None:
    data = bytes(range(256)) * 1000
    assert await telegram.read(await telegram.file_id(data, as_="document", filename="记录.bin")) == data


async def test_a_file_too_big_for_bots_is_refused(telegram: Telegram) -> None:
    file_id = await telegram.file_id(bytes(MOST_BYTES + 1), as_="document")
    with pytest.raises(FileRefused, match="too_big"):
        await telegram.read(file_id)


async def test_a_wrong_file_id_is_refused(telegram: Telegram) -> None:
    with pytest.raises(FileRefused, match="wrong_file") as told:
        await telegram.read("forged")
    assert told.value.perhaps  # "… or the file is temporarily unavailable"


@pytest.mark.parametrize(
    ("kind", "after"), [("429", timedelta(seconds=9)), ("500", None), ("502", None), ("drop", None)]
)
async def test_trouble_on_the_way_is_no_refusal(telegram: Telegram, kind: str, after: timedelta | None) -> None:
    file_id = await telegram.file_id(jpeg())
    await telegram.driver.failures(kind, method="getFile", retry_after=9)
    with pytest.raises(FileUnreachable) as trouble:
        await telegram.read(file_id)
    assert trouble.value.after == after
    assert await telegram.read(file_id) == jpeg()


async def test_a_path_that_has_gone_is_asked_for_again_later_and_the_token_is_not_told(telegram: Telegram) -> None:
    file_id = await telegram.file_id(jpeg())
    telegram.sandbox.world.files.by_path.clear()
    with pytest.raises(FileUnreachable) as trouble:
        await telegram.read(file_id)
    assert telegram.bot.token not in repr(trouble.value)
    assert trouble.value.__suppress_context__


@pytest.fixture
def local(telegram: Telegram, tmp_path: Path) -> Path:
    """The folder of a server that runs with --local."""
    telegram.sandbox.world.files.local = tmp_path / "telegram-bot-api"
    return telegram.sandbox.world.files.local


async def test_a_file_of_a_local_server_is_read_from_its_folder(telegram: Telegram, local: Path) -> None:
    data = bytes(range(256)) * 1000
    assert await telegram.read(await telegram.file_id(data, as_="document", filename="记录.bin")) == data
    assert await asyncio.to_thread(os.listdir, local) == [telegram.bot.token]


async def test_a_photo_of_a_local_server_is_kept(
    telegram: Telegram, local: Path, database: Database, clock: Timekeeper, store: Store, pool: Executor
) -> None:
    asked = asyncio.Event()

    async def download(file_id: str) -> AsyncGenerator[bytes, None]:
        asked.set()
        async for chunk in telegram.files(file_id):
            yield chunk

    await want(database, clock, *found_in(await telegram.sent(jpeg())))
    async with running(database, download, store, clock, pool):
        await asked.wait()
    (row,) = await evidence(database)
    assert (row.state, row.media_type) == (EvidenceState.KEPT, "image/jpeg")


async def test_a_large_file_of_a_local_server_is_not_read_to_its_end(telegram: Telegram, local: Path) -> None:
    file_id = await telegram.file_id(bytes(MOST_BYTES + 1), as_="document")
    stream = telegram.files(file_id)
    assert len(await anext(stream)) == CHUNK
    await stream.aclose()


@pytest.mark.parametrize("place", ["{here}/secret", "{files}/../secret", "{files}/link", "/etc/hostname"])
async def test_what_is_not_in_the_bot_s_own_folder_is_never_read(telegram: Telegram, local: Path, place: str) -> None:
    files = local / telegram.bot.token
    files.mkdir(parents=True)
    (local / "secret").write_text("BOT_TOKEN=…")
    (files / "link").symlink_to(local / "secret")
    path = place.format(here=local, files=files)
    with pytest.raises(FileRefused, match="wrong_file"):
        _ = [chunk async for chunk in local_content(path, telegram.bot.token)]


async def test_a_file_that_a_local_server_has_taken_away_is_none(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        _ = [chunk async for chunk in local_content(str(tmp_path / "42:AA" / "gone.jpg"), "42:AA")]
