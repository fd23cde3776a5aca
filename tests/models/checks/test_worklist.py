"""What of the windows that are open stands in somebody's list of what waits."""

from sqlalchemy.ext.asyncio import AsyncSession

from models.checks.worklist import left_in, open_windows_of, waiting
from models.members.tables import Person
from models.worklist import Wanted
from tests.models.checks.owing import add_place, checked, local, owe, tick
from tests.models.patrols.patrolling import begin
from tests.street import Street

SELF_CHECK = "responsible  shop  daily"
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
