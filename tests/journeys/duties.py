"""Checks that are owed in the town, and the days on which they are."""

from datetime import timedelta

from models.checks.duties import parse
from models.checks.duty_tables import set_duties
from models.grids.tree import grid_by_code
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import Calendar, working_day_from
from tests.journeys.town import GRID, Town

DAY = 86_400
NEXT = timedelta(days=1)


async def owe(town: Town, rows: str, grid: str = GRID) -> None:
    async with town.app.database.write() as session:
        await set_duties(session, await grid_by_code(session, grid), parse(rows, ()), town.app.timekeeper.now())


async def until_a_working_day(town: Town) -> None:
    """Nine o'clock of a day that is worked, and so is the next."""
    zone = town.app.settings.zone
    today = town.app.timekeeper.now().astimezone(zone).date()
    async with town.app.database.read() as session:
        calendar: Calendar = await load_calendar(session, today, today)
    first = working_day_from(calendar, today)
    while not calendar.works(first + NEXT):
        first = working_day_from(calendar, first + NEXT)
    await town.later((first - today).days * DAY)
