"""Places without a check in their cycle (B11): neither in the window of the calendar that runs nor in that before."""

from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.cycles import Cycle, Window
from models.checks.cycles import cycle as cycle_of
from models.checks.tables import Outcome, PlaceCheck
from models.places.kinds import Cycle as PlaceCycle
from models.places.kinds import place_kinds_of
from models.places.tables import Place, exempt_on
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import Calendar
from models.schedule.deadlines import at

DAY, MONTH = timedelta(days=1), timedelta(days=31)


def checked_since(cycle: Cycle, today: date, calendar: Calendar) -> date:
    """From which day on there should be a check: the first of the window before the one that runs."""
    return _last_window(cycle, _last_window(cycle, today, calendar).first - DAY, calendar).first


def _last_window(cycle: Cycle, day: date, calendar: Calendar) -> Window:
    """That the day lies in or, of what is daily, the last day that may be worked."""
    while (window := cycle.window_of(day, calendar)) is None:
        day -= DAY
    return window


async def unchecked(session: AsyncSession, now: datetime, zone: tzinfo) -> ColumnElement[bool]:
    """Of places: those that were there all the while, and need checks now."""
    today, kinds = now.astimezone(zone).date(), place_kinds_of(session)
    calendar = await load_calendar(session, today - MONTH, today)
    found: list[ColumnElement[bool]] = []
    for each in PlaceCycle:
        since = at(checked_since(cycle_of(each), today, calendar), time(), zone)
        of_kind = [kind.kind for kind in kinds.every if kind.cycle is each]
        usual = and_(col(Place.cycle).is_(None), col(Place.kind).in_(of_kind))
        check = exists().where(
            col(PlaceCheck.place_id) == col(Place.id),
            col(PlaceCheck.outcome) != Outcome.NO_ENTRY,
            col(PlaceCheck.said_at) >= since,
        )
        found.append(and_(or_(col(Place.cycle) == each, usual), col(Place.opened_at) < since, ~check))
    return and_(or_(*found), ~exempt_on(today))
