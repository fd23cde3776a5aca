"""What of the windows that are open stands in somebody's list of what waits."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.checks.worklist import left_in, open_windows_of, waiting
from models.members.tables import Person, Post, Role
from models.patrols.rounds import check_out
from models.patrols.stops import add_stop
from models.worklist import Wanted
from tests.models.checks.owing import add_place, checked, local, owe, tick
from tests.models.patrols.patrolling import begin, sign
from tests.street import Street, resign

SELF_CHECK, HOURS = "responsible  shop  daily", "member  hours  daily"
HALF_AN_HOUR = timedelta(minutes=30)
MONDAY = "2026-11-02"


async def due(session: AsyncSession, person: Person, hour: int) -> list[list[int]]:
    """Of each window that is listed, the places that are left."""
    found = await waiting(session, person.id, local(MONDAY, hour), Wanted())
    left = await left_in(session, [item.row for item in found.items], person.id)
    return [left[item.row.id] for item in found.items]


async def test_a_self_check_waits_for_who_is_responsible_until_it_is_made(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, SELF_CHECK, local(MONDAY))
    mine = await add_place(session, street.grid, "甲店", responsible_id=street.stranger.id)
    other = await add_place(session, street.grid, "乙店", responsible_id=street.resident.id)
    await tick(session, local(MONDAY, 1))
    assert await due(session, street.stranger, 9) == [[mine.id]]
    assert await due(session, street.resident, 9) == [[other.id]]
    await checked(session, mine, street.member, local(MONDAY, 9))
    assert await due(session, street.stranger, 10) == [[mine.id]]
    await checked(session, mine, street.stranger, local(MONDAY, 10), own=True)
    assert await due(session, street.stranger, 11) == []
    assert await due(session, street.resident, 11) == [[other.id]]


async def test_self_checks_are_no_business_of_the_grid_s_staff(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, SELF_CHECK, local(MONDAY))
    await add_place(session, street.grid, "甲店", responsible_id=street.stranger.id)
    await tick(session, local(MONDAY, 1))
    for person in (street.member, street.leader):
        assert await open_windows_of(session, person.id) == []


async def test_what_was_done_on_a_day_of_the_window_before_that_was_opened_is_not_asked_for_again(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, "member  shop  weekly\nmember  grid  weekly", local(MONDAY))
    place = await add_place(session, street.grid, "甲店")
    await begin(session, street.grid, street.member, local(MONDAY, 10))
    await checked(session, place, street.member, local(MONDAY, 10))
    await tick(session, local(MONDAY, 14))
    assert len(await open_windows_of(session, street.member.id)) == 2
    assert await due(session, street.member, 15) == []


@pytest.mark.parametrize(
    ("day", "listed"),
    [
        (MONDAY, [MONDAY]),
        ("2026-11-01", []),  # a Sunday
        ("2027-02-09", []),  # not known yet
    ],
)
async def test_the_day_s_time_on_patrol_waits_from_the_morning_on(
    session: AsyncSession, street: Street, day: str, listed: list[str]
) -> None:
    await owe(session, street.grid, HOURS, local(day))
    await tick(session, local(day, 1))
    assert await hours(session, street.member, local(day, 8)) == listed


async def test_time_on_patrol_is_asked_for_until_it_is_done_but_not_beside_the_round_that_runs(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, HOURS, local(MONDAY))
    await tick(session, local(MONDAY, 1))
    for hour, after in ((9, [MONDAY]), (14, []), (17, [])):  # a round of an hour each, of two that are owed
        begun = local(MONDAY, hour)
        of = await begin(session, street.grid, street.member, begun)
        await add_stop(session, of, sign(street.member, begun + HALF_AN_HOUR))
        assert await hours(session, street.member, begun + HALF_AN_HOUR) == []
        ended = begun + 2 * HALF_AN_HOUR
        await check_out(session, street.member, ended, ended)
        assert await hours(session, street.member, ended) == after


async def test_time_on_patrol_is_said_once_to_who_has_two_grids_and_not_to_a_backup(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.street, HOURS, local(MONDAY))
    await resign(session, street.other_member, local(MONDAY))
    for grid, role, person in (
        (street.community, Role.MEMBER, street.member),
        (street.grid, Role.BACKUP, street.other_member),
    ):
        session.add(Post(grid_id=grid.id, role=role, name=person.name, phone="+8619900000055", person_id=person.id))
    await tick(session, local(MONDAY, 1))
    assert await hours(session, street.member, local(MONDAY)) == [MONDAY]
    assert await hours(session, street.other_member, local(MONDAY)) == []


async def hours(session: AsyncSession, person: Person, now: datetime) -> list[str]:
    """The days of which time on patrol is listed."""
    found = await waiting(session, person.id, now, Wanted())
    return [str(item.row.first) for item in found.items if item.row.hours]
