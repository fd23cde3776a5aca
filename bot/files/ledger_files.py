"""Ledgers are made in the background, one at a time: read from rows, written to disk, posted, and let go of.

A file is there from when it is made until it is sent, or cannot be; a ledger that was under way when the program ended
is made anew when its lease is over.
"""

import asyncio
import logging
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.files.ledger_making import FILE_NAME, WHOLE, LedgerOrder, Told, make_ledger, rows_of
from bot.timekeeper import Timekeeper
from bot.trouble import Trouble
from handlers.ledgers.about import Scope
from handlers.ledgers.asker import asker_words
from handlers.ledgers.cells import Wording
from locales.translator import translator
from models.db.database import Database
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.ledgers import queue
from models.ledgers.asking import counted
from models.ledgers.queue import Claim
from models.ledgers.reading import PAGE
from models.ledgers.tables import SIGNAL, Failure, LedgerExport
from models.places.kinds import place_kinds_of
from models.schedule.report_periods.periods import Days
from reports.ledgers.writer import Limits

IDLE_SECONDS = 30.0
TELLS_EACH = 5_000  # rows
MOST_BYTES = 49_000_000  # Telegram takes fifty million

log = logging.getLogger(__name__)


class NotMine(Exception):
    """Somebody else makes it by now."""


@dataclass(frozen=True)
class LedgerFiles:
    """Keeps files in `folder`, by the ids of their exports."""

    database: Database
    folder: Path
    timekeeper: Timekeeper
    zone: tzinfo
    bot_username: str
    trouble: Trouble = field(default_factory=lambda: Trouble("ledgers"))
    limits: Limits = WHOLE
    most_bytes: int = MOST_BYTES
    tells_each: int = TELLS_EACH
    page_size: int = PAGE

    async def run(self) -> None:
        """Makes what is wanted until cancelled."""
        signal = self.database.signal(SIGNAL)
        while True:
            await signal.wait(await self.do_due())

    async def do_due(self) -> float:
        """Makes what is due and lets go of what is sent; says in how many seconds to look again."""
        try:
            async with self.database.write() as session:
                claimed = await queue.claim(session, self.timekeeper.now())
            self.trouble.over()
            if claimed is not None:
                await self._make(claimed)
                return 0
            await self._look_after()
            await self._tidy()
            return await self._seconds_to_next()
        except (SQLAlchemyError, OSError) as error:
            self.trouble.met("the database cannot say which ledgers to make", error)
            return IDLE_SECONDS

    async def _seconds_to_next(self) -> float:
        async with self.database.read() as session:
            due = await queue.next_due(session)
        left = (due - self.timekeeper.now()).total_seconds() if due else IDLE_SECONDS
        return min(max(left, 0), IDLE_SECONDS)

    async def _make(self, mine: Claim) -> None:
        try:
            await self._make_one(mine)
        except NotMine:
            log.warning("ledger %d: try %d was overtaken", mine.id, mine.tries)
        except Exception:
            log.exception("ledger %d: try %d failed", mine.id, mine.tries)
            async with self.database.write() as session:
                await queue.try_later(session, mine, self.timekeeper.now())

    async def _make_one(self, mine: Claim) -> None:
        async with self.database.read() as session:
            order = await self._ordered(session, mine)
            total = await rows_of(session, order) if order else 0
        if order is None:
            await self._fail(mine, Failure.NOT_ALLOWED)
            return
        path = self.folder / str(mine.id) / str(mine.tries) / FILE_NAME
        await asyncio.to_thread(_make_room, path)
        await self._go_on(mine, total=total)
        rows = await make_ledger(self.database, order, path, self._teller(mine), self.limits, self.page_size)
        if (await asyncio.to_thread(path.stat)).st_size > self.most_bytes:
            await self._fail(mine, Failure.TOO_BIG)
            return
        async with self.database.write() as session:
            await queue.made(session, mine, str(path), rows, self.timekeeper.now())

    async def _ordered(self, session: AsyncSession, mine: Claim) -> LedgerOrder | None:
        """None: who asked may not have it any more."""
        export = await session.get_one(LedgerExport, mine.id)
        if not await queue.allowed(session, export):
            return None
        grid, as_of = await session.get_one(Grid, export.grid_id), self.timekeeper.now()
        t = translator(export.language)
        around = (self.zone, kinds_of(session), place_kinds_of(session), self.bot_username)
        days, asker = Days(export.first, export.last), await asker_words(session, t, export)
        scope = Scope(grid.name, days, asker, export.asked_at, as_of, export.purpose)
        asked = counted(export, grid, as_of, self.zone)
        return LedgerOrder(export.kind, asked, scope, Wording(t, *around, personal=export.personal))

    def _teller(self, mine: Claim) -> Told:
        """Says now and then how far it is, and keeps the claim."""
        told = 0

        async def tell(rows: int) -> None:
            nonlocal told
            if rows - told >= self.tells_each:
                told = rows
                await self._go_on(mine, rows=rows)

        return tell

    async def _go_on(self, mine: Claim, **values: Any) -> None:
        async with self.database.write() as session:
            if not await queue.go_on(session, mine, self.timekeeper.now(), **values):
                raise NotMine

    async def _fail(self, mine: Claim, failure: Failure) -> None:
        async with self.database.write() as session:
            await queue.fail(session, mine, failure, self.timekeeper.now())

    async def _look_after(self) -> None:
        """Of those that are made: whether they are sent."""
        async with self.database.read() as session:
            files = {each.id: each.file or "" for each in await queue.to_look_after(session, self.timekeeper.now())}
        there = await asyncio.to_thread(lambda: {each for each, file in files.items() if Path(file).is_file()})
        if not files:
            return
        async with self.database.write() as session:
            now = self.timekeeper.now()
            for export in await queue.to_look_after(session, now):
                if export.id in files:
                    await queue.look_after(session, export, now, there=export.id in there)

    async def _tidy(self) -> None:
        """Lets go of the files of what waits no more, whoever left them."""
        kept = await asyncio.to_thread(_numbered, self.folder)
        if kept:
            async with self.database.read() as session:
                wait = await queue.with_files(session, list(kept))
            gone = [path for number, path in kept.items() if number not in wait]
            await asyncio.to_thread(_remove, gone)


def _make_room(path: Path) -> None:
    """Others on this machine need not read it; what an earlier try left goes."""
    shutil.rmtree(path.parent.parent, ignore_errors=True)
    path.parent.parent.parent.mkdir(parents=True, exist_ok=True)
    path.parent.parent.mkdir(mode=0o700)
    path.parent.mkdir(mode=0o700)


def _numbered(folder: Path) -> dict[int, Path]:
    return {int(path.name): path for path in folder.glob("*") if path.name.isdecimal()}


def _remove(folders: Iterable[Path]) -> None:
    for each in folders:
        shutil.rmtree(each, ignore_errors=True)
