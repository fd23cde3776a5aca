from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Refused
from models.grids.tables import Chat
from models.hazards.assignment.tables import Assignment, AssignmentState, assignable
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.members.leave import file_leave
from models.members.tables import Person, Post, Role
from models.outbox.tables import Lane, OutboxMessage
from tests.due import answer_assignments, audit_by_checks, climb
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import acts, waiting
from tests.street import Street, resign

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def assign(session: AsyncSession, hazard: Hazard, by: Person, to: Person, now: datetime) -> Assignment:
    await perform(session, hazard, Act.ASSIGN, by, now, SHANGHAI, to=to.id)
    await session.flush()
    rows = select(Assignment).order_by(col(Assignment.id).desc()).limit(1)
    return (await session.scalars(rows)).one()


async def told(session: AsyncSession, why: str) -> list[OutboxMessage]:
    await session.flush()
    rows = select(OutboxMessage).where(col(OutboxMessage.args)["why"].as_string() == why)
    rows = rows.order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows)).all())


async def second_member(session: AsyncSession, street: Street) -> Person:
    street.other_member.started = True
    (await session.get_one(Chat, street.other_member.tg_user_id)).reachable = True
    await session.flush()
    return street.other_member


async def test_who_is_given_a_hazard_hears_it_aloud_and_the_ladder_runs_on(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    before = [(rung.lack, rung.due_at) for rung in await waiting(session)]
    assignment = await assign(session, hazard, street.leader, street.member, now + HOUR)
    assert (hazard.state, hazard.accepted_by) == (State.OPEN, None)
    assert [(rung.lack, rung.due_at) for rung in await waiting(session)] == before
    assert assignment.due_at == now + HOUR + 2 * HOUR
    [message] = await told(session, "assigned")
    assert (message.chat_id, message.lane) == (street.member.tg_user_id, Lane.URGENT)


async def test_taken_it_is_accepted_by_who_took_it(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    assignment = await assign(session, hazard, street.leader, street.member, now)
    await perform(session, hazard, Act.TAKE, street.member, now + HOUR, SHANGHAI)
    await session.refresh(assignment)
    assert (hazard.state, hazard.accepted_by) == (State.ACCEPTED, street.member.id)
    assert assignment.state is AssignmentState.TAKEN


@pytest.mark.parametrize("what", [Act.ACCEPT, Act.ON_SITE])
async def test_whoever_was_given_it_takes_it_by_beginning(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, what: Act
) -> None:
    assignment = await assign(session, hazard, street.leader, street.member, now)
    await perform(session, hazard, what, street.member, now, SHANGHAI)
    await session.refresh(assignment)
    assert assignment.state is AssignmentState.TAKEN


async def test_it_stays_with_who_accepted_it_until_it_is_taken_and_that_one_hears_so(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    other = await second_member(session, street)
    await perform(session, hazard, Act.ACCEPT, other, now, SHANGHAI)
    due_at = hazard.due_at
    await assign(session, hazard, street.leader, street.member, now)
    assert (hazard.state, hazard.accepted_by) == (State.ACCEPTED, other.id)
    await perform(session, hazard, Act.TAKE, street.member, now + HOUR, SHANGHAI)
    assert (hazard.accepted_by, hazard.due_at) == (street.member.id, due_at)
    assert [message.chat_id for message in await told(session, "taken_over")] == [other.tg_user_id]


async def test_declined_the_assigner_hears_why_and_it_is_open_as_before(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    assignment = await assign(session, hazard, street.community_leader, street.member, now)
    await perform(session, hazard, Act.DECLINE, street.member, now, SHANGHAI, reason="不在网格内")
    await session.refresh(assignment)
    assert (hazard.state, assignment.state) == (State.OPEN, AssignmentState.DECLINED)
    [message] = await told(session, "declined")
    assert (message.chat_id, message.args["by"], message.args["reason"]) == (
        street.community_leader.tg_user_id,
        "傅勇",
        "不在网格内",
    )


async def test_an_assignment_that_nobody_answers_lapses_and_the_assigner_hears_so(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    assignment = await assign(session, hazard, street.leader, street.member, now)
    assert await answer_assignments(session, assignment.due_at - timedelta(seconds=1)) == 0
    assert await answer_assignments(session, assignment.due_at) == 1
    await session.flush()
    assert (hazard.state, assignment.state) == (State.OPEN, AssignmentState.LAPSED)
    assert [message.chat_id for message in await told(session, "unanswered")] == [street.leader.tg_user_id]
    assert (await acts(session, hazard))[-1] is Act.UNANSWERED
    with pytest.raises(Refused, match="not_yours"):
        await perform(session, hazard, Act.TAKE, street.member, assignment.due_at, SHANGHAI)


async def test_what_is_assigned_and_not_taken_climbs_all_the_same(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    for hours in range(25):
        at = now + hours * HOUR
        await assign(session, hazard, street.leader, street.member, at)
        await climb(session, at)
        await session.flush()
        assert (await audit_by_checks(session, at)).clean
    assert [m.chat_id for m in await told(session, "unaccepted")][-1] == street.community_leader.tg_user_id


@pytest.mark.parametrize("act", [Act.DISMISS, Act.DONE, Act.ACCEPT])
async def test_an_assignment_is_over_when_the_hazard_moves_on_without_it(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, act: Act
) -> None:
    assignment = await assign(session, hazard, street.leader, street.member, now)
    await perform(session, hazard, act, street.leader, now, SHANGHAI, reason="误报")
    await session.refresh(assignment)
    assert assignment.state is AssignmentState.WITHDRAWN
    for what in (Act.TAKE, Act.DECLINE):
        with pytest.raises(Refused, match="not_yours"):
            await perform(session, hazard, what, street.member, now, SHANGHAI, reason="")


async def test_assigned_anew_only_the_newest_may_take_it(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    other = await second_member(session, street)
    first = await assign(session, hazard, street.leader, street.member, now)
    await assign(session, hazard, street.leader, other, now)
    await session.refresh(first)
    assert first.state is AssignmentState.WITHDRAWN
    with pytest.raises(Refused, match="not_yours"):
        await perform(session, hazard, Act.TAKE, street.member, now, SHANGHAI)
    await perform(session, hazard, Act.TAKE, other, now, SHANGHAI)
    assert hazard.accepted_by == other.id


async def test_who_can_be_given_it(session: AsyncSession, street: Street, hazard: Hazard, now: datetime) -> None:
    async def names(by: Person) -> list[tuple[str, Role]]:
        return [(person.name, role) for person, role in await assignable(session, hazard, by)]

    post = Post(grid_id=street.grid.id, role=Role.BACKUP, name="路人", phone="+86", person_id=street.stranger.id)
    session.add(post)
    await session.flush()
    everybody = [("傅勇", Role.MEMBER), ("路人", Role.BACKUP), ("谭远康", Role.LEADER)]
    assert await names(street.community_leader) == everybody  # the other member has not started the bot
    assert await names(street.leader) == everybody[:2]
    today = now.astimezone(SHANGHAI).date()
    await file_leave(session, street.member, today, today, now, SHANGHAI)
    assert await names(street.leader) == everybody[1:2]
    await resign(session, street.stranger, now)
    with pytest.raises(Refused, match="nobody_to_assign"):
        await perform(session, hazard, Act.ASSIGN, street.leader, now, SHANGHAI, to=street.member.id)


@pytest.mark.parametrize(
    ("by", "to", "code"),
    [
        ("member", "leader", "not_yours"),
        ("resident", "member", "not_yours"),
        ("stranger", "member", "not_yours"),
        ("leader", "other_member", "not_assignable"),
        ("leader", "community_leader", "not_assignable"),
        ("leader", "resident", "not_assignable"),
        ("leader", "leader", "not_assignable"),
    ],
)
async def test_who_may_not_assign_and_who_cannot_be_given_it(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, by: str, to: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        await assign(session, hazard, getattr(street, by), getattr(street, to), now)
    assert Act.ASSIGN not in await acts(session, hazard)


async def test_who_has_lost_the_post_takes_nothing(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    await assign(session, hazard, street.leader, street.member, now)
    await resign(session, street.member, now)
    with pytest.raises(Refused, match="not_yours"):
        await perform(session, hazard, Act.TAKE, street.member, now, SHANGHAI)
