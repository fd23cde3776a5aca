from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, Tick
from bot.configuration.settings import Settings
from bot.demo.running import PIECES, MovedTimekeeper, nights
from bot.monitoring.health import Watch
from bot.timekeeper import Timekeeper
from bot.wiring import App
from models.db.database import Database
from models.schedule.calendar.stored_days import take_from_library


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


@pytest.mark.parametrize(
    ("today", "eve", "opens"),
    [
        (date(2026, 11, 16), date(2026, 11, 19), date(2026, 11, 20)),
        (date(2026, 11, 20), date(2026, 11, 26), date(2026, 11, 27)),
        (date(2026, 11, 28), date(2026, 12, 3), date(2026, 12, 4)),
        (date(2026, 10, 1), date(2026, 10, 9), date(2026, 10, 10)),
        (date(2026, 4, 24), date(2026, 4, 29), date(2026, 4, 30)),
        (date(2027, 1, 22), date(2027, 2, 18), date(2027, 2, 19)),
        (date(2027, 2, 10), date(2027, 2, 18), date(2027, 2, 19)),
    ],
)
async def test_the_demo_opens_on_the_last_working_day_of_a_week_after_one_on_which_nobody_walked(
    database: Database, tmp_path: Path, today: date, eve: date, opens: date
) -> None:
    settings = Settings(data_dir=tmp_path)
    timekeeper = Timekeeper()
    timekeeper.advance(datetime.combine(today, time(9), settings.zone) - timekeeper.now())
    async with database.write() as session:
        await take_from_library(session)
    app = App(settings, timekeeper, database, ThreadPoolExecutor(), Watch(database, timekeeper))
    assert await nights(app) == (eve - today, opens - eve)
