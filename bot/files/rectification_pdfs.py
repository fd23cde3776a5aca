"""Notices of rectification are made in the background: gathered from rows, drawn in the pool, kept on disk, posted."""

import asyncio
import logging
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.files.store import write_whole
from bot.timekeeper import Timekeeper
from bot.trouble import Trouble
from handlers.hazards.labels import kind_word
from locales.translator import translator
from models.db.database import Database
from models.hazards.kinds import kinds_of
from models.hazards.rectification import pdf_queue
from models.hazards.rectification.pdf_queue import WantedPdf
from models.hazards.rectification.tables import SIGNAL, Rectification
from reports.rectification.data import Surroundings, notice_of, on_their_way
from reports.rectification.pdf import make
from reports.rectification.text import RectificationNotice

AT_ONCE = 4
IDLE_SECONDS = 30.0
PHOTO_PATIENCE = timedelta(seconds=30)
PHOTO_PAUSE = timedelta(seconds=2)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RectificationPdfs:
    """Keeps files in `folder`. A notice that was under way when the program ended is made when its lease is over."""

    database: Database
    pool: Executor
    folder: Path
    timekeeper: Timekeeper
    around: Surroundings
    trouble: Trouble = field(default_factory=lambda: Trouble("notices"))

    async def run(self) -> None:
        """Makes what is wanted until cancelled."""
        signal = self.database.signal(SIGNAL)
        while True:
            await signal.wait(await self.make_due())

    async def make_due(self) -> float:
        """Makes what is due; says in how many seconds to look again."""
        try:
            async with self.database.write() as session:
                claimed = await pdf_queue.claim_wanted(session, self.timekeeper.now(), AT_ONCE)
            self.trouble.over()
            await asyncio.gather(*map(self.make_one, claimed))
            return 0 if claimed else await self._seconds_to_next()
        except (SQLAlchemyError, OSError) as error:
            self.trouble.met("the database cannot say which notices to make", error)
            return IDLE_SECONDS

    async def _seconds_to_next(self) -> float:
        async with self.database.read() as session:
            due = await pdf_queue.next_wanted(session)
        left = (due - self.timekeeper.now()).total_seconds() if due else IDLE_SECONDS
        return min(max(left, 0), IDLE_SECONDS)

    async def make_one(self, wanted: WantedPdf) -> None:
        try:
            notice = await self._gathered(wanted)
            file = await self._drawn(wanted, notice) if notice else None
        except Exception:
            log.exception("notice %d: try %d failed", wanted.id, wanted.tries)
            async with self.database.write() as session:
                await pdf_queue.try_later(session, wanted, self.timekeeper.now())
            return
        now = self.timekeeper.now()
        async with self.database.write() as session:
            if file is None:
                await pdf_queue.put_off(session, wanted, now + PHOTO_PAUSE)
            else:
                await pdf_queue.made(session, wanted, str(file), now)

    async def _gathered(self, wanted: WantedPdf) -> RectificationNotice | None:
        """None while its photos are on their way, for as long as is worth waiting."""
        now = self.timekeeper.now()
        async with self.database.read() as session:
            order = await session.get_one(Rectification, wanted.id)
            hurried = now - order.started_at > PHOTO_PATIENCE
            if not hurried and await on_their_way(session, order.hazard_id):
                return None
            return await notice_of(session, order, self.around, now)

    async def _drawn(self, wanted: WantedPdf, notice: RectificationNotice) -> Path:
        document = await asyncio.get_running_loop().run_in_executor(self.pool, make, notice)
        path = self.folder / f"{wanted.id}-{wanted.issue}.pdf"
        await asyncio.to_thread(_keep, path, document)
        return path


def in_chinese(session: AsyncSession, category: str) -> str:
    """A notice is a Chinese document, whatever language its readers' chats have."""
    return kind_word(translator("zh_CN"), kinds_of(session), category)


def _keep(path: Path, document: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, document)
