"""Grids leave the roster and come back, posts pass to others, while windows are open."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.checks.tables import Why
from models.checks.windows.telling import missed_for
from models.checks.worklist import open_windows_of, waiting
from models.members.tables import Person, Role
from models.worklist import Wanted
from tests.models.checks.owing import add_place, checked, go_by, local, misses, owe, take_post, windows
from tests.models.patrols.patrolling import begin
from tests.models.periods.opened import open_one
from tests.street import Street, resign

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


async def replaced(session: AsyncSession, street: Street, by: Person, on: str) -> None:
    """Both members of the grid by one."""
    for person in (street.member, street.other_member):
        await resign(session, person, local(on))
    await take_post(session, street.grid, Role.MEMBER, by, on)


async def test_whoever_follows_in_mid_window_owes_and_is_named(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, "member  grid  weekly\nmember  shop  weekly", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-03")
    await replaced(session, street, street.stranger, "2026-11-04")
    assert len(await open_windows_of(session, street.stranger.id)) == 2
    assert await open_windows_of(session, street.member.id) == []
    await begin(session, street.grid, street.stranger, local("2026-11-05"))
    assert (await waiting(session, street.stranger.id, local("2026-11-05", 10), Wanted())).total == 1
    await go_by(session, "2026-11-05", "2026-11-09")
    assert await misses(session, street.grid) == [("2026-11-02", "甲店", Why.MISSED)]
    [found] = await missed_for(session, street.leader.tg_user_id, date(2026, 11, 9))
    assert found.owed_by == [street.stranger.name]


async def test_what_who_left_has_done_stays_done(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, "member  grid  weekly\nmember  unit  weekly", local("2026-11-02"))
    unit = await add_place(session, street.grid, "单位", "unit")
    await go_by(session, "2026-11-02", "2026-11-02")
    await begin(session, street.grid, street.member, local("2026-11-03"))
    await checked(session, unit, street.member, local("2026-11-03"))
    await replaced(session, street, street.stranger, "2026-11-04")
    await go_by(session, "2026-11-03", "2026-11-09")
    assert await misses(session, street.grid) == []


async def test_who_came_after_the_window_has_no_part_in_it(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, "member  shop  weekly", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-09")
    await replaced(session, street, street.stranger, "2026-11-09")
    [found] = await missed_for(session, street.leader.tg_user_id, date(2026, 11, 9))
    assert set(found.owed_by) == {street.member.name, street.other_member.name}


async def test_who_comes_long_after_a_post_ended_is_not_named_for_windows_before(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, "member  shop  weekly", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-03")
    await resign(session, street.member, local("2026-11-04"))
    await go_by(session, "2026-11-04", "2026-11-09")
    await take_post(session, street.grid, Role.MEMBER, street.stranger, "2026-11-10")
    [found] = await missed_for(session, street.leader.tg_user_id, date(2026, 11, 9))
    assert found.owed_by == [street.other_member.name]


@pytest.mark.parametrize(("row", "why"), [("member", Why.VACANT), ("police", Why.CLOSED)])
async def test_where_nobody_follows_the_post_is_vacant_if_there_has_to_be_one(
    session: AsyncSession, street: Street, row: str, why: Why
) -> None:
    await owe(session, street.grid, f"{row}  shop  weekly", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await take_post(session, street.grid, Role.POLICE, street.stranger, "2026-11-01")
    await go_by(session, "2026-11-02", "2026-11-03")
    for person in (street.member, street.other_member, street.stranger):
        await resign(session, person, local("2026-11-04"))
    await go_by(session, "2026-11-04", "2026-11-09")
    assert await misses(session, street.grid) == [("2026-11-02", "甲店", why)]


async def test_what_a_grid_owed_that_has_left_the_roster_is_nobody_s_fault(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, "member  shop  weekly\nmember  grid  weekly", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-03")
    for person in (street.member, street.other_member, street.leader):
        await resign(session, person, local("2026-11-04"))
    street.grid.retired_at = local("2026-11-04")
    await go_by(session, "2026-11-04", "2026-11-09")
    assert {why for _, _, why in await misses(session, street.grid)} == {Why.CLOSED}
    assert await missed_for(session, street.community_leader.tg_user_id, date(2026, 11, 9)) == []
