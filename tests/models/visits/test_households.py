"""Who may see, enter, edit and erase households, and what is left of an erased one."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.mandatory_reports.tables import MandatoryReport
from models.members.leave import file_leave
from models.members.tables import Person, Post, Role
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, OutboxMessage
from models.visits.access import may_erase, may_visit
from models.visits.feature import VISITS
from models.visits.households import LIST, edit_household, erase, need
from models.visits.recording import record_visit
from models.visits.tables import Outcome
from models.visits.worklist import waiting
from models.worklist import Wanted
from tests.databases import everything
from tests.models.conftest import SHANGHAI
from tests.models.visits.households import ADDRESS, NAME, PHONE, all_visits, household
from tests.street import Street, resign

NONE, SEES, ERASES = (False, False), (True, False), (True, True)


async def another_grid(session: AsyncSession, street: Street) -> Grid:
    other = Grid(code="S-1-2", name="二网格", level=Level.GRID, path="", parent_id=street.community.id)
    other.path = path_of(other.id, street.community.path)
    session.add(other)
    await session.flush()
    return other


def post(session: AsyncSession, grid: Grid, role: Role, person: Person, now: datetime) -> None:
    phone = f"+86188{person.tg_user_id:08}"
    session.add(Post(grid_id=grid.id, role=role, name=person.name, phone=phone, person_id=person.id, claimed_at=now))


async def rights(session: AsyncSession, grid: Grid, person: Person) -> tuple[bool, bool]:
    return await may_visit(session, grid, person), await may_erase(session, grid, person)


async def test_members_see_those_of_their_own_grid_leaders_all_below_and_nobody_else_any(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    other = await another_grid(session, street)
    post(session, street.community, Role.MEMBER, street.stranger, now)
    await session.flush()
    expected = {"member": SEES, "leader": ERASES, "community_leader": ERASES, "resident": NONE, "stranger": NONE}
    assert {name: await rights(session, street.grid, getattr(street, name)) for name in expected} == expected
    elsewhere = {"member": NONE, "leader": NONE, "community_leader": ERASES, "stranger": NONE}
    assert {name: await rights(session, other, getattr(street, name)) for name in elsewhere} == elsewhere
    await resign(session, street.member, now)
    assert await rights(session, street.grid, street.member) == NONE


async def test_the_b_post_sees_them_and_may_erase_only_while_the_leader_is_away(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    post(session, street.grid, Role.BACKUP, street.stranger, now)
    await session.flush()
    assert await rights(session, street.grid, street.stranger) == SEES
    today = now.astimezone(SHANGHAI).date()
    await file_leave(session, street.leader, today, today, now, SHANGHAI)
    assert await rights(session, street.grid, street.stranger) == ERASES


async def test_a_household_is_entered_once_by_who_may(session: AsyncSession, street: Street, now: datetime) -> None:
    made = await household(session, street.grid, street.member, now)
    assert (made.added_by, made.due_from <= now < made.due_until) == (street.member.id, True)
    for person, refusal in ((street.resident, Refused), (street.leader, Conflict)):
        with pytest.raises(refusal):
            await household(session, street.grid, person, now)
    with pytest.raises(Refused):
        await household(session, await another_grid(session, street), street.member, now)


async def test_what_is_edited_may_not_become_another_and_due_times_follow(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made = await household(session, street.grid, street.member, now, kind="ordinary")
    await household(session, street.grid, street.member, now, name="李某")
    quarter = now.astimezone(SHANGHAI).replace(month=10, day=1, hour=0)
    await edit_household(session, made, street.member, now, SHANGHAI, key=True)
    assert made.due_from == quarter
    with pytest.raises(Conflict, match="known"):
        await edit_household(session, made, street.member, now, SHANGHAI, name="李某")
    with pytest.raises(Refused):
        await edit_household(session, made, street.resident, now, SHANGHAI, name="张某")


async def test_of_an_erased_household_no_row_of_ours_knows_anything_and_its_visits_still_count(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made = await household(session, street.grid, street.member, now)
    await record_visit(session, made, Outcome.NEEDS_HELP, "卧床无人照料", street.member, now, SHANGHAI)
    enqueue(session, 12, LIST, Lane.REPLY, now, subject_id=street.member.id, words=NAME, page=1)
    with pytest.raises(Refused):
        await erase(session, made, street.member, now)
    await erase(session, made, street.leader, now)
    left = str(await everything(session))
    assert not [words for words in (ADDRESS, NAME, PHONE, PHONE[3:], "卧床") if words in left]
    [visit] = await all_visits(session)
    assert (visit.outcome, visit.words, made.erased_by) == (Outcome.NEEDS_HELP, "", street.leader.id)
    [told] = (await session.scalars(select(MandatoryReport))).all()
    assert (told.text, told.confidential) == ("", True)
    assert (await waiting(session, street.member.id, now, Wanted())).total == 0
    for person in (street.member, street.leader):
        with pytest.raises(Conflict, match="erased"):
            await need(session, made, person)


async def test_households_of_a_grid_that_left_the_roster_go_to_the_level_above(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made = await household(session, street.grid, street.member, now)
    street.grid.retired_at = now
    await session.flush()
    assert VISITS.retired is not None
    await VISITS.retired(session, [street.grid.id], now)
    await session.refresh(made)
    assert made.grid_id == street.community.id


async def test_the_list_that_waits_says_a_number_alone(session: AsyncSession, street: Street, now: datetime) -> None:
    await household(session, street.grid, street.member, now)
    await household(session, street.grid, street.member, now, kind="ordinary", name="李某")
    after = now + timedelta(days=60)  # in the next quarter and year
    for person, at, expected in (
        (street.member, now, (2, 0)),
        (street.member, after, (2, 2)),
        (street.leader, now, (0, 0)),
        (street.resident, now, (0, 0)),
    ):
        section = await waiting(session, person.id, at, Wanted())
        assert (section.total, section.overdue, list(section.items)) == (*expected, [])


async def test_lists_in_chats_are_worded_anew_when_one_is_erased(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made = await household(session, street.grid, street.member, now)
    listed = enqueue(session, 12, LIST, Lane.REPLY, now, subject_id=street.member.id, words=NAME, page=1)
    await erase(session, made, street.leader, now)
    rows = select(OutboxMessage).where(col(OutboxMessage.id) == listed.id).execution_options(populate_existing=True)
    message = (await session.scalars(rows)).one()
    assert (message.args, message.revision) == ({"page": 0}, 2)
