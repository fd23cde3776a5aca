"""Who is excused, who is named for what was missed, and what counts as done."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import CheckMiss, CheckWindow, Why
from models.checks.windows.telling import done_well, missed_for
from models.grids.tables import Grid
from models.members.tables import Person, Post, Role
from models.patrols.rounds import check_out
from models.patrols.stops import add_stop
from tests.models.checks.owing import add_place, away, go_by, local, misses, owe, windows
from tests.models.patrols.patrolling import begin, sign
from tests.street import Street, resign

WEEKLY = "member  shop  weekly"
HOURS = "member  hours  daily"


async def backup(session: AsyncSession, grid: Grid, person: Person) -> None:
    phone = "+8619900000099"
    session.add(Post(grid_id=grid.id, role=Role.BACKUP, name=person.name, phone=phone, person_id=person.id))


async def named(session: AsyncSession, street: Street, day: str) -> list[str]:
    [found] = await missed_for(session, street.leader.tg_user_id, date.fromisoformat(day))
    return found.owed_by


@pytest.mark.parametrize(
    ("leaves", "why"),
    [
        ([("2026-11-02", "2026-11-06")], Why.LEAVE),  # Monday to Friday
        ([("2026-11-02", "2026-11-03"), ("2026-11-04", "2026-11-06")], Why.LEAVE),
        ([("2026-11-02", "2026-11-03"), ("2026-11-05", "2026-11-06")], Why.MISSED),
        ([("2026-11-03", "2026-11-08")], Why.MISSED),
        ([("2026-11-02", "2026-11-08", "2026-11-06")], Why.MISSED),
    ],
)
async def test_who_was_away_on_each_working_day_is_excused(
    session: AsyncSession, street: Street, leaves: list[tuple[str, ...]], why: Why
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await resign(session, street.other_member, local("2026-11-01"))
    for leave in leaves:
        away(session, street.member, *leave)
    await go_by(session, "2026-11-02", "2026-11-09")
    assert await misses(session, street.grid) == [("2026-11-02", "甲店", why)]


async def test_who_was_away_is_not_named_nor_a_b_post_while_a_colleague_was_there(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await backup(session, street.grid, street.stranger)
    away(session, street.member, "2026-11-02", "2026-11-06")
    away(session, street.other_member, "2026-11-09", "2026-11-15")
    away(session, street.member, "2026-11-16", "2026-11-22")
    away(session, street.other_member, "2026-11-16", "2026-11-22")
    await go_by(session, "2026-11-02", "2026-11-23")
    assert await named(session, street, "2026-11-09") == [street.other_member.name]
    assert await named(session, street, "2026-11-16") == [street.member.name]
    assert await named(session, street, "2026-11-23") == [street.stranger.name]


async def test_what_was_excused_altogether_is_not_called_done(session: AsyncSession, street: Street) -> None:
    """A week on leave; a shop closed meanwhile; a day's time of a community without members."""
    await owe(session, street.community, f"{WEEKLY}\nleader  rental  weekly\n{HOURS}", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    rental = await add_place(session, street.grid, "出租屋", "rental")
    for person in (street.member, street.other_member):
        away(session, person, "2026-11-02", "2026-11-08")
    await go_by(session, "2026-11-02", "2026-11-03")
    rental.closed_at = local("2026-11-04")
    await go_by(session, "2026-11-04", "2026-11-09")
    for day in ("2026-11-03", "2026-11-09"):
        for person in (street.leader, street.community_leader):
            assert await done_well(session, person.tg_user_id, date.fromisoformat(day)) == 0
    hours = [why for _, place, why in await misses(session, street.grid) if place is None]
    assert hours == [Why.LEAVE] * 5


async def test_time_on_patrol_counts_as_done_where_somebody_owed_it(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, HOURS, local("2026-11-02"))
    away(session, street.other_member, "2026-11-02", "2026-11-02")
    await go_by(session, "2026-11-02", "2026-11-02")
    walk = await begin(session, street.grid, street.member, local("2026-11-02"))
    for minutes in range(25, 150, 25):
        await add_stop(session, walk, sign(street.member, local("2026-11-02") + timedelta(minutes=minutes)))
    end = local("2026-11-02") + timedelta(minutes=125)
    await check_out(session, street.member, end, end)
    await go_by(session, "2026-11-03", "2026-11-03")
    assert await done_well(session, street.leader.tg_user_id, date(2026, 11, 3)) == 1


async def test_whose_time_is_short_twice_running_climbs_and_nobody_else(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, HOURS, local("2026-11-02"))
    away(session, street.other_member, "2026-11-02", "2026-11-02")
    await go_by(session, "2026-11-02", "2026-11-04")
    above = street.community_leader.tg_user_id
    assert await missed_for(session, above, date(2026, 11, 3)) == []
    [found] = await missed_for(session, above, date(2026, 11, 4))
    assert (found.again, found.names) == (True, [(street.member.name, 0)])


async def test_after_a_standstill_two_windows_that_close_together_are_missed_twice_running(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, f"{WEEKLY}\n{HOURS}", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-02")
    await go_by(session, "2026-11-17", "2026-11-17")
    rows = (
        select(col(CheckWindow.first), col(CheckMiss.again))
        .join(CheckMiss, col(CheckMiss.window_id) == col(CheckWindow.id))
        .where(col(CheckMiss.place_id).is_not(None))
        .order_by(col(CheckWindow.first))
    )
    again = [(str(first), again) for first, again in (await session.execute(rows)).all()]
    assert again == [("2026-11-02", False), ("2026-11-09", True)]
    assert all(each.closed_at for each in await windows(session, street.grid) if str(each.last) < "2026-11-17")
