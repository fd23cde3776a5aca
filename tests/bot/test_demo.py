from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, Tick
from bot.demo import PIECES, MovedTimekeeper
from models.db.database import Database


@pytest.mark.parametrize(
    ("step", "beats"),
    [
        (timedelta(seconds=30), 1),
        (timedelta(minutes=15), 15),
        (timedelta(days=7), PIECES),
    ],
)
async def test_the_demo_s_time_goes_on_in_pieces_so_that_each_step_comes_at_its_own_hour(
    database: Database, step: timedelta, beats: int
) -> None:
    timekeeper, seen = MovedTimekeeper(PIECES), []

    async def look(_session: AsyncSession, _now: datetime) -> None:
        seen.append(timekeeper.offset)

    timekeeper.clocks.append(Clock(database, timekeeper, (Tick("look", 2, look),)))
    await timekeeper.moved(step)
    assert seen == [step / beats * (number + 1) for number in range(beats)]
