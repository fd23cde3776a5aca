"""Whether it is known how the coming year is worked; for `doctor`, as the program is fit to run without."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.monitoring.findings import CheckFinding, found
from locales.translator import N_
from models.schedule.calendar.library import years_known
from models.schedule.calendar.reminders import asked_from, pressing_from
from models.schedule.calendar.stored_days import first_unannounced


async def calendar(session: AsyncSession, today: date) -> CheckFinding:
    """Grave once it is pressing."""
    year = await first_unannounced(session, today.year)
    known = years_known()
    values: dict[str, Any] = {"until": date(year - 1, 12, 31), "year": year, "first": known[0], "last": known[-1]}
    if today < asked_from(year):
        told = N_("working days are known until {until}; the library knows {first} to {last}")
        return found("calendar", told, ok=True, **values)
    told = N_("working days of {year} are not known yet; the library knows {first} to {last}")
    return found("calendar", told, ok=False, grave=today >= pressing_from(year), **values)
