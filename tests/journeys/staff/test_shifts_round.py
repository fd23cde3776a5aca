"""The duty roster over HTTP: who is on confirms in time, or the leaders hear of it."""

from datetime import timedelta

import pytest

from models.shifts.exchange import import_shifts
from models.shifts.sheet import check_rows
from tests.journeys.conftest import Cast
from tests.journeys.town import Town
from tests.models.shifts.sheets import HEADER, SHANGHAI

HOUR = timedelta(hours=1)


async def on_duty(town: Town, *people: tuple[str, str]) -> None:
    """For the grid, from within two hours on, one after another for an hour each."""
    now = town.app.timekeeper.now().astimezone(SHANGHAI).replace(minute=0) + HOUR * 2
    rows = []
    for at, (name, phone) in enumerate(people):
        first, last = now + HOUR * at, now + HOUR * (at + 1)
        rows.append(["S-1-1", f"{first:%Y-%m-%d}", f"{first:%H:%M}", f"{last:%H:%M}", name, phone, ""])
    async with town.app.database.write() as session:
        await import_shifts(session, check_rows([HEADER, *rows], now.date(), SHANGHAI), town.app.timekeeper.now())


@pytest.mark.long
async def test_whoever_is_on_confirms_and_whoever_is_silent_is_named_to_the_leaders(town: Town, cast: Cast) -> None:
    driver, member, leader = town.driver, cast.member, cast.leader
    await on_duty(town, ("傅勇", "19900000007"), ("傅勇", "19900000007"))
    await driver.text(cast.group, cast.resident, "/duty roster")
    said = await town.hears(cast.group, cast.resident, "值班安排", "下一班：傅勇", "监督电话：02300001190")
    assert "19900000007" not in said["text"]

    await town.later(2 * 3600)
    asked = await town.hears(member, member, "您今天值班", "请按“收到”", buttons=("收到",))
    await driver.press(member, member, asked["message_id"], "收到")
    await town.hears(member, member, "您已于", "确认在岗", buttons=())
    await town.later(30 * 60)
    assert await town.unexpected() == []

    await driver.text(leader, leader, "/duty 值班")
    await town.hears(leader, leader, "当前：傅勇 19900000007", "✓")
    await town.later(3600)
    asked = await town.hears(member, member, "您今天值班", buttons=("收到",))
    await town.later(20 * 60)
    await town.hears(leader, leader, "傅勇", "至今未确认在岗。请致电19900000007")
    await driver.press(member, member, asked["message_id"], "收到")
    await town.hears(leader, leader, "傅勇已于", "确认在岗")
    await town.hears(member, member, "您已于", "确认在岗")
    assert await town.unexpected() == []
