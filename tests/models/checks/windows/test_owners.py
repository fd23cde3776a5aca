"""Duties of those who look after grids from beside their line, and of two who owe the same place."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import Owner
from models.checks.tables import CheckMiss, CheckWindow, Why
from models.checks.windows.telling import missed_for
from models.checks.worklist import open_windows_of, waiting
from models.grids.tables import Grid
from models.members.tables import Leave, LeaveState, Person, Post, Role
from models.patrols.hours_owed import duty_on
from models.worklist import Wanted
from tests.models.checks.owing import add_place, checked, go_by, local, misses, owe, told, windows
from tests.models.conftest import SHANGHAI
from tests.models.patrols.patrolling import begin
from tests.street import Street, resign

AREA = "police  area  weekly\nadopting  area  monthly\nteam  area  monthly"


async def holder(session: AsyncSession, grid: Grid, role: Role, name: str, tg: int) -> Person:
    """Somebody new, who has claimed the post."""
    person = Person(tg_user_id=tg, name=name, first_seen=local("2026-01-01"), started=True)
    session.add(person)
    await session.flush()
    session.add(Post(grid_id=grid.id, role=role, name=name, phone=f"+86199000000{tg}", person_id=person.id))
    await session.flush()
    return person


@pytest.mark.parametrize("role", [Role.POLICE, Role.ADOPTING, Role.TEAM])
@pytest.mark.parametrize("rows", ["{0}  area  weekly", "{0}  grid  weekly", "{0}  shop  weekly"])
async def test_where_nobody_looks_after_the_grid_nothing_is_owed(
    session: AsyncSession, street: Street, role: Role, rows: str
) -> None:
    await owe(session, street.street, rows.format(role), local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-09")
    for grid in (street.grid, street.community, street.street):
        assert await windows(session, grid) == []


async def test_an_area_is_owed_a_round_where_the_post_is_and_nowhere_below(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.street, AREA, local("2026-11-02"))
    police = await holder(session, street.community, Role.POLICE, "王警官", 31)
    await go_by(session, "2026-11-02", "2026-11-02")
    assert await windows(session, street.grid) == []
    await begin(session, street.grid, police, local("2026-11-04"))
    await go_by(session, "2026-11-03", "2026-11-16")
    assert await misses(session, street.community) == [("2026-11-09", None, Why.MISSED)]


async def test_the_nearest_who_look_after_a_grid_owe_it(session: AsyncSession, street: Street) -> None:
    await owe(session, street.street, "adopting  shop  weekly\npolice  grid  weekly", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    far = await holder(session, street.street, Role.ADOPTING, "应急局 王强", 31)
    near = await holder(session, street.community, Role.ADOPTING, "李主任", 32)
    police = await holder(session, street.street, Role.POLICE, "王警官", 33)
    await go_by(session, "2026-11-02", "2026-11-02")
    for person, owned in ((near, [Owner.ADOPTING]), (police, [Owner.POLICE]), (far, []), (street.member, [])):
        assert [each.owner for each in await open_windows_of(session, person.id)] == owned


async def test_a_round_of_one_of_three_satisfies_a_team(session: AsyncSession, street: Street) -> None:
    await owe(session, street.street, "team  area  monthly", local("2026-11-02"))
    team = [await holder(session, street.community, Role.TEAM, f"组员{n}", 30 + n) for n in range(3)]
    await go_by(session, "2026-11-01", "2026-11-01")
    await go_by(session, "2026-11-02", "2026-12-09")
    await begin(session, street.grid, team[1], local("2026-12-10"))
    await go_by(session, "2026-12-11", "2027-01-04")
    assert await misses(session, street.community) == [("2026-11-01", None, Why.MISSED)]
    [found] = [
        each
        for each in await missed_for(session, street.community_leader.tg_user_id, date(2026, 12, 1))
        if each.window.owner is Owner.TEAM
    ]
    assert found.owed_by == ["组员0", "组员1", "组员2"]


async def test_of_two_who_owe_the_same_place_neither_does_the_others(session: AsyncSession, street: Street) -> None:
    duties = "responsible  unit  daily\nmember  unit  daily\npolice  unit  daily"
    await owe(session, street.grid, duties, local("2026-11-02"))
    police = await holder(session, street.community, Role.POLICE, "王警官", 31)
    unit = await add_place(session, street.grid, "单位", "unit", responsible_id=street.resident.id)
    await go_by(session, "2026-11-02", "2026-11-02")
    await checked(session, unit, street.resident, local("2026-11-02"), own=True)
    await checked(session, unit, street.member, local("2026-11-03"))
    await checked(session, unit, police, local("2026-11-04"))
    await go_by(session, "2026-11-03", "2026-11-05")
    rows = select(CheckWindow).join(CheckMiss, col(CheckMiss.window_id) == col(CheckWindow.id))
    missed = {(str(each.first), each.owner) for each in await session.scalars(rows)}
    assert missed == {
        ("2026-11-02", Owner.MEMBER),
        ("2026-11-02", Owner.POLICE),
        ("2026-11-03", Owner.RESPONSIBLE),
        ("2026-11-03", Owner.POLICE),
        ("2026-11-04", Owner.RESPONSIBLE),
    }


async def test_a_late_check_makes_up_for_what_its_person_owed(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, "responsible  unit  daily\npolice  unit  daily", local("2026-11-02"))
    police = await holder(session, street.community, Role.POLICE, "王警官", 31)
    unit = await add_place(session, street.grid, "单位", "unit", responsible_id=street.resident.id)
    await go_by(session, "2026-11-02", "2026-11-03")
    await checked(session, unit, police, local("2026-11-03"))
    rows = select(CheckWindow, CheckMiss).join(CheckMiss, col(CheckMiss.window_id) == col(CheckWindow.id))
    made_up = {window.owner: miss.made_up_at for window, miss in await session.execute(rows)}
    assert made_up == {Owner.RESPONSIBLE: None, Owner.POLICE: local("2026-11-03")}


async def test_leave_excuses_them_and_what_is_done_is_no_longer_due(session: AsyncSession, street: Street) -> None:
    await owe(session, street.street, "police  shop  daily", local("2026-11-02"))
    police = await holder(session, street.community, Role.POLICE, "王警官", 31)
    shop = await add_place(session, street.grid, "甲店")
    begins, ends = local("2026-11-02", 0), local("2026-11-03", 0)
    session.add(Leave(person_id=police.id, state=LeaveState.AWAY, begins_at=begins, ends_at=ends, filed_at=begins))
    await go_by(session, "2026-11-02", "2026-11-03")
    assert await misses(session, street.grid) == [("2026-11-02", "甲店", Why.LEAVE)]
    await session.flush()
    assert (await waiting(session, police.id, local("2026-11-03"), Wanted())).total == 1
    await checked(session, shop, street.member, local("2026-11-03"))
    assert (await waiting(session, police.id, local("2026-11-03"), Wanted())).total == 1
    await checked(session, shop, police, local("2026-11-03", 10))
    assert (await waiting(session, police.id, local("2026-11-03", 11), Wanted())).total == 0


async def test_a_vacancy_is_told_to_the_adopting_officials_above(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, "member  shop  daily\nleader  rental  daily", local("2026-11-02"))
    for name, kind in (("甲店", "shop"), ("出租屋", "rental")):
        await add_place(session, street.grid, name, kind)
    adopting = await holder(session, street.street, Role.ADOPTING, "应急局 王强", 31)
    police = await holder(session, street.street, Role.POLICE, "王警官", 32)
    await go_by(session, "2026-11-02", "2026-11-03")
    assert {adopting.tg_user_id, police.tg_user_id}.isdisjoint(chat for chat, _ in await told(session))
    for person in (street.member, street.other_member):
        await resign(session, person, local("2026-11-03"))
    await go_by(session, "2026-11-04", "2026-11-05")
    assert (adopting.tg_user_id, "2026-11-05") in await told(session)
    assert police.tg_user_id not in {chat for chat, _ in await told(session)}
    [found] = await missed_for(session, adopting.tg_user_id, date(2026, 11, 5))
    assert (found.vacant, found.window.owner, found.grid) == (True, Owner.MEMBER, street.grid.name)


async def test_they_owe_no_time_on_patrol(session: AsyncSession, street: Street) -> None:
    police = await holder(session, street.grid, Role.POLICE, "王警官", 31)
    await owe(session, street.grid, "member  hours  daily", local("2026-11-02"))
    await go_by(session, "2026-11-02", "2026-11-03")
    [window] = [each for each in await windows(session, street.grid) if str(each.first) == "2026-11-02"]
    duty = await duty_on(session, police.id, date(2026, 11, 2), local("2026-11-02"), SHANGHAI)
    assert (duty.owed, len(window.owed_by)) == (timedelta(0), 2)
