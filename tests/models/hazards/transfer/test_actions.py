from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.grids.tables import Chat, Grid
from models.hazards.tables import Hazard
from models.hazards.transfer.tables import TransferState
from models.hazards.workflow import TRANSITIONS, Act, State
from models.hazards.working.perform import perform
from models.members.permissions import Who
from models.members.tables import Person, Role
from models.outbox.tables import OutboxMessage
from tests import offices
from tests.due import remind_departments
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import DAY, TO_DEPARTMENT, answer, transfer, waiting
from tests.offices import ANSWER_BY, Offices, told
from tests.street import Street, resign


@pytest.fixture
async def above(session: AsyncSession, street: Street, now: datetime) -> Offices:
    return await offices.build(session, street, now)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("resident", False),
        ("member", False),
        ("leader", False),
        ("community_leader", False),
        ("stranger", False),
        ("street_leader", True),
        ("district_leader", True),
        ("liaison", False),
    ],
)
async def test_the_street_and_above_transfer_and_take_back(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime, name: str, may: bool
) -> None:
    person: Person = getattr(above, name, None) or getattr(street, name)
    given = {"department": above.police.id, "due": ANSWER_BY}
    if may:
        await perform(session, hazard, Act.TRANSFER, person, now, SHANGHAI, **given)
        await perform(session, hazard, Act.TAKE_BACK, person, now, SHANGHAI)
        assert hazard.state is State.OPEN
        return
    with pytest.raises(Refused) as refused:
        await perform(session, hazard, Act.TRANSFER, person, now, SHANGHAI, **given)
    assert refused.value.data == {"who": Who.STREET}
    await transfer(session, hazard, above, now)
    with pytest.raises(Refused):
        await perform(session, hazard, Act.TAKE_BACK, person, now, SHANGHAI)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("liaison", True),
        ("second_liaison", True),
        ("other_liaison", False),
        ("street_leader", False),
        ("member", False),
        ("resident", False),
    ],
)
@pytest.mark.parametrize("what", [Act.ACKNOWLEDGE, Act.OUTCOME])
async def test_only_liaisons_of_that_department_answer(
    session: AsyncSession,
    hazard: Hazard,
    street: Street,
    above: Offices,
    now: datetime,
    what: Act,
    name: str,
    may: bool,
) -> None:
    await transfer(session, hazard, above, now)
    person: Person = getattr(above, name, None) or getattr(street, name)
    if may:
        await perform(session, hazard, what, person, now, SHANGHAI, outcome="已查处")
        assert hazard.state is (State.REVIEW if what is Act.OUTCOME else State.TRANSFERRED)
        return
    with pytest.raises(Refused) as refused:
        await perform(session, hazard, what, person, now, SHANGHAI, outcome="已查处")
    assert refused.value.data == {"who": Who.LIAISON}


@pytest.mark.parametrize("what", [Act.CLOSE, Act.SEND_BACK, Act.DISMISS])
@pytest.mark.parametrize("name", ["leader", "community_leader", "liaison"])
async def test_what_a_department_answered_is_reviewed_by_the_street_alone(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime, what: Act, name: str
) -> None:
    await transfer(session, hazard, above, now)
    await answer(session, hazard, above, now)
    person: Person = getattr(above, name, None) or getattr(street, name)
    with pytest.raises(Refused) as refused:
        await perform(session, hazard, what, person, now, SHANGHAI, reason="无")
    assert refused.value.data == {"who": Who.STREET}
    await perform(session, hazard, what, above.street_leader, now, SHANGHAI, reason="无")
    assert hazard.state is not State.REVIEW


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("what", [Act.TRANSFER, Act.TAKE_BACK, Act.SUPERVISE])
async def test_an_act_of_the_street_out_of_its_state_changes_nothing(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime, what: Act, state: State
) -> None:
    if state in TRANSITIONS[what].before:
        return
    hazard.state = state
    await session.flush()
    with pytest.raises(Conflict):
        await perform(session, hazard, what, above.street_leader, now, SHANGHAI, department=1, due=ANSWER_BY)
    assert hazard.state is state


async def test_without_a_department_there_is_nobody_to_transfer_to(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    above.police.retired_at = above.fire.retired_at = now
    with pytest.raises(Refused) as refused:
        await perform(session, hazard, Act.TRANSFER, above.street_leader, now, SHANGHAI, department=1, due=ANSWER_BY)
    assert refused.value.code == "no_department"
    assert hazard.state is State.OPEN


async def test_a_transfer_stops_the_ladder_and_tells_the_liaisons_in_private(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    made = await transfer(session, hazard, above, now)
    assert (made.state, made.remark) == (TransferState.PENDING, "请尽快查处")
    assert hazard.due_at == made.due_at == datetime.fromisoformat("2026-11-23T23:59:59+08:00")
    assert await waiting(session) == []
    assert await told(session, TO_DEPARTMENT) == [(34, "new"), (35, "new")]


async def test_a_department_s_own_chat_hears_instead_of_the_liaisons_as_long_as_it_is_in_reach(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    chat = Chat(id=-77, type="supergroup", title="派出所群", seen_at=now)
    session.add(chat)
    above.police.chat_id = -77
    await transfer(session, hazard, above, now)
    assert await told(session, TO_DEPARTMENT) == [(-77, "new")]
    chat.reachable = False
    await perform(session, hazard, Act.TAKE_BACK, above.street_leader, now, SHANGHAI)
    assert (await told(session, TO_DEPARTMENT))[1:] == [(34, "taken_back"), (35, "taken_back")]


async def test_the_street_learns_when_nobody_in_the_department_can_be_reached(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    above.liaison.started = above.second_liaison.started = False
    await transfer(session, hazard, above, now)
    assert await told(session, TO_DEPARTMENT) == []
    assert await told(session, "hazards.transfer_unheard") == [(above.street_leader.tg_user_id, "")]


async def test_an_acknowledgement_is_noted_once(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    made = await transfer(session, hazard, above, now)
    await perform(session, hazard, Act.ACKNOWLEDGE, above.liaison, now + DAY, SHANGHAI)
    await perform(session, hazard, Act.ACKNOWLEDGE, above.second_liaison, now + 2 * DAY, SHANGHAI)
    assert (made.acknowledged_at, made.acknowledged_by) == (now + DAY, above.liaison.id)
    assert hazard.state is State.TRANSFERRED


async def test_an_outcome_goes_to_the_street_for_review(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    made = await transfer(session, hazard, above, now)
    await answer(session, hazard, above, now + DAY)
    assert (hazard.state, made.state, made.remind_at) == (State.REVIEW, TransferState.ANSWERED, None)
    assert (made.outcome, made.answered_by) == ("已处罚并清除", above.liaison.id)
    assert await told(session, "hazards.review") == [(32, "")]
    assert await told(session, "hazards.transfer_outcome") == []
    assert await waiting(session)


async def test_feedback_reaches_the_one_who_transferred_it_when_somebody_else_reviews(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    given = {"department": above.fire.id, "due": ANSWER_BY}
    await perform(session, hazard, Act.TRANSFER, above.district_leader, now, SHANGHAI, **given)
    await perform(session, hazard, Act.OUTCOME, above.other_liaison, now, SHANGHAI, outcome="已清除")
    assert await told(session, "hazards.review") == [(32, "")]
    assert await told(session, "hazards.transfer_outcome") == [(31, "")]


async def test_closing_settles_the_transfer(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    made = await transfer(session, hazard, above, now)
    await answer(session, hazard, above, now)
    await perform(session, hazard, Act.CLOSE, above.street_leader, now, SHANGHAI)
    assert (hazard.state, made.state, made.ended_at) == (State.CLOSED, TransferState.SETTLED, now)
    assert await waiting(session) == []


async def test_sent_back_the_department_has_as_many_days_again(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    made = await transfer(session, hazard, above, now)
    await answer(session, hazard, above, now + 3 * DAY)
    await perform(session, hazard, Act.SEND_BACK, above.street_leader, now + 4 * DAY, SHANGHAI)
    assert (hazard.state, made.state) == (State.TRANSFERRED, TransferState.PENDING)
    assert made.due_at == datetime.fromisoformat("2026-11-27T23:59:59+08:00")
    assert made.remind_at is not None
    assert (await told(session, TO_DEPARTMENT))[2:] == [(34, "sent_back"), (35, "sent_back")]
    assert await told(session, "hazards.ping") == [(12, "new")]


async def test_taken_back_it_is_open_again_and_the_department_knows(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    made = await transfer(session, hazard, above, now)
    await perform(session, hazard, Act.TAKE_BACK, above.street_leader, now, SHANGHAI)
    assert (hazard.state, hazard.accepted_by) == (State.OPEN, None)
    assert (made.state, made.remind_at) == (TransferState.WITHDRAWN, None)
    assert (await told(session, TO_DEPARTMENT))[2:] == [(34, "taken_back"), (35, "taken_back")]
    assert await waiting(session)
    with pytest.raises(Refused):
        await answer(session, hazard, above, now)


async def test_after_an_outcome_a_second_one_is_too_late(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    await transfer(session, hazard, above, now)
    await answer(session, hazard, above, now)
    with pytest.raises((Conflict, Refused)):
        await perform(session, hazard, Act.OUTCOME, above.second_liaison, now, SHANGHAI, outcome="也处理了")


@pytest.mark.parametrize("late", [False, True])
async def test_who_transferred_it_and_has_the_post_no_more_hears_nothing_of_it(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime, late: bool
) -> None:
    await transfer(session, hazard, above, now)
    await resign(session, above.street_leader, now)
    offices.hold(session, await session.get_one(Grid, above.police.grid_id), Role.LEADER, above.second_street_leader)
    await session.flush()
    before = set(await session.scalars(select(col(OutboxMessage.id))))
    if late:
        await remind_departments(session, now + 30 * DAY)
    else:
        await answer(session, hazard, above, now)
    await session.flush()
    since = (await session.scalars(select(OutboxMessage).where(col(OutboxMessage.id).not_in(before)))).all()
    heard = {message.chat_id for message in since}
    assert above.second_street_leader.tg_user_id in heard
    assert above.street_leader.tg_user_id not in heard
