"""The year to come is not announced: those who run the bot hear of it in private, until it is imported."""

import json
from pathlib import Path

from models.members.administrators import ADMINISTRATORS
from models.schedule.calendar.feasts import feasts
from models.schedule.calendar.holiday_file import read_holidays
from models.schedule.calendar.library import years_known
from models.schedule.calendar.stored_days import take_import
from models.schedule.tables import CalendarReminder
from tests.journeys.town import Town

YEAR = years_known()[-1] + 1


def year_file(folder: Path) -> Path:
    days = [{"name": feast, "date": each[0].isoformat(), "isOffDay": True} for feast, each in feasts(YEAR).items()]
    path = folder / f"{YEAR}.json"
    path.write_text(json.dumps({"year": YEAR, "papers": [], "days": days}), "utf-8")
    return path


async def days_until_reminded(town: Town) -> int:
    async with town.app.database.read() as session:
        waiting = await session.get_one(CalendarReminder, YEAR)
    assert waiting.next_at is not None
    return max((waiting.next_at - town.app.timekeeper.now()).days + 1, 0)


async def test_administrators_hear_of_it_each_time_until_it_is_imported(town: Town, tmp_path: Path) -> None:
    admin = await town.person("管理员")
    await town.driver.open(admin, start="")
    await town.hears(admin, admin, "您好")
    town.app.database.info[ADMINISTRATORS.name] = frozenset({admin})
    for _ in range(2):
        await town.later(await days_until_reminded(town) * 24 * 3600)
        await town.hears(admin, admin, f"{YEAR} 年放假安排尚未导入")
    async with town.app.database.write() as session:
        await take_import(session, read_holidays(year_file(tmp_path)).days)
    await town.later(14 * 24 * 3600)  # nobody expects a third
