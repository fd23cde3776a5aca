from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.schedule.calendar.feasts import days_of
from models.schedule.calendar.library import DaySaid, years_known
from models.schedule.calendar.stored_days import (
    day_kind,
    first_unannounced,
    is_announced,
    load_calendar,
    reset_day,
    said_of_year,
    set_day,
    take_from_library,
    take_import,
)
from models.schedule.calendar.working_days import DayKind, next_working_day, plainly_works
from models.schedule.tables import Workday
from tests.databases import counted

FREE, PLAIN = date(2027, 2, 8), date(2027, 2, 20)
YEAR = {day: DaySaid(plainly_works(day)) for day in days_of(2027)} | {FREE: DaySaid(False, "春节")}


async def kinds(session: AsyncSession, *days: date) -> list[DayKind]:
    return [await day_kind(session, day) for day in days]


async def test_the_library_is_taken_once_and_its_corrections_later(session: AsyncSession) -> None:
    assert await take_from_library(session) > 700
    assert await take_from_library(session) == 0
    assert await kinds(session, date(2026, 2, 14), date(2026, 2, 16)) == [DayKind.WORKING, DayKind.OFF]
    (await session.get_one(Workday, (date(2026, 2, 14), "library"))).works = False
    assert await take_from_library(session) == 1
    assert (await said_of_year(session, 2026))[date(2026, 2, 14)] == (True, "春节")


async def test_of_a_day_the_street_is_believed_before_the_import_and_that_before_the_library(
    session: AsyncSession,
) -> None:
    day = date(2026, 3, 2)
    await set_day(session, day, "停水", works=False)
    await take_import(session, {day: DaySaid(True, "导入")})
    await take_from_library(session)
    assert (await said_of_year(session, 2026))[day] == (False, "停水")
    assert await reset_day(session, day)
    assert not await reset_day(session, day)
    assert (await said_of_year(session, 2026))[day] == (True, "导入")


async def test_a_year_is_announced_when_a_calendar_tells_every_day_of_it(session: AsyncSession) -> None:
    await take_from_library(session)
    last = years_known()[-1]
    assert await first_unannounced(session, 2025) == last + 1
    whole = {day: DaySaid(True) for day in days_of(last + 1)}
    missing = whole.popitem()[0]
    await take_import(session, whole)
    await set_day(session, missing, works=True)
    assert not await is_announced(session, last + 1)
    await take_import(session, {missing: DaySaid(True)})
    assert await is_announced(session, last + 1)


async def test_an_import_settles_what_was_not_known_and_a_second_one_corrects_it(session: AsyncSession) -> None:
    await take_from_library(session)
    assert await kinds(session, FREE, PLAIN) == [DayKind.UNKNOWN, DayKind.OFF]
    assert await take_import(session, YEAR) == 365
    assert await take_import(session, YEAR) == 0
    assert await kinds(session, FREE, PLAIN) == [DayKind.OFF, DayKind.OFF]
    assert await take_import(session, YEAR | {PLAIN: DaySaid(True)}) == 1
    assert await kinds(session, PLAIN) == [DayKind.WORKING]
    await set_day(session, PLAIN, works=False)
    assert await kinds(session, PLAIN) == [DayKind.OFF]


async def test_a_calendar_is_one_question_and_knows_a_year_beyond_its_last_day(session: AsyncSession) -> None:
    await take_from_library(session)
    await take_import(session, YEAR)
    connection = (await session.connection()).sync_connection
    with counted(connection) as statements:
        calendar = await load_calendar(session, date(2026, 12, 1), date(2026, 12, 31))
    assert len(statements) == 1
    assert next_working_day(calendar, date(2026, 12, 31)) == date(2027, 1, 1)
    assert calendar.kind(FREE) is DayKind.OFF


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2027, 2, 5), date(2031, 1, 1), date.min, date.max])
async def test_nothing_raises_where_no_calendar_is_known_at_all(session: AsyncSession, day: date) -> None:
    assert (await load_calendar(session, day, day)).kind(day) is await day_kind(session, day)
    assert await session.scalar(select(func.count()).select_from(Workday)) == 0
