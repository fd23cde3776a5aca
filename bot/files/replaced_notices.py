"""Files of notices that a newer issue has replaced are let go of; each extension and each correction makes a newer one.

What must always hold: the newest file of an order stays for as long as its row, whatever became of the order. What was
replaced can be drawn again from extensions and corrections, and stays in the chats; what no row knows is not ours to
judge.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from bot.files.loose import keep_forgetting
from bot.timekeeper import Timekeeper
from models.db.database import Database
from models.hazards.rectification.tables import PaperState, Rectification
from models.retention import BATCH

NAMED = re.compile(r"(\d+)-(\d+)\.pdf")


@dataclass(frozen=True)
class NoticeFile:
    path: Path
    order: int
    issue: int


@dataclass(frozen=True)
class ReplacedNotices:
    """`kept`: for how long after the newer one was made."""

    database: Database
    folder: Path
    timekeeper: Timekeeper
    kept: timedelta

    async def run(self) -> None:
        await keep_forgetting(self.forget)

    async def forget(self) -> int:
        """How many were deleted."""
        files = await asyncio.to_thread(self._files)
        gone = 0
        for start in range(0, len(files), BATCH):
            gone += await self._forget(files[start : start + BATCH])
        return gone

    def _files(self) -> list[NoticeFile]:
        named = [(path, NAMED.fullmatch(path.name)) for path in self.folder.glob("*.pdf")]
        return [NoticeFile(path, int(found[1]), int(found[2])) for path, found in named if found]

    async def _forget(self, files: Sequence[NoticeFile]) -> int:
        orders = select(Rectification).where(col(Rectification.id).in_({each.order for each in files}))
        async with self.database.read() as session:
            made = (await session.scalars(orders.where(col(Rectification.paper) == PaperState.MADE))).all()
        newest = {order.id: NoticeFile(Path(order.file), order.id, order.issue) for order in made if order.file}
        pairs = [(each, newest[each.order]) for each in files if each.order in newest]
        return await asyncio.to_thread(lambda: sum(self._delete(*pair) for pair in pairs))

    def _delete(self, file: NoticeFile, newest: NoticeFile) -> bool:
        until = (self.timekeeper.now() - self.kept).timestamp()
        replaced = file.issue < newest.issue and newest.path.is_file() and newest.path.stat().st_mtime < until
        if replaced:
            file.path.unlink()
        return replaced
