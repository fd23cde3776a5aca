import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.messages import Skip
from handlers.system.calendar_view import VIEWS
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.schedule.calendar.feasts import days_of
from models.schedule.calendar.library import DaySaid
from models.schedule.calendar.reminders import UNANNOUNCED
from models.schedule.calendar.stored_days import take_import
from tests.handlers.room import Room


@pytest.fixture
async def reading(room: Room, session: AsyncSession) -> Room:
    room.views.update(VIEWS)
    enqueue(session, 900, UNANNOUNCED, Lane.ROUTINE, room.now, year=2031)
    await session.flush()
    return room


async def test_administrators_read_which_year_is_missing_and_what_to_do(reading: Room) -> None:
    told = await reading.text(UNANNOUNCED)
    assert "2031 年放假安排尚未导入" in told
    assert "python -m bot holidays import FILE" in told


async def test_nothing_is_said_of_a_year_that_was_announced_meanwhile(reading: Room, session: AsyncSession) -> None:
    await take_import(session, {day: DaySaid(True) for day in days_of(2031)})
    assert isinstance(await reading.worded(await reading.newest(UNANNOUNCED)), Skip)
