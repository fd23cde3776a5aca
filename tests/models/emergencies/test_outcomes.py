import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import Database
from models.emergencies import actions, outcomes
from models.emergencies.calls import Cry, call_for_help
from models.emergencies.tables import Call, CallEvent, CallStep, Helper, StepState
from models.emergencies.workflow import FOR_NOTHING, LIVE, REOPENABLE, CallAct, CallLack, CallState, Finding, Outcome
from models.errors import Conflict, Refused
from models.members.tables import Person, Role
from tests.models.emergencies.conftest import Quarter, chats, staff
from tests.street import GROUP, build

MAY_END = {"member", "other_member", "leader", "community_leader", "street_leader"}
PEOPLE = (*sorted(MAY_END), "beside_member", "across_leader", "resident", "stranger", "far_leader")
BEFORE = list(CallState)
MINUTE = timedelta(minutes=1)


async def bring_to(session: AsyncSession, call: Call, quarter: Quarter, state: CallState, now: datetime) -> None:
    if state is CallState.GOING:
        await actions.go(session, call, quarter.member, now)
    elif state is CallState.ARRIVED:
        await actions.arrive(session, call, quarter.member, now)
    elif state is CallState.ENDED:
        await outcomes.end(session, call, quarter.member, Outcome.SAFE, now)
    elif state is CallState.FALSE_ALARM:
        await outcomes.end(session, call, quarter.member, Outcome.FALSE_ALARM, now)
    assert call.state is state


async def due(session: AsyncSession, call: Call) -> list[tuple[CallLack, datetime]]:
    rows = select(CallStep).where(col(CallStep.call_id) == call.id, col(CallStep.state) == StepState.WAITING)
    return [(step.lack, step.due_at) for step in (await session.scalars(rows.order_by(col(CallStep.due_at)))).all()]


@pytest.mark.parametrize("name", PEOPLE)
async def test_staff_of_the_grid_and_above_may_say_what_it_is_and_how_it_ended(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime, name: str
) -> None:
    person: Person = getattr(quarter, name)
    if name in MAY_END:
        await outcomes.confirm(session, call, person, Finding.SMOKE, now)
        await outcomes.end(session, call, person, Outcome.SAFE, now)
        assert (call.state, call.finding, call.outcome) == (CallState.ENDED, Finding.SMOKE, Outcome.SAFE)
        return
    with pytest.raises(Refused):
        await outcomes.confirm(session, call, person, Finding.SMOKE, now)
    with pytest.raises(Refused):
        await outcomes.end(session, call, person, Outcome.FALSE_ALARM, now)
    assert (call.state, call.finding) == (CallState.CALLING, None)


async def test_a_neighbour_who_went_may_say_so_too(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await actions.go(session, call, quarter.beside_member, now)
    await outcomes.confirm(session, call, quarter.beside_member, Finding.OTHER, now)
    await outcomes.end(session, call, quarter.beside_member, Outcome.FALSE_ALARM, now)
    assert call.state is CallState.FALSE_ALARM


async def test_who_was_told_in_private_may_end_a_call_without_a_grid_and_take_that_back(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    call = await call_for_help(session, Cry(-77, 1, "着火", quarter.resident), None, now, admins=[16])
    await actions.go(session, call, quarter.stranger, now)
    await outcomes.confirm(session, call, quarter.stranger, Finding.FIRE, now)
    await outcomes.end(session, call, quarter.stranger, Outcome.FIRE_OUT, now)
    await outcomes.reopen(session, call, quarter.stranger, now)
    assert call.state is CallState.GOING


@pytest.mark.parametrize("finding", list(Finding))
@pytest.mark.parametrize("state", BEFORE)
async def test_confirming_what_it_is_never_ends_a_call_in_whatever_state(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime, state: CallState, finding: Finding
) -> None:
    await bring_to(session, call, quarter, state, now)
    if state in LIVE:
        await outcomes.confirm(session, call, quarter.leader, finding, now, "四楼厨房")
        assert (call.state, call.finding, call.found, call.ended_at) == (state, finding, "四楼厨房", None)
        assert await due(session, call) != []
        return
    with pytest.raises(Conflict) as late:
        await outcomes.confirm(session, call, quarter.leader, finding, now)
    assert late.value.data == {"state": state, "by": "傅勇"}
    assert call.finding is None


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("state", BEFORE)
async def test_every_live_call_can_end_and_what_is_over_cannot_end_again(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime, state: CallState, outcome: Outcome
) -> None:
    await bring_to(session, call, quarter, state, now)
    if state not in LIVE:
        with pytest.raises(Conflict) as late:
            await outcomes.end(session, call, quarter.leader, outcome, now)
        assert late.value.data == {"state": state, "by": "傅勇"}
        return
    await outcomes.end(session, call, quarter.leader, outcome, now)
    assert call.state is (CallState.FALSE_ALARM if outcome in FOR_NOTHING else CallState.ENDED)
    assert (call.outcome, call.ended_by, call.ended_at) == (outcome, quarter.leader.id, now)
    assert await due(session, call) == []


@pytest.mark.parametrize("outcome", [Outcome.SAFE, Outcome.FALSE_ALARM])
@pytest.mark.parametrize("state", sorted(LIVE))
async def test_an_end_that_is_taken_back_leaves_the_call_as_it_was_with_its_steps(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime, state: CallState, outcome: Outcome
) -> None:
    await bring_to(session, call, quarter, state, now)
    await outcomes.confirm(session, call, quarter.leader, Finding.MEDICAL, now)
    await outcomes.end(session, call, quarter.leader, outcome, now + MINUTE)
    back = now + 2 * MINUTE
    await outcomes.reopen(session, call, quarter.leader, back)
    assert (call.state, call.finding) == (state, Finding.MEDICAL)
    assert (call.outcome, call.ended_by, call.ended_at) == (None, None, None)
    nobody_goes = [(CallLack.GOING, back + minutes * MINUTE) for minutes in (2, 5, 10)]
    asked = [(CallLack.OUTCOME, back + 10 * MINUTE)]
    assert await due(session, call) == (nobody_goes if state is CallState.CALLING else asked)


@pytest.mark.parametrize("state", sorted(LIVE))
async def test_what_runs_cannot_be_taken_back(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime, state: CallState
) -> None:
    await bring_to(session, call, quarter, state, now)
    with pytest.raises(Conflict) as error:
        await outcomes.reopen(session, call, quarter.leader, now)
    assert error.value.code == "running"
    assert call.state is state


MAY_REOPEN = {"member", "leader", "community_leader", "street_leader"}


@pytest.mark.parametrize("name", ["other_member", *PEOPLE])
async def test_who_ended_it_and_leaders_may_take_that_back_and_nobody_else(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime, name: str
) -> None:
    await outcomes.end(session, call, quarter.member, Outcome.SAFE, now)
    person: Person = getattr(quarter, name)
    if name in MAY_REOPEN:
        await outcomes.reopen(session, call, person, now)
        assert call.state is CallState.CALLING
        return
    with pytest.raises(Refused):
        await outcomes.reopen(session, call, person, now)
    assert call.state is CallState.ENDED


async def test_after_ten_minutes_an_end_is_final(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await outcomes.end(session, call, quarter.member, Outcome.SAFE, now)
    with pytest.raises(Conflict) as late:
        await outcomes.reopen(session, call, quarter.member, now + REOPENABLE + timedelta(seconds=1))
    assert late.value.code == "too_late"
    await outcomes.reopen(session, call, quarter.member, now + REOPENABLE)
    assert call.state is CallState.CALLING


async def test_of_two_who_take_it_back_the_second_learns_that_it_runs(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await outcomes.end(session, call, quarter.member, Outcome.SAFE, now)
    await outcomes.reopen(session, call, quarter.member, now)
    with pytest.raises(Conflict) as second:
        await outcomes.reopen(session, call, quarter.leader, now)
    assert second.value.code == "running"


async def test_what_is_confirmed_only_becomes_graver_and_the_first_is_named(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await outcomes.confirm(session, call, quarter.member, Finding.SMOKE, now)
    for finding in (Finding.SMOKE, Finding.MEDICAL, Finding.OTHER):
        with pytest.raises(Conflict) as second:
            await outcomes.confirm(session, call, quarter.leader, finding, now)
        assert second.value.data == {"state": CallState.CALLING, "finding": Finding.SMOKE, "by": "傅勇"}
    await outcomes.confirm(session, call, quarter.leader, Finding.FIRE, now)
    assert call.finding is Finding.FIRE
    said = await outcomes.confirmation(session, call)
    assert said is not None
    assert said.person_id == quarter.leader.id


async def test_once_confirmed_the_outcome_is_asked_ten_minutes_later_and_not_at_once(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await actions.go(session, call, quarter.member, now)
    await outcomes.confirm(session, call, quarter.member, Finding.FIRE, now + 9 * MINUTE)
    assert await due(session, call) == [(CallLack.OUTCOME, now + 19 * MINUTE)]


async def test_a_fire_confirmed_while_nobody_goes_still_lacks_somebody_who_goes(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await outcomes.confirm(session, call, quarter.leader, Finding.FIRE, now + MINUTE)
    assert await due(session, call) == [(CallLack.GOING, now + minutes * MINUTE) for minutes in (2, 5, 10)]
    await actions.go(session, call, quarter.member, now + 3 * MINUTE)
    assert await due(session, call) == [(CallLack.OUTCOME, now + 13 * MINUTE)]


async def test_after_the_end_nobody_goes_any_more_and_who_ended_it_is_named(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await outcomes.end(session, call, quarter.member, Outcome.SAFE, now)
    for act in (actions.go, actions.arrive):
        with pytest.raises(Conflict) as late:
            await act(session, call, quarter.leader, now)
        assert late.value.data == {"state": CallState.ENDED, "by": "傅勇"}
    assert await session.get(Helper, (call.id, quarter.leader.id)) is None


async def test_the_story_tells_what_was_confirmed_how_it_ended_and_that_it_was_taken_back(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await outcomes.confirm(session, call, quarter.member, Finding.FIRE, now, "四楼")
    await outcomes.end(session, call, quarter.member, Outcome.FIRE_OUT, now)
    await outcomes.reopen(session, call, quarter.leader, now)
    rows = select(CallEvent).where(col(CallEvent.call_id) == call.id).order_by(col(CallEvent.id))
    _, confirmed, ended, reopened = (await session.scalars(rows)).all()
    assert (confirmed.act, confirmed.data) == (CallAct.CONFIRM, {"finding": "fire", "text": "四楼"})
    assert (ended.act, ended.data) == (CallAct.END, {"outcome": "out"})
    assert (reopened.act, reopened.person_id) == (CallAct.REOPEN, quarter.leader.id)
    assert (reopened.before, reopened.after) == (CallState.ENDED, CallState.CALLING)


async def test_words_said_with_an_end_that_is_taken_back_no_longer_stand_as_what_was_found(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await outcomes.end(session, call, quarter.member, Outcome.SAFE, now)
    await actions.add(session, call, quarter.member, "已扑灭", None, now)
    assert call.found == "已扑灭"
    await outcomes.reopen(session, call, quarter.member, now)
    assert call.found == ""
    assert await chats(session, "resumed") != []


async def test_two_who_end_a_call_at_once_one_wins(database: Database, now: datetime) -> None:
    async with database.write() as session:
        street = await build(session, now)
        extra = staff(session, 31, "第二网格长", street.community, Role.LEADER, now)
        call = await call_for_help(session, Cry(GROUP, 1, "着火", street.resident), street.grid, now)
    people = {street.leader.id: Outcome.FIRE_OUT, extra.id: Outcome.FALSE_ALARM}

    async def end(person_id: int, outcome: Outcome) -> str:
        try:
            async with database.write() as session:
                mine = await session.get_one(Call, call.id)
                await outcomes.end(session, mine, await session.get_one(Person, person_id), outcome, now)
        except Conflict as lost:
            return str(lost.data["by"])
        return "won"

    said = await asyncio.gather(*(end(person_id, outcome) for person_id, outcome in people.items()))
    async with database.read() as session:
        ended = await session.get_one(Call, call.id)
        winner = await session.get_one(Person, ended.ended_by)
    assert sorted(said) == sorted(["won", winner.name])
    assert ended.outcome is people[winner.id]


async def test_of_two_who_confirm_at_once_the_graver_stands(database: Database, now: datetime) -> None:
    async with database.write() as session:
        street = await build(session, now)
        extra = staff(session, 31, "第二网格长", street.community, Role.LEADER, now)
        call = await call_for_help(session, Cry(GROUP, 1, "着火", street.resident), street.grid, now)

    async def confirm(person_id: int, finding: Finding) -> Finding | None:
        """What was confirmed before, for who was too late."""
        try:
            async with database.write() as session:
                mine = await session.get_one(Call, call.id)
                await outcomes.confirm(session, mine, await session.get_one(Person, person_id), finding, now)
        except Conflict as lost:
            return Finding(lost.data["finding"])
        return None

    smoke, fire = await asyncio.gather(confirm(street.leader.id, Finding.SMOKE), confirm(extra.id, Finding.FIRE))
    assert smoke in (None, Finding.FIRE)
    assert fire is None
    async with database.read() as session:
        assert (await session.get_one(Call, call.id)).finding is Finding.FIRE


@pytest.mark.parametrize("first", ["mistake", "going"])
async def test_a_call_is_not_taken_back_while_somebody_goes_to_it(
    database: Database, now: datetime, first: str
) -> None:
    """Whoever is quicker: either it is over and nobody goes, or it goes on and staff hear of the mistake."""
    async with database.write() as session:
        street = await build(session, now)
        call = await call_for_help(session, Cry(GROUP, 1, "", street.resident), street.grid, now)

    async def take_back() -> bool:
        async with database.write() as session:
            caller = await session.get_one(Person, street.resident.id)
            return await outcomes.take_back(session, await session.get_one(Call, call.id), caller, now)

    async def go() -> bool:
        try:
            async with database.write() as session:
                member = await session.get_one(Person, street.member.id)
                await actions.go(session, await session.get_one(Call, call.id), member, now)
        except Conflict:
            return False
        return True

    both = {"mistake": take_back(), "going": go()}
    order = sorted(both, key=lambda name: name != first)
    said = dict(zip(order, await asyncio.gather(*(both[name] for name in order)), strict=True))
    async with database.read() as session:
        stands = await session.get_one(Call, call.id)
        helpers = len((await session.scalars(select(Helper).where(col(Helper.call_id) == call.id))).all())
    assert said["mistake"] is not said["going"]
    if said["going"]:
        assert (stands.state, stands.outcome, helpers) == (CallState.GOING, None, 1)
    else:
        assert (stands.state, stands.outcome, helpers) == (CallState.FALSE_ALARM, Outcome.MISTAKE, 0)
