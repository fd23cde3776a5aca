from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.escalation.tables import Lack, Rung, RungState
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import TRANSITIONS, Act, Mark, State
from models.hazards.working.actions import act
from models.hazards.working.perform import ROOMS, perform
from models.members.leave import file_leave
from models.members.permissions import Who
from models.members.tables import Person, Post, Role
from models.outbox.tables import MessageState, OutboxMessage
from tests.due import climb
from tests.models.conftest import SHANGHAI
from tests.street import GROUP, Street, resign

MAY = {
    Who.STAFF: {"member", "other_member", "leader", "community_leader", "street_leader"},
    Who.LEADER: {"leader", "community_leader", "street_leader"},
    Who.STREET: {"street_leader"},
    Who.REPORTER: {"resident"},
}
PEOPLE = ("resident", "member", "other_member", "leader", "community_leader", "street_leader", "stranger")
TRANSFERS = {Act.TRANSFER, Act.ACKNOWLEDGE, Act.OUTCOME, Act.TAKE_BACK}
ASSIGNED = {Act.ASSIGN, Act.TAKE, Act.DECLINE}
OF_NOTICE = {Act.CORRECT, Act.VOID}
WITH_ROWS = {*TRANSFERS, *ASSIGNED, *OF_NOTICE, Act.SUPERVISE, Act.PROGRESS, Act.LIFT}  # tested with these rows
ACTS = [what for what in TRANSITIONS if what not in WITH_ROWS]


async def somebody(session: AsyncSession, street: Street, name: str, now: datetime) -> Person:
    if name != "street_leader":
        found: Person = getattr(street, name)
        return found
    person = Person(tg_user_id=31, name="曹林文", first_seen=now, started=True)
    post = Post(grid_id=street.street.id, role=Role.LEADER, name="曹林文", phone="+8619900000031", person_id=person.id)
    session.add_all([person, post])
    await session.flush()
    return person


async def pinged(session: AsyncSession, why: str) -> list[int]:
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == "hazards.ping").order_by(col(OutboxMessage.id))
    return [message.chat_id for message in (await session.scalars(rows)).all() if message.args["why"] == why]


async def chats_of(session: AsyncSession, kind: str) -> list[int]:
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows)).all())


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("what", ACTS)
async def test_only_those_with_the_right_post_may_act(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, what: Act, name: str
) -> None:
    move = TRANSITIONS[what]
    hazard.state = min(move.before)
    person = await somebody(session, street, name, now)
    if name in MAY[move.who]:
        await act(session, hazard, what, person, now)
        await session.flush()
        newest = select(HazardEvent).where(col(HazardEvent.hazard_id) == hazard.id).order_by(col(HazardEvent.id).desc())
        event = (await session.scalars(newest.limit(1))).one()
        assert (event.before, event.after) == (min(move.before), move.after or min(move.before))
        known = {Mark.BY: person.id, Mark.FIRST_BY: person.id, Mark.NOW: now, Mark.ONE_MORE: 1}
        assert {column: getattr(hazard, column) for column in move.marks} == {
            column: known[mark] if isinstance(mark, Mark) else mark for column, mark in move.marks.items()
        }
    else:
        with pytest.raises(Refused):
            await act(session, hazard, what, person, now)


def test_what_follows_follows_from_acts_that_somebody_does() -> None:
    assert {what for follow_ups in ROOMS for what in follow_ups} <= set(TRANSITIONS)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("what", ACTS)
async def test_an_act_out_of_its_state_changes_nothing(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, what: Act, state: State
) -> None:
    if state in TRANSITIONS[what].before:
        return
    hazard.state = state
    await session.flush()
    name = {Who.REPORTER: "resident", Who.STREET: "street_leader"}.get(TRANSITIONS[what].who, "leader")
    person = await somebody(session, street, name, now)
    with pytest.raises(Conflict):
        await act(session, hazard, what, person, now)
    assert hazard.state is state


async def test_of_two_at_once_one_wins_and_the_other_learns_who(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    with pytest.raises(Conflict) as lost:
        await perform(session, hazard, Act.ACCEPT, street.other_member, now, SHANGHAI)
    assert lost.value.data == {"state": State.ACCEPTED, "by": "傅勇"}


async def test_who_accepted_stays_who_accepted_whoever_arrives(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await act(session, hazard, Act.ACCEPT, street.member, now)
    await act(session, hazard, Act.ON_SITE, street.other_member, now)
    assert hazard.accepted_by == street.member.id


async def test_who_arrives_before_anybody_accepted_has_accepted(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await act(session, hazard, Act.ON_SITE, street.other_member, now)
    assert hazard.accepted_by == street.other_member.id


async def test_acceptance_stops_the_rungs_that_waited_for_it(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    rows = select(col(Rung.lack)).where(col(Rung.state) == RungState.WAITING)
    assert set((await session.scalars(rows)).all()) == {Lack.DONE, Lack.PROGRESS}
    assert hazard.due_at == now + timedelta(days=7)


async def test_done_asks_the_leader_with_the_photos_ahead(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    await session.flush()
    assert await chats_of(session, "hazards.photos") == [street.leader.tg_user_id]
    assert await chats_of(session, "hazards.review") == [street.leader.tg_user_id]


async def test_the_b_post_of_a_leader_on_leave_is_asked_and_may_close(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    post = Post(grid_id=street.grid.id, role=Role.BACKUP, name="路人", phone="+86", person_id=street.stranger.id)
    session.add(post)
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    with pytest.raises(Refused):
        await perform(session, hazard, Act.CLOSE, street.stranger, now, SHANGHAI)
    await perform(session, hazard, Act.SEND_BACK, street.leader, now, SHANGHAI, reason="未整改")
    today = now.astimezone(SHANGHAI).date()
    await file_leave(session, street.leader, today, today, now, SHANGHAI)
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    assert (await chats_of(session, "hazards.review"))[1:] == [street.stranger.tg_user_id]
    await perform(session, hazard, Act.CLOSE, street.stranger, now, SHANGHAI)
    assert hazard.state is State.CLOSED


async def test_closing_asks_the_reporter_under_the_report_or_in_private(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    for what, person in ((Act.DONE, street.member), (Act.CLOSE, street.leader)):
        await perform(session, hazard, what, person, now, SHANGHAI)
    await session.flush()
    assert await chats_of(session, "hazards.outcome") == [GROUP]
    assert hazard.ended_at == now
    assert not (await session.scalars(select(Rung).where(col(Rung.state) == RungState.WAITING))).all()


async def test_sending_back_tells_the_one_who_did_it(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    await perform(session, hazard, Act.SEND_BACK, street.leader, now, SHANGHAI)
    await session.flush()
    assert hazard.state is State.ACCEPTED
    assert await pinged(session, "sent_back") == [street.member.tg_user_id]


async def test_what_is_sent_back_goes_to_the_members_while_the_one_who_did_it_is_on_leave(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    today = now.astimezone(SHANGHAI).date()
    await file_leave(session, street.member, today, today, now, SHANGHAI)
    await perform(session, hazard, Act.SEND_BACK, street.community_leader, now, SHANGHAI, reason="未整改")
    await session.flush()
    assert await pinged(session, "sent_back") == [street.leader.tg_user_id]


async def test_what_is_sent_back_goes_to_the_members_when_the_one_who_did_it_has_the_post_no_more(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.DONE, street.community_leader, now, SHANGHAI)
    await resign(session, street.community_leader, now)
    await perform(session, hazard, Act.SEND_BACK, street.leader, now, SHANGHAI, reason="未整改")
    await session.flush()
    assert await pinged(session, "sent_back") == [street.member.tg_user_id]


async def test_a_dissatisfied_reporter_opens_it_again_one_level_up(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    for what, person in (
        (Act.DONE, street.member),
        (Act.CLOSE, street.leader),
        (Act.DISSATISFIED, street.resident),
    ):
        await perform(session, hazard, what, person, now, SHANGHAI)
    await session.flush()
    assert (hazard.state, hazard.ended_at, hazard.satisfied) == (State.OPEN, None, False)
    assert await pinged(session, "reopened") == [street.member.tg_user_id, street.community_leader.tg_user_id]


async def test_handing_up_tells_the_leader_at_once(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.HAND_UP, street.member, now, SHANGHAI)
    await session.flush()
    assert await pinged(session, "handed_up") == [street.leader.tg_user_id]


async def test_every_standing_message_is_worded_anew_after_a_change(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await session.flush()
    for message in (await session.scalars(select(OutboxMessage))).all():
        message.state = MessageState.SENT
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    session.expire_all()
    rows = (await session.scalars(select(OutboxMessage).order_by(col(OutboxMessage.id)))).all()
    assert [(row.state, row.revision) for row in rows] == [(MessageState.PENDING, 2)] * 2


@pytest.mark.parametrize(
    ("hours", "told"),
    [(1.9, []), (2, ["leader"]), (8, ["leader"]), (24, ["leader"])],
)
async def test_nobody_pressing_climbs_one_rung_at_a_time(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, hours: float, told: list[str]
) -> None:
    await session.flush()
    await climb(session, now + timedelta(hours=hours))
    await session.flush()
    assert await pinged(session, "unaccepted") == [getattr(street, name).tg_user_id for name in told]


async def test_the_ladder_goes_on_upwards(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> None:
    await session.flush()
    for hours in (2, 8, 24):
        await climb(session, now + timedelta(hours=hours))
    await session.flush()
    leader, community_leader = street.leader.tg_user_id, street.community_leader.tg_user_id
    assert await pinged(session, "unaccepted") == [leader, community_leader]


async def test_after_downtime_one_step_is_taken_and_the_rest_keep_their_distance(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await session.flush()
    later = now + timedelta(days=3)
    assert [bool(await climb(session, later)), await climb(session, later)] == [True, 0]
    assert await climb(session, later + timedelta(hours=6)) == 1


async def test_what_was_done_meanwhile_does_not_climb(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    await session.flush()
    await climb(session, now + timedelta(days=8))
    assert await pinged(session, "unaccepted") == []
    assert await pinged(session, "unfinished") == []
