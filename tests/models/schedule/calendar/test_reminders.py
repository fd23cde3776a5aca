from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.members.administrators import ADMINISTRATORS
from models.outbox.tables import OutboxMessage
from models.schedule.calendar.feasts import days_of
from models.schedule.calendar.library import DaySaid, years_known
from models.schedule.calendar.reminders import UNANNOUNCED, keep_calendar, next_reminder
from models.schedule.calendar.stored_days import take_import
from models.schedule.tables import CalendarReminder
from tests.due import remind_of_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEAR = years_known()[-1] + 1
ADMIN, OTHER = 900, 901


def at(month: int, day: int, hour: int = 9, year: int = YEAR - 1) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
async def kept(session: AsyncSession) -> AsyncSession:
    ADMINISTRATORS.keep(session, frozenset({OTHER, ADMIN}))
    await keep_calendar(session, at(6, 1), SHANGHAI)
    return session


async def told(session: AsyncSession) -> list[tuple[int, int]]:
    await session.flush()
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == UNANNOUNCED).order_by(col(OutboxMessage.id))
    return [(message.chat_id, message.args["year"]) for message in (await session.scalars(rows)).all()]


async def waiting(session: AsyncSession) -> dict[int, datetime]:
    rows = select(CalendarReminder).where(col(CalendarReminder.next_at).is_not(None))
    return {each.year: each.next_at for each in (await session.scalars(rows)).all() if each.next_at}


async def test_administrators_hear_once_in_november_and_weekly_from_december_on(kept: AsyncSession) -> None:
    heard = []
    day = at(10, 31)
    while day < at(1, 20, year=YEAR):
        if await remind_of_calendar(kept, day):
            heard.append(f"{day:%m-%d}")
        day += timedelta(days=1)
    assert heard == ["11-01", "12-01", "12-08", "12-15", "12-22", "12-29", "01-05", "01-12", "01-19"]
    assert await told(kept) == [(ADMIN, YEAR), (OTHER, YEAR)] * len(heard)


async def test_whoever_starts_late_is_told_at_once_and_then_as_planned(kept: AsyncSession) -> None:
    assert await remind_of_calendar(kept, at(11, 28, 15)) == 1
    assert await waiting(kept) == {YEAR: at(12, 1).astimezone(UTC)}


async def test_once_the_year_is_announced_the_next_waits_for_its_own_november(kept: AsyncSession) -> None:
    await take_import(kept, {day: DaySaid(True) for day in days_of(YEAR)})
    assert await remind_of_calendar(kept, at(11, 1)) == 1
    assert await told(kept) == []
    assert await waiting(kept) == {YEAR + 1: at(11, 1, year=YEAR).astimezone(UTC)}


async def test_a_start_does_not_put_off_what_waits(kept: AsyncSession) -> None:
    await remind_of_calendar(kept, at(12, 3))
    await keep_calendar(kept, at(12, 4), SHANGHAI)
    assert await waiting(kept) == {YEAR: at(12, 10).astimezone(UTC)}


async def test_who_starts_late_in_the_year_has_left_nothing_lying(session: AsyncSession) -> None:
    await keep_calendar(session, at(11, 29), SHANGHAI)
    assert await waiting(session) == {YEAR: at(11, 29).astimezone(UTC)}


async def test_without_administrators_nobody_is_told_and_the_clock_goes_on(session: AsyncSession) -> None:
    await keep_calendar(session, at(6, 1), SHANGHAI)
    assert await remind_of_calendar(session, at(12, 1)) == 1
    assert (await told(session), list(await waiting(session))) == ([], [YEAR])


@pytest.mark.parametrize(
    ("said_on", "then"),
    [
        (date(2026, 11, 1), date(2026, 12, 1)),
        (date(2026, 11, 30), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2026, 12, 8)),
        (date(2027, 1, 3), date(2027, 1, 10)),
    ],
)
def test_when_it_is_said_again(said_on: date, then: date) -> None:
    assert next_reminder(2027, said_on) == then
