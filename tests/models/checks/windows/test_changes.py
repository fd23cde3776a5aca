"""Grids leave the roster and come back, posts pass to others, while windows are open."""

from sqlalchemy.ext.asyncio import AsyncSession

from tests.models.checks.owing import add_place, go_by, local, owe, windows
from tests.models.periods.opened import open_one
from tests.street import Street

WEEKLY = "member  shop  weekly"


async def test_a_grid_that_has_come_back_owes_again_and_nothing_twice(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, "member  shop  daily\nmember  rental  monthly", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await add_place(session, street.grid, "出租屋", "rental")
    await go_by(session, "2026-11-01", "2026-11-02")
    street.grid.retired_at = local("2026-11-02", 12)
    await go_by(session, "2026-11-03", "2026-11-05")
    street.grid.retired_at = None
    await go_by(session, "2026-11-06", "2026-11-10")
    days = sorted((str(each.first)[8:], str(each.last)[8:]) for each in await windows(session, street.grid))
    assert days == [("01", "30"), ("02", "02"), ("06", "06"), ("09", "09"), ("10", "10")]


async def test_a_grid_that_comes_back_in_a_heightened_period_owes_more_again(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-02")
    street.grid.retired_at = local("2026-11-02", 12)
    await go_by(session, "2026-11-03", "2026-11-03")
    await open_one(session, street.community, street.community_leader, "2026-11-04", "2026-11-12", on="2026-11-03")
    street.grid.retired_at = None
    await go_by(session, "2026-11-04", "2026-11-05")
    opened = sorted(str(each.first)[8:] for each in await windows(session, street.grid) if each.heightened)
    assert opened == ["04", "05"]
