from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.monitoring.calendar_check import calendar
from models.schedule.calendar.library import years_known
from models.schedule.calendar.stored_days import take_from_library

LAST = years_known()[-1]


@pytest.mark.parametrize(
    ("today", "ok", "grave"),
    [
        (date(LAST, 10, 31), True, True),
        (date(LAST, 11, 1), False, False),
        (date(LAST, 11, 30), False, False),
        (date(LAST, 12, 1), False, True),
        (date(LAST + 1, 1, 1), False, True),
    ],
)
async def test_a_year_that_is_not_announced_is_told_in_november_and_bad_from_december_on(
    session: AsyncSession, today: date, ok: bool, grave: bool
) -> None:
    await take_from_library(session)
    found = await calendar(session, today)
    assert (found.ok, found.ok or found.grave) == (ok, grave)
    assert (str(LAST) if ok else str(LAST + 1)) in found.detail
    assert f"{years_known()[0]} to {LAST}" in found.detail
