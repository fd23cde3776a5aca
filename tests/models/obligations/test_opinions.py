from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.evidence.attach import Found, photos_of
from models.hazards.tables import Hazard
from models.members.tables import Person, Post, Role
from models.obligations import audit
from models.obligations.acting import CLOSED, perform
from models.obligations.looking_after import excuse_in, look_after
from models.obligations.opinions.acting import DISSATISFIED, HANDED_UP, hand_up, judge, make_hazard, share_of
from models.obligations.opinions.opening import MOST, THANKS, WORDS_LIMIT, due_in, open_opinion, own_opinions
from models.obligations.opinions.telling import ANSWER
from models.obligations.setting import PROGRESS
from models.obligations.tables import Obligation, ObligationEvent, Requirement, RequirementState
from models.obligations.telling import CARD, REMINDER, SUMMARY
from models.obligations.workflow import Act, Excuse, State
from models.outbox.tables import OutboxMessage
from tests.models.obligations.asking import clock, tick, told
from tests.street import GROUP, Street, resign

DAY = timedelta(days=1)
WORDS = "建议在3号楼门口加装充电桩"


async def opinion(
    session: AsyncSession, street: Street, now: datetime, author: Person | None = None, *found: Found
) -> tuple[Requirement, Obligation]:
    about = street.grid, WORDS, found, author or street.resident, clock(now)
    made = await open_opinion(session, *about, chat_id=GROUP, message_id=77)
    return made, await share_of(session, made)


async def newest(session: AsyncSession, kind: str) -> OutboxMessage:
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.id).desc())
    return (await session.scalars(rows.limit(1))).one()


async def test_it_is_carried_to_the_leader_and_its_author_thanked(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made, share = await opinion(session, street, now)
    await tick(session, now)
    assert (made.title, made.due_at - now < 8 * DAY, share.grid_id) == (WORDS, True, street.grid.id)
    assert await told(session, CARD) == [street.leader.tg_user_id]
    assert (await told(session, THANKS), await told(session, PROGRESS)) == ([GROUP], [])
    assert (await newest(session, THANKS)).reply_to == 77


async def test_the_answer_goes_to_the_group_unless_its_author_can_be_reached(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made, share = await opinion(session, street, now)
    with pytest.raises(Refused, match="no_answer"):
        await perform(session, share, Act.DONE, street.leader, now, words=" ")
    with pytest.raises(Refused, match="not_yours"):
        await perform(session, share, Act.DONE, street.member, now, words="好的")
    await perform(session, share, Act.DONE, street.leader, now, words="下月安装")
    assert (made.state, share.state, share.words) == (RequirementState.CLOSED, State.DONE, "下月安装")
    assert (await told(session, ANSWER), await told(session, CLOSED)) == ([GROUP], [])
    assert (await newest(session, ANSWER)).reply_to == 77
    _, known = await opinion(session, street, now, street.stranger)
    await perform(session, known, Act.DONE, street.leader, now, words="下月安装")
    assert await told(session, ANSWER) == [GROUP, street.stranger.tg_user_id]


async def test_it_is_reminded_of_before_and_after_and_climbs_a_level_a_week(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    _, share = await opinion(session, street, now)
    await tick(session, now)
    reminded = []
    for day in range(1, 12):
        await tick(session, now + day * DAY)
        reminded.append(len(await told(session, REMINDER)))
    assert reminded == [0, 0, 0, 0, 1, 1, 2, 3, 3, 4, 4]
    leader, above = street.leader.tg_user_id, street.community_leader.tg_user_id
    assert await told(session, CARD) == [leader, above]
    await tick(session, now + 16 * DAY)
    assert await told(session, CARD) == [leader, above, above]
    assert (await told(session, SUMMARY), await audit.late(session, now + 16 * DAY)) == ([], [])
    await perform(session, share, Act.DONE, street.community_leader, now + 16 * DAY, words="已列入计划")
    assert share.done_by == street.community_leader.id


async def test_it_is_handed_up_with_as_much_time_and_whoever_had_it_is_out(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made, share = await opinion(session, street, now, street.stranger)
    await tick(session, now)
    with pytest.raises(Refused, match="not_yours"):
        await hand_up(session, share, street.member, clock(now))
    due_at = made.due_at
    await hand_up(session, share, street.leader, clock(now + 3 * DAY))
    await tick(session, now + 3 * DAY)
    assert (share.grid_id, made.grid_id, share.due_at) == (street.community.id, street.grid.id, due_at + 3 * DAY)
    assert (await told(session, CARD))[-1] == street.community_leader.tg_user_id
    assert await told(session, HANDED_UP) == [street.stranger.tg_user_id]
    with pytest.raises(Refused, match="not_yours"):
        await perform(session, share, Act.DONE, street.leader, now + 3 * DAY, words="好的")
    await hand_up(session, share, street.community_leader, clock(now + 4 * DAY))
    assert (share.grid_id, share.post_id) == (street.street.id, None)
    with pytest.raises(Refused, match="not_yours"):
        await hand_up(session, share, street.community_leader, clock(now + 4 * DAY))


async def test_nobody_is_above_the_highest_level(session: AsyncSession, street: Street, now: datetime) -> None:
    about = street.street, WORDS, (), street.resident, clock(now)
    made = await open_opinion(session, *about, chat_id=GROUP)
    share = await share_of(session, made)
    held = Post(
        grid_id=street.street.id, role=Role.LEADER, person_id=street.stranger.id, name="站长", phone="+8619900000099"
    )
    session.add(held)
    with pytest.raises(Conflict, match="top"):
        await hand_up(session, share, street.stranger, clock(now))


async def test_a_hazard_keeps_words_photo_and_author(session: AsyncSession, street: Street, now: datetime) -> None:
    photo = Found("photo", "file", 1000, 77, unique_id="unique")
    made, share = await opinion(session, street, now, street.stranger, photo)
    hazard = await make_hazard(session, share, street.leader, clock(now))
    assert (hazard.text, hazard.reporter_id, hazard.discreet) == (WORDS, street.stranger.id, True)
    assert hazard.grid_id == street.grid.id
    assert len(await photos_of(session, hazard.id)) == 1
    assert (share.state, share.hazard_id, made.state) == (State.DONE, hazard.id, RequirementState.CLOSED)
    assert await told(session, ANSWER) == [street.stranger.tg_user_id]
    with pytest.raises(Conflict):
        await make_hazard(session, share, street.leader, clock(now))
    with pytest.raises(Conflict, match="moved"):
        await judge(session, made, street.stranger, clock(now), satisfied=True)
    assert len((await session.scalars(select(Hazard))).all()) == 1


async def acts_of(session: AsyncSession) -> list[Act]:
    return list((await session.scalars(select(col(ObligationEvent.act)).order_by(col(ObligationEvent.id)))).all())


async def test_its_author_judges_the_answer_once(session: AsyncSession, street: Street, now: datetime) -> None:
    made, share = await opinion(session, street, now)
    with pytest.raises(Conflict, match="moved"):
        await judge(session, made, street.resident, clock(now), satisfied=True)
    await perform(session, share, Act.DONE, street.leader, now, words="下月安装")
    with pytest.raises(Refused, match="not_author"):
        await judge(session, made, street.stranger, clock(now), satisfied=True)
    await judge(session, made, street.resident, clock(now), satisfied=True)
    for satisfied in (True, False):
        with pytest.raises(Conflict, match="moved"):
            await judge(session, made, street.resident, clock(now), satisfied=satisfied)
    assert (share.satisfied, await told(session, DISSATISFIED)) == (True, [])
    assert await acts_of(session) == [Act.DONE, Act.SATISFIED]


async def test_who_is_not_satisfied_is_answered_anew_by_the_level_above_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made, share = await opinion(session, street, now)
    leader, above = street.leader, street.community_leader
    await perform(session, share, Act.DONE, leader, now, words="下月安装")
    later = now + 3 * DAY
    await judge(session, made, street.resident, clock(later), satisfied=False)
    assert (made.state, made.closed_at, share.state, share.satisfied) == (RequirementState.OPEN, None, State.OPEN, None)
    assert (share.grid_id, share.done_by) == (street.community.id, None)
    assert made.due_at == share.due_at == due_in(7, clock(later))
    assert await told(session, DISSATISFIED) == [leader.tg_user_id]
    await tick(session, later)
    assert (await told(session, CARD))[-1] == above.tg_user_id
    with pytest.raises(Conflict, match="moved"):
        await judge(session, made, street.resident, clock(later), satisfied=False)

    await perform(session, share, Act.DONE, above, later, words="已安装")
    assert (made.state, share.words) == (RequirementState.CLOSED, "已安装")
    await judge(session, made, street.resident, clock(later), satisfied=False)
    assert (made.state, share.state, share.satisfied) == (RequirementState.CLOSED, State.DONE, False)
    assert (await told(session, DISSATISFIED))[1:] == [above.tg_user_id]
    again = [Act.DONE, Act.DISSATISFIED]
    assert await acts_of(session) == [*again, Act.REOPEN, *again]


async def test_above_the_topmost_level_nobody_answers_anew(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made, share = await opinion(session, street, now)
    for grid in (street.grid, street.community):
        assert share.grid_id == grid.id
        await hand_up(session, share, street.community_leader, clock(now))
    session.add(Post(grid_id=street.street.id, role=Role.LEADER, name="某", phone="", person_id=street.stranger.id))
    await session.flush()
    await perform(session, share, Act.DONE, street.stranger, now, words="下月安装")
    await judge(session, made, street.resident, clock(now), satisfied=False)
    assert (made.state, share.satisfied) == (RequirementState.CLOSED, False)
    assert await told(session, DISSATISFIED) == [street.stranger.tg_user_id]


async def test_ones_own_are_found_the_newest_first(session: AsyncSession, street: Street, now: datetime) -> None:
    made = [(await opinion(session, street, now))[0] for _ in range(3)]
    await opinion(session, street, now, street.stranger)
    assert list(await own_opinions(session, street.resident, 2)) == [made[2], made[1]]


async def test_too_many_and_too_long_are_refused(session: AsyncSession, street: Street, now: datetime) -> None:
    about = street.grid, "长" * (WORDS_LIMIT + 1), (), street.resident, clock(now)
    with pytest.raises(Conflict, match="long"):
        await open_opinion(session, *about, chat_id=GROUP)
    for _ in range(MOST):
        await opinion(session, street, now)
    with pytest.raises(Refused, match="many"):
        await opinion(session, street, now)
    await opinion(session, street, now + DAY)


async def test_without_a_leader_the_level_above_answers_and_a_grid_that_is_gone_ends_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    made, share = await opinion(session, street, now)
    await tick(session, now)
    await resign(session, street.leader, now)
    await look_after(session, now)
    await tick(session, now)
    assert (await told(session, CARD))[-1] == street.community_leader.tg_user_id
    await excuse_in(session, [street.grid.id], now)
    assert (share.excuse, made.state) == (Excuse.GONE, RequirementState.CLOSED)
    assert await told(session, ANSWER) == [GROUP]
    assert await audit.lost(session) == []
