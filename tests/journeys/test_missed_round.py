"""Of what is owed and not done each leader hears on the next working morning, and nobody else."""

from datetime import timedelta

from models.checks.duties import parse
from models.checks.duty_tables import set_duties
from models.grids.tree import grid_by_code
from models.schedule.workdays import load_calendar
from models.schedule.working_days import Calendar, working_day_from
from tests.journeys.conftest import Cast
from tests.journeys.town import GRID, Town

DAY = 86_400
NEXT = timedelta(days=1)


async def owe(town: Town, rows: str) -> None:
    async with town.app.database.write() as session:
        await set_duties(session, await grid_by_code(session, GRID), parse(rows, ()), town.app.timekeeper.now())


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


async def test_whose_round_was_too_short_is_named_to_the_leader_alone(town: Town, cast: Cast) -> None:
    await until_a_working_day(town)
    await owe(town, "member  hours  daily")
    await town.later(60)
    await town.driver.text(cast.member, cast.member, "/checkin 3号楼")
    await town.hears(cast.member, cast.member, "巡查中")
    await town.later(20 * 60)
    await town.driver.text(cast.member, cast.member, "/checkout")
    await town.hears(cast.member, cast.member, "20分钟")
    await town.later(DAY)
    await town.hears(cast.leader, cast.leader, "漏查情况", "巡查时长（每日）：时长不足：傅勇20分钟")
