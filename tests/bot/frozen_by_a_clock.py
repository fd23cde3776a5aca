"""A clock that freezes what is due and is killed on its way, as a process of its own: `… URL HOW STEPS`.

It dies once it has read (`read`) or written (`write`) what is due, uncommitted, for the time that STEPS says.
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, Tick
from bot.timekeeper import Timekeeper
from models.digests.freezing import DIGEST_TURNS
from models.due import WallClock
from models.schema import open_database

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 29, 16, 5, tzinfo=UTC)


class Fixed(Timekeeper):
    def now(self) -> datetime:
        return MONDAY


def tick(how: str = "", steps: int = 0) -> Tick:
    """Of the turns of digests; without `how` it lives."""
    done = {"read": count(1), "write": count(1)}

    def step(of: str) -> None:
        if next(done[of]) == steps and how == of:
            os.kill(os.getpid(), signal.SIGKILL)

    async def ahead(session: AsyncSession, now: datetime) -> object:
        found = await DIGEST_TURNS.look_ahead(session, WallClock(now, SHANGHAI))
        step("read")
        return found

    async def do(session: AsyncSession, now: datetime) -> int:
        taken = await DIGEST_TURNS.take(session, WallClock(now, SHANGHAI))
        await session.flush()
        step("write")
        return taken

    return Tick(DIGEST_TURNS.name, 20, do, ahead)


async def run(url: str, how: str = "", steps: int = 0) -> None:
    database = open_database(url)
    await Clock(database, Fixed(), (tick(how, steps),)).beat_all()
    await database.close()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3])))
