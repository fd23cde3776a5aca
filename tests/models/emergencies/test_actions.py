from datetime import datetime
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies import actions, outcomes
from models.emergencies.tables import Call, CallEvent, Helper
from models.emergencies.workflow import CallAct, CallState, Finding, Outcome
from models.errors import NotFound, Refused
from models.members.tables import Person
from models.outbox.tables import OutboxMessage
from tests.models.emergencies.conftest import Quarter

MAY_GO = {"member", "other_member", "leader", "beside_member", "across_leader", "community_leader", "street_leader"}
PEOPLE = (*sorted(MAY_GO), "resident", "stranger", "far_leader")


@pytest.mark.parametrize("name", PEOPLE)
async def test_staff_who_were_told_may_go_and_residents_may_not(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime, name: str
) -> None:
    person: Person = getattr(quarter, name)
    if name in MAY_GO:
        assert await actions.go(session, call, person, now)
        assert call.state is CallState.GOING
        return
    for act in (actions.go, actions.arrive):
        with pytest.raises(Refused):
            await act(session, call, person, now)
    assert call.state is CallState.CALLING


async def test_everybody_who_goes_is_on_record_once(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    assert await actions.go(session, call, quarter.member, now)
    assert not await actions.go(session, call, quarter.member, now)
    assert await actions.arrive(session, call, quarter.leader, now)
    assert not await actions.arrive(session, call, quarter.leader, now)
    assert call.state is CallState.ARRIVED
    assert await actions.go(session, call, quarter.beside_member, now)
    assert call.state is CallState.ARRIVED
    rows = (await session.scalars(select(Helper).order_by(col(Helper.arrived_at)))).all()
    arrived = {helper.person_id: helper.arrived_at is not None for helper in rows}
    assert arrived == {quarter.member.id: False, quarter.leader.id: True, quarter.beside_member.id: False}


async def test_events_tell_the_whole_story(session: AsyncSession, call: Call, quarter: Quarter, now: datetime) -> None:
    await actions.go(session, call, quarter.member, now)
    await actions.arrive(session, call, quarter.member, now)
    await outcomes.confirm(session, call, quarter.member, Finding.FIRE, now, "厨房起火")
    await actions.add(session, call, quarter.member, "厨房油锅", None, now)
    await outcomes.end(session, call, quarter.member, Outcome.FIRE_OUT, now)
    await outcomes.reopen(session, call, quarter.leader, now)
    await outcomes.end(session, call, quarter.leader, Outcome.FALSE_ALARM, now)
    rows = select(CallEvent).where(col(CallEvent.call_id) == call.id).order_by(col(CallEvent.id))
    events = (await session.scalars(rows)).all()
    assert [event.act for event in events] == [
        CallAct.CALL,
        CallAct.GOING,
        CallAct.ARRIVED,
        CallAct.CONFIRM,
        CallAct.ADD,
        CallAct.END,
        CallAct.REOPEN,
        CallAct.FALSE_ALARM,
    ]
    assert [event.after for event in events][-1] is call.state
    assert all(one.after is other.before for one, other in pairwise(events))
    assert (call.finding, call.outcome, call.ended_by) == (Finding.FIRE, Outcome.FALSE_ALARM, quarter.leader.id)


async def test_every_change_words_all_messages_anew(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await actions.go(session, call, quarter.member, now)
    rows = (
        select(OutboxMessage).where(col(OutboxMessage.subject_id) == call.id).execution_options(populate_existing=True)
    )
    assert {message.revision for message in (await session.scalars(rows)).all()} == {2}


async def test_words_after_the_end_tell_what_was_found_only_from_those_who_may(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await outcomes.end(session, call, quarter.member, Outcome.SAFE, now)
    await actions.add(session, call, quarter.resident, "不是我家", None, now)
    assert call.found == ""
    await actions.add(session, call, quarter.member, "煤气味，已关阀", None, now)
    await actions.add(session, call, quarter.leader, "再说一次", None, now)
    assert call.found == "煤气味，已关阀"


async def test_an_unknown_number_is_not_found(session: AsyncSession, call: Call) -> None:
    assert (await actions.find(session, 1)).id == call.id
    with pytest.raises(NotFound):
        await actions.find(session, 2)


async def test_words_in_answer_to_the_question_tell_what_was_found_only_from_those_who_may(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await actions.add(session, call, quarter.resident, "不是我家", None, now, asked=True)
    assert call.found == ""
    await actions.add(session, call, quarter.member, "灶台起火", None, now, asked=True)
    assert (call.found, call.state) == ("灶台起火", CallState.CALLING)
