"""Files of evidence that no row knows, left by a crash or by a database that was restored, are let go of.

What must always hold: where many files are without a row, the database is not the one they belong to, and all stay.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from bot.timekeeper import Timekeeper
from models.db.database import Database
from models.evidence.tables import Evidence
from models.retention import BATCH

log = logging.getLogger(__name__)
EVERY_SECONDS = 86_400
FEW, SMALL_SHARE = 20, 0.05


async def keep_forgetting(forget: Callable[[], Awaitable[int]]) -> None:
    """Each day until cancelled."""
    while True:
        try:
            await forget()
        except (SQLAlchemyError, OSError):
            log.exception("files that nothing needs could not be looked for")
        await asyncio.sleep(EVERY_SECONDS)


@dataclass(frozen=True)
class LooseFiles:
    """`folder` holds files as Store keeps them, and nothing else."""

    database: Database
    folder: Path
    timekeeper: Timekeeper
    kept: timedelta

    async def run(self) -> None:
        await keep_forgetting(self.forget)

    async def forget(self) -> int:
        """How many were deleted."""
        files = await asyncio.to_thread(lambda: [path for path in self.folder.glob("*/*") if path.is_file()])
        loose = [
            path for start in range(0, len(files), BATCH) for path in await self._loose(files[start : start + BATCH])
        ]
        if len(loose) > max(FEW, len(files) * SMALL_SHARE):
            log.warning(
                "%d of %d files in %s have no row: is this their database? All stay",
                len(loose),
                len(files),
                self.folder,
            )
            return 0
        return await asyncio.to_thread(self._delete, loose)

    async def _loose(self, files: Sequence[Path]) -> list[Path]:
        named = {path.parent.name + path.name: path for path in files}
        async with self.database.read() as session:
            rows = select(col(Evidence.sha256)).where(col(Evidence.sha256).in_(named)).distinct()
            known = set((await session.scalars(rows)).all())
        return [path for name, path in named.items() if name not in known]

    def _delete(self, loose: Sequence[Path]) -> int:
        """Those that nobody has written or come upon again lately."""
        until = self.timekeeper.now() - self.kept
        old = [path for path in loose if datetime.fromtimestamp(path.stat().st_mtime, UTC) < until]
        for path in old:
            path.unlink()
        return len(old)
