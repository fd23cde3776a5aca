from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies import actions, outcomes
from models.emergencies.calls import Cry, call_for_help
from models.emergencies.tables import Call
from models.emergencies.workflow import Finding, Outcome
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.tables import Role
from models.outbox.tables import Lane, OutboxMessage
from tests.models.emergencies.conftest import Quarter, chats, staff
from tests.street import GROUP

STAFF = ("leader", "beside_member", "across_leader", "community_leader", "street_leader")


def chat_ids(quarter: Quarter, *names: str) -> set[int]:
    return {getattr(quarter, name).tg_user_id for name in names}


@pytest.mark.parametrize("finding", [Finding.FIRE, Finding.SMOKE])
async def test_a_confirmed_fire_rings_at_all_levels_at_the_neighbours_and_in_the_group(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime, finding: Finding
) -> None:
    await outcomes.confirm(session, call, quarter.member, finding, now)
    assert set(await chats(session, "alarm", "confirmed")) == chat_ids(quarter, *STAFF)
    assert await chats(session, "confirmed") == [GROUP]
    rows = select(col(OutboxMessage.lane)).where(
        col(OutboxMessage.kind).in_(["emergencies.alarm", "emergencies.confirmed"])
    )
    assert set((await session.scalars(rows)).all()) == {Lane.URGENT}


@pytest.mark.parametrize("finding", [Finding.MEDICAL, Finding.OTHER])
async def test_what_is_no_fire_is_confirmed_without_ringing(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime, finding: Finding
) -> None:
    await outcomes.confirm(session, call, quarter.member, finding, now)
    assert await chats(session, "alarm", "confirmed") == []
    assert await chats(session, "confirmed") == []


async def test_smoke_that_turns_out_to_be_fire_rings_again(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await outcomes.confirm(session, call, quarter.member, Finding.SMOKE, now)
    await outcomes.confirm(session, call, quarter.member, Finding.FIRE, now)
    assert (await chats(session, "alarm", "confirmed")).count(quarter.leader.tg_user_id) == 2
    assert await chats(session, "confirmed") == [GROUP, GROUP]


async def test_a_confirmed_fire_reaches_the_district_and_staff_who_came_since(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    district = Grid(code="D", name="区", level=Level.DISTRICT, path="")
    district.path = path_of(district.id)
    session.add(district)
    for grid in (quarter.street, quarter.community, quarter.grid):
        grid.path = district.path + grid.path
    quarter.street.parent_id = district.id
    chief = staff(session, 40, "区消防办", district, Role.LEADER, now)
    await session.flush()
    call = await call_for_help(session, Cry(GROUP, 1, "着火", quarter.resident), quarter.grid, now)
    newcomer = staff(session, 41, "新网格员", quarter.grid, Role.MEMBER, now)
    await session.flush()
    await outcomes.confirm(session, call, quarter.member, Finding.FIRE, now)
    assert {chief.tg_user_id, newcomer.tg_user_id} <= set(await chats(session, "alarm", "confirmed"))


async def test_a_fire_of_which_no_grid_is_known_rings_at_whoever_is_above_all(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    call = await call_for_help(session, Cry(-77, 1, "着火", quarter.resident), None, now, admins=[16])
    await outcomes.confirm(session, call, quarter.stranger, Finding.FIRE, now)
    assert await chats(session, "alarm", "confirmed") == [quarter.street_leader.tg_user_id]
    assert await chats(session, "confirmed") == [-77]


async def test_who_called_in_private_hears_that_the_fire_is_real(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    call = await call_for_help(session, Cry(11, 1, "着火", quarter.resident), quarter.grid, now)
    await outcomes.confirm(session, call, quarter.member, Finding.FIRE, now)
    assert await chats(session, "confirmed") == [11, GROUP]


async def test_the_end_is_told_to_caller_and_helpers(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    quarter.resident.started = True
    await actions.go(session, call, quarter.beside_member, now)
    await outcomes.end(session, call, quarter.member, Outcome.SAFE, now)
    assert await chats(session, "over") == [quarter.beside_member.tg_user_id]
    assert await chats(session, "thanks") == [quarter.resident.tg_user_id]


async def test_a_false_alarm_reaches_everybody_who_was_told(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    told = {*await chats(session, "alarm"), *await chats(session, "card")}
    await outcomes.end(session, call, quarter.leader, Outcome.FALSE_ALARM, now)
    assert set(await chats(session, "over")) == told - {quarter.leader.tg_user_id}


async def test_the_end_of_a_confirmed_fire_reaches_everybody_who_heard_of_it(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await outcomes.confirm(session, call, quarter.member, Finding.FIRE, now)
    told = {*await chats(session, "alarm"), *await chats(session, "confirmed")}
    await outcomes.end(session, call, quarter.member, Outcome.FIRE_OUT, now)
    assert set(await chats(session, "over")) == told - {quarter.member.tg_user_id}


async def test_that_it_goes_on_reaches_staff_with_an_alarm_and_all_others_who_heard_of_the_end(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    quarter.resident.started = True
    await outcomes.end(session, call, quarter.member, Outcome.FALSE_ALARM, now)
    await outcomes.reopen(session, call, quarter.leader, now)
    staff_told = chat_ids(quarter, "member", *STAFF) - {quarter.leader.tg_user_id}
    assert set(await chats(session, "alarm", "resumed")) == staff_told
    assert set(await chats(session, "resumed")) == {GROUP, quarter.resident.tg_user_id}


async def test_what_told_of_the_end_is_worded_anew_when_it_goes_on(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await outcomes.end(session, call, quarter.member, Outcome.FALSE_ALARM, now)
    await outcomes.reopen(session, call, quarter.member, now)
    rows = (
        select(OutboxMessage)
        .where(col(OutboxMessage.kind) == "emergencies.over")
        .execution_options(populate_existing=True)
    )
    assert {message.revision for message in (await session.scalars(rows)).all()} == {2}
