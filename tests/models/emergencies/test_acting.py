import asyncio
from datetime import datetime
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db import Database
from models.emergencies import acting
from models.emergencies.calls import Cry, call_for_help
from models.emergencies.flow import CallAct, CallState, Finding
from models.emergencies.tables import Call, CallEvent, CallStep, Helper, StepState
from models.errors import Conflict, NotFound, Refused
from models.members.tables import Person, Role
from models.outbox.letters import Letter
from tests.models.emergencies.conftest import Quarter, chats, staff
from tests.street import GROUP, build

MAY_GO = {"member", "other_member", "leader", "beside_member", "across_leader", "community_leader", "street_leader"}
MAY_END = {"member", "other_member", "leader", "community_leader", "street_leader"}
PEOPLE = (*sorted(MAY_GO), "resident", "stranger", "far_leader")


@pytest.mark.parametrize("name", PEOPLE)
async def test_staff_who_were_told_may_go_and_residents_may_not(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime, name: str
) -> None:
    person: Person = getattr(quarter, name)
    if name in MAY_GO:
        assert await acting.go(session, call, person, now)
        assert call.state is CallState.GOING
        return
    for act in (acting.go, acting.arrive):
        with pytest.raises(Refused):
            await act(session, call, person, now)
    assert call.state is CallState.CALLING


@pytest.mark.parametrize("name", PEOPLE)
async def test_staff_of_the_grid_and_above_may_say_what_was_found(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime, name: str
) -> None:
    if name in MAY_END:
        await acting.end(session, call, getattr(quarter, name), Finding.SMOKE, now)
        assert call.state is CallState.ENDED
    else:
        with pytest.raises(Refused):
            await acting.end(session, call, getattr(quarter, name), Finding.SMOKE, now)


async def test_a_neighbour_who_went_may_say_what_was_found(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await acting.go(session, call, quarter.beside_member, now)
    await acting.end(session, call, quarter.beside_member, Finding.NOTHING, now)
    assert call.state is CallState.FALSE_ALARM


async def test_who_was_told_in_private_may_go_and_end_a_call_without_a_grid(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    call = await call_for_help(session, Cry(-77, 1, "着火", quarter.resident), None, now, admins=[16])
    await acting.go(session, call, quarter.stranger, now)
    await acting.end(session, call, quarter.stranger, Finding.FIRE, now)
    assert call.state is CallState.ENDED


async def test_everybody_who_goes_is_on_record_once(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    assert await acting.go(session, call, quarter.member, now)
    assert not await acting.go(session, call, quarter.member, now)
    assert await acting.arrive(session, call, quarter.leader, now)
    assert not await acting.arrive(session, call, quarter.leader, now)
    assert call.state is CallState.ARRIVED
    assert await acting.go(session, call, quarter.beside_member, now)
    assert call.state is CallState.ARRIVED
    rows = (await session.scalars(select(Helper).order_by(col(Helper.arrived_at)))).all()
    arrived = {helper.person_id: helper.arrived_at is not None for helper in rows}
    assert arrived == {quarter.member.id: False, quarter.leader.id: True, quarter.beside_member.id: False}


async def test_events_tell_the_whole_story(session: AsyncSession, call: Call, quarter: Quarter, now: datetime) -> None:
    await acting.go(session, call, quarter.member, now)
    await acting.arrive(session, call, quarter.member, now)
    await acting.add(session, call, quarter.member, "厨房油锅", None, now)
    await acting.end(session, call, quarter.member, Finding.FIRE, now, "已扑灭")
    rows = select(CallEvent).where(col(CallEvent.call_id) == call.id).order_by(col(CallEvent.id))
    events = (await session.scalars(rows)).all()
    assert [event.act for event in events] == [
        CallAct.CALL,
        CallAct.GOING,
        CallAct.ARRIVED,
        CallAct.ADD,
        CallAct.END,
    ]
    assert [event.after for event in events][-1] is call.state
    assert all(one.after is other.before for one, other in pairwise(events))
    assert (call.found, call.finding, call.ended_by) == ("已扑灭", Finding.FIRE, quarter.member.id)


async def test_after_the_end_nothing_can_be_done_and_the_first_is_named(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await acting.end(session, call, quarter.member, Finding.SMOKE, now)
    for act in (acting.go, acting.arrive):
        with pytest.raises(Conflict) as late:
            await act(session, call, quarter.leader, now)
        assert late.value.data == {"state": CallState.ENDED, "by": "傅勇"}
    with pytest.raises(Conflict):
        await acting.end(session, call, quarter.leader, Finding.FIRE, now)
    assert call.finding is Finding.SMOKE
    assert await session.get(Helper, (call.id, quarter.leader.id)) is None


async def test_the_end_stops_what_was_due_and_tells_caller_and_helpers(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    quarter.resident.started = True
    await acting.go(session, call, quarter.beside_member, now)
    await acting.end(session, call, quarter.member, Finding.FIRE, now)
    waiting = select(CallStep).where(col(CallStep.state) == StepState.WAITING)
    assert (await session.scalars(waiting)).all() == []
    assert await chats(session, "over") == [quarter.beside_member.tg_user_id]
    assert await chats(session, "thanks") == [quarter.resident.tg_user_id]


async def test_a_false_alarm_reaches_everybody_who_was_told(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    told = {*await chats(session, "alarm"), *await chats(session, "card")}
    await acting.end(session, call, quarter.leader, Finding.NOTHING, now)
    assert set(await chats(session, "over")) == told - {quarter.leader.tg_user_id}


async def test_every_change_words_all_messages_anew(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await acting.go(session, call, quarter.member, now)
    rows = select(Letter).where(col(Letter.subject_id) == call.id).execution_options(populate_existing=True)
    assert {letter.revision for letter in (await session.scalars(rows)).all()} == {2}


async def test_words_after_the_end_tell_what_was_found_only_from_those_who_may(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await acting.end(session, call, quarter.member, Finding.OTHER, now)
    await acting.add(session, call, quarter.resident, "不是我家", None, now)
    assert call.found == ""
    await acting.add(session, call, quarter.member, "煤气味，已关阀", None, now)
    await acting.add(session, call, quarter.leader, "再说一次", None, now)
    assert call.found == "煤气味，已关阀"


async def test_an_unknown_number_is_not_found(session: AsyncSession, call: Call) -> None:
    assert (await acting.find(session, 1)).id == call.id
    with pytest.raises(NotFound):
        await acting.find(session, 2)


async def test_two_who_end_a_call_at_once_one_wins(database: Database, now: datetime) -> None:
    async with database.write() as session:
        street = await build(session, now)
        extra = staff(session, 31, "第二网格长", street.community, Role.LEADER, now)
        call = await call_for_help(session, Cry(GROUP, 1, "着火", street.resident), street.grid, now)
    people = {street.leader.id: Finding.FIRE, extra.id: Finding.SMOKE}

    async def end(person_id: int, finding: Finding) -> str:
        try:
            async with database.write() as session:
                mine = await session.get_one(Call, call.id)
                await acting.end(session, mine, await session.get_one(Person, person_id), finding, now)
        except Conflict as lost:
            return str(lost.data["by"])
        return "won"

    outcomes = await asyncio.gather(*(end(person_id, finding) for person_id, finding in people.items()))
    async with database.read() as session:
        ended = await session.get_one(Call, call.id)
        winner = await session.get_one(Person, ended.ended_by)
    assert sorted(outcomes) == sorted(["won", winner.name])
    assert ended.finding is people[winner.id]
