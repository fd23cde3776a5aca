"""Evidence files come in the background: fetched, cleaned in the pool, kept on disk under what they contain."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from contextlib import aclosing, suppress
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.files.photo import MOST_BYTES, PHOTO_TYPES, NotAnImage, clean, sniff
from bot.files.store import Store
from bot.files.telegram_files import Download, FileRefused, FileUnreachable
from bot.timekeeper import Timekeeper
from bot.trouble import Trouble
from models.checks.photos import compare_photo
from models.db.database import Database
from models.evidence.attach import SIGNAL
from models.evidence.fetch_queue import LEASE, WantedFile, claim_wanted, give_back, keep, next_wanted, refuse, try_later

AT_ONCE = 4
IDLE_SECONDS = 30.0
CROWDED_SECONDS = 1.0
QUIET_SECONDS, GIVE_WAY_SECONDS = 0.05, 0.25
GRACE_SECONDS = 5.0
BELIEVED = 5  # tries, in more than ten minutes, after which a refusal that may pass is taken for what it says
PATIENCE_SECONDS = LEASE.total_seconds() - 30

Settle = Callable[[AsyncSession], Awaitable[bool]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """Where it is on disk, and what it looks like (bot.files.look)."""

    sha256: str
    media_type: str
    look: int | None


class Fetcher:
    def __init__(
        self, database: Database, download: Download, store: Store, timekeeper: Timekeeper, pool: Executor
    ) -> None:
        self._database = database
        self._signal = database.signal(SIGNAL)
        self._download = download
        self._store = store
        self._timekeeper = timekeeper
        self._pool = pool
        self._trouble = Trouble("files")
        self._busy: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()

    async def run(self) -> None:
        self._ended.clear()
        try:
            async with asyncio.TaskGroup() as tasks:
                while not self._stopping.is_set():
                    await self._signal.wait(await self._start_due(tasks))
                    await self._give_way()
        finally:
            self._ended.set()

    async def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Ends `run`; a fetch that is not done after `grace` seconds is given back."""
        self._stopping.set()
        self._signal.ring()
        try:
            async with asyncio.timeout(grace):
                await self._ended.wait()
        except TimeoutError:
            for task in self._busy:
                task.cancel()

    async def _give_way(self) -> None:
        """People are answered first: fetching goes on once nothing has come for a moment, or after a while."""
        loop = asyncio.get_running_loop()
        latest = loop.time() + GIVE_WAY_SECONDS
        while (left := min(self._database.shared.used_at + QUIET_SECONDS, latest) - loop.time()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._stopping.wait()
                    return

    async def _start_due(self, tasks: asyncio.TaskGroup) -> float:
        """Starts the next that is due, if there is room; says in how many seconds to look again."""
        free = len(self._busy) < AT_ONCE
        try:
            wait = await self._seconds_to_next()
            if wait > 0 or not free:
                return wait or IDLE_SECONDS
            async with self._database.write() as session:
                claimed = await claim_wanted(session, self._timekeeper.now(), 1)
        except (SQLAlchemyError, OSError) as error:
            self._trouble.met("the database cannot say what to fetch", error)
            return IDLE_SECONDS
        self._trouble.over()
        for wanted in claimed:
            task = tasks.create_task(self._fetch(wanted))
            self._busy.add(task)
            task.add_done_callback(self._let_go)
        return 0 if claimed else CROWDED_SECONDS

    async def _seconds_to_next(self) -> float:
        async with self._database.read() as session:
            due = await next_wanted(session)
        if due is None:
            return IDLE_SECONDS
        left = (due - self._timekeeper.now()).total_seconds()
        return min(max(left, 0), IDLE_SECONDS)

    def _let_go(self, task: asyncio.Task[None]) -> None:
        self._busy.discard(task)
        self._signal.ring()

    async def _fetch(self, wanted: WantedFile) -> None:
        try:
            settle = await self._outcome(wanted)
        except asyncio.CancelledError:
            await self._record(wanted, lambda session: give_back(session, wanted, self._timekeeper.now()))
            raise
        await self._record(wanted, settle)

    async def _record(self, wanted: WantedFile, settle: Settle) -> None:
        try:
            async with self._database.write() as session:
                await settle(session)
        except (SQLAlchemyError, OSError) as error:
            self._trouble.met(f"evidence {wanted.id}: what became of it was not recorded", error)

    async def _outcome(self, wanted: WantedFile) -> Settle:
        after = None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                taken = await self._take(wanted)
            return lambda session: self._keep(session, wanted, taken)
        except FileRefused as error:
            if error.perhaps and wanted.tries < BELIEVED:
                return lambda session: try_later(session, wanted, self._timekeeper.now())
            return self._refused(wanted, error.code)
        except NotAnImage as error:
            return self._refused(wanted, error.code)
        except (FileUnreachable, TimeoutError) as error:
            log.warning("evidence %d: try %d failed, %r", wanted.id, wanted.tries, error)
            after = error.after if isinstance(error, FileUnreachable) else None
        except Exception:
            log.exception("evidence %d: try %d failed", wanted.id, wanted.tries)
        return lambda session: try_later(session, wanted, self._timekeeper.now(), after)

    async def _keep(self, session: AsyncSession, wanted: WantedFile, taken: Taken) -> bool:
        now = self._timekeeper.now()
        kept = await keep(session, wanted, taken.sha256, taken.media_type, now)
        if kept:
            await compare_photo(session, wanted.id, taken.look, now)
        return kept

    def _refused(self, wanted: WantedFile, reason: str) -> Settle:
        log.warning("evidence %d: refused, %s", wanted.id, reason)
        return lambda session: refuse(session, wanted, reason, self._timekeeper.now())

    async def _take(self, wanted: WantedFile) -> Taken:
        if (wanted.file_size or 0) > MOST_BYTES:
            raise FileRefused("too_big")
        data = await self._read(wanted.file_id)
        media_type, look = sniff(data), None
        if wanted.kind == "photo" or media_type in PHOTO_TYPES:
            cleaned = await asyncio.get_running_loop().run_in_executor(self._pool, clean, data)
            data, media_type, look = cleaned.data, cleaned.media_type, cleaned.look
        return Taken(await asyncio.to_thread(self._store.keep, data), media_type, look)

    async def _read(self, file_id: str) -> bytes:
        data = bytearray()
        async with aclosing(self._download(file_id)) as stream:
            async for chunk in stream:
                data += chunk
                if len(data) > MOST_BYTES:
                    raise FileRefused("too_big")
        if not data:
            raise FileRefused("empty")
        return bytes(data)
