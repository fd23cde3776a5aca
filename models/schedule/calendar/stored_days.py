"""The table of working days: read as a Calendar, filled by the library, by imports, and a day at a time."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import upsert
from models.schedule.calendar.feasts import days_of
from models.schedule.calendar.library import DaySaid, days_known
from models.schedule.calendar.working_days import Calendar, DayKind
from models.schedule.tables import Workday, WorkdaySource

BELIEVED = list(WorkdaySource)
YEARS_BEYOND = 1  # a working day after the last of December is one of January


async def load_calendar(session: AsyncSession, first: date, last: date) -> Calendar:
    """Of these days and a year beyond; of days outside it the Calendar answers as where nothing is announced."""
    beyond = date(min(last.year + YEARS_BEYOND, date.max.year), 12, 31)
    return Calendar({day: said.works for day, said in (await _said(session, first, beyond)).items()})


async def day_kind(session: AsyncSession, day: date) -> DayKind:
    return Calendar({day: said.works for day, said in (await _said(session, day, day)).items()}).kind(day)


async def said_of_year(session: AsyncSession, year: int) -> dict[date, DaySaid]:
    """By who is believed, of the days that anybody speaks of."""
    return await _said(session, date(year, 1, 1), date(year, 12, 31))


async def _said(session: AsyncSession, first: date, last: date) -> dict[date, DaySaid]:
    columns = (col(Workday.source), col(Workday.day), col(Workday.works), col(Workday.note))
    rows = (await session.execute(select(*columns).where(col(Workday.day).between(first, last)))).all()
    believed_last = sorted(rows, key=lambda row: BELIEVED.index(row.source))
    return {row.day: DaySaid(row.works, row.note) for row in believed_last}


async def is_announced(session: AsyncSession, year: int) -> bool:
    """Whether a calendar says of each of its days how it is worked; single days that were set do not count."""
    of_year = col(Workday.day).between(date(year, 1, 1), date(year, 12, 31))
    from_calendar = col(Workday.source) != literal_column(f"'{WorkdaySource.OVERRIDE}'")
    counted = select(func.count(func.distinct(col(Workday.day)))).where(of_year, from_calendar)
    return await session.scalar(counted) == len(days_of(year))


async def first_unannounced(session: AsyncSession, since: int) -> int:
    """The first year from `since` on of which nothing whole is known."""
    while await is_announced(session, since):
        since += 1
    return since


async def take_from_library(session: AsyncSession) -> int:
    """Bring the library's own rows level with what is installed; return how many were written."""
    return await _level(session, WorkdaySource.LIBRARY, days_known())


async def take_import(session: AsyncSession, said: Mapping[date, DaySaid]) -> int:
    """`said` replaces what was imported of these days before; return how many days differ from before."""
    return await _level(session, WorkdaySource.IMPORT, said)


async def set_day(session: AsyncSession, day: date, note: str = "", *, works: bool) -> None:
    """Whatever the calendars say."""
    await _level(session, WorkdaySource.OVERRIDE, {day: DaySaid(works, note)})


async def reset_day(session: AsyncSession, day: date) -> bool:
    """Back to what the calendars say; returns whether the day had been set."""
    set_before = (col(Workday.day) == day, col(Workday.source) == WorkdaySource.OVERRIDE)
    gone = await session.execute(delete(Workday).where(*set_before).returning(col(Workday.day)))
    return gone.first() is not None


async def _level(session: AsyncSession, source: WorkdaySource, said: Mapping[date, DaySaid]) -> int:
    if not said:
        return 0
    rows = select(col(Workday.day), col(Workday.works), col(Workday.note)).where(
        col(Workday.source) == source, col(Workday.day).between(min(said), max(said))
    )
    before = {day: DaySaid(works, note) for day, works, note in (await session.execute(rows)).all()}
    new = [{"day": day, "source": source, **each._asdict()} for day, each in said.items() if before.get(day) != each]
    if new:
        writing = upsert(session, Workday)
        values = {name: writing.excluded[name] for name in DaySaid._fields}
        await session.execute(writing.on_conflict_do_update(index_elements=["day", "source"], set_=values), new)
    return len(new)
