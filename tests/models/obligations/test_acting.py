from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import Database
from models.errors import Conflict, Refused, WanggeError
from models.members.tables import Leave, LeaveState, Post, Role
from models.obligations import audit
from models.obligations.acting import CLOSED, end, perform, withdraw
from models.obligations.counting import missing, tally_of
from models.obligations.kinds import Ability, Level, Owners, TaskKind
from models.obligations.looking_after import excuse_in, look_after
from models.obligations.tables import ObligationEvent, RequirementState
from models.obligations.telling import CARD, remind
from models.obligations.workflow import ENDED, TRANSITIONS, Act, By, Excuse, State
from tests.databases import undone
from tests.models.checks.owing import add_place
from tests.models.obligations.asking import ask, clock, photo_of, shares, tick, told
from tests.street import Street, build, resign

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)


async def test_a_signed_letter_is_done_with_its_photo_and_the_last_closes_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    asked = await ask(session, street.grid, street.leader, now, Owners.MEMBERS)
    first, second = await shares(session, asked)
    with pytest.raises(Refused, match="no_photo"):
        await perform(session, first, Act.DONE, street.member, now)
    with pytest.raises(Refused, match="not_yours"):
        await perform(session, first, Act.DONE, street.stranger, now)
    await photo_of(session, first, street.member, 1, now)
    await perform(session, first, Act.DONE, street.member, now)
    assert ((await tally_of(session, asked.id)).percent, asked.state) == (50, RequirementState.OPEN)
    with pytest.raises(Conflict, match="moved"):
        await perform(session, first, Act.DONE, street.member, now)
    assert await told(session, CLOSED) == []
    await photo_of(session, second, street.leader, 2, now)
    await perform(session, second, Act.DONE, street.leader, now)
    assert ((await tally_of(session, asked.id)).percent, asked.state) == (100, RequirementState.CLOSED)
    assert await told(session, CLOSED) == [street.leader.tg_user_id]


async def test_what_is_sent_back_wants_a_new_photo_and_opens_it_again(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    asked = await ask(session, street.grid, street.leader, now, Owners.MEMBERS)
    await tick(session, now)
    for number, row in enumerate(await shares(session, asked)):
        await photo_of(session, row, street.leader, number, now)
        await perform(session, row, Act.DONE, street.leader, now)
    row = (await shares(session, asked))[0]
    with pytest.raises(Refused, match="not_setter"):
        await perform(session, row, Act.RETURN, street.member, now, words="签名看不清")
    later = now + DAY
    await perform(session, row, Act.RETURN, street.leader, later, words="签名看不清")
    assert (row.state, row.reason, asked.state) == (State.OPEN, "签名看不清", RequirementState.OPEN)
    with pytest.raises(Refused, match="no_photo"):
        await perform(session, row, Act.DONE, street.member, later)
    await tick(session, later)
    assert (await told(session, CARD)).count(street.member.tg_user_id) == 2
    await photo_of(session, row, street.member, 9, later + DAY)
    await perform(session, row, Act.DONE, street.member, later + DAY)
    assert (row.reason, asked.state) == ("", RequirementState.CLOSED)


async def test_an_excuse_does_not_count_and_what_lapsed_does(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    asked = await ask(session, street.community, street.community_leader, now, Owners.STAFF)
    first, *_ = await shares(session, asked)
    await perform(session, first, Act.EXCUSE, street.community_leader, now, words="外出学习")
    tally = await tally_of(session, asked.id)
    assert (tally.asked, tally.excused, tally.waiting) == (2, 1, 2)
    await end(session, asked, street.community_leader, now)
    tally = await tally_of(session, asked.id)
    assert (tally.percent, tally.asked, tally.waiting, asked.state) == (0, 2, 0, RequirementState.CLOSED)
    assert len(await missing(session, asked.id)) == 2
    with pytest.raises(Conflict, match="over"):
        await end(session, asked, street.community_leader, now)


async def test_what_is_withdrawn_counts_for_nobody(session: AsyncSession, street: Street, now: datetime) -> None:
    asked = await ask(session, street.grid, street.leader, now, Owners.MEMBERS)
    with pytest.raises(Refused, match="not_setter"):
        await withdraw(session, asked, street.member, now)
    await withdraw(session, asked, street.leader, now)
    assert asked.state is RequirementState.WITHDRAWN
    assert {each.excuse for each in await shares(session, asked)} == {Excuse.GRANTED}
    with pytest.raises(Conflict, match="over"):
        await perform(session, (await shares(session, asked))[0], Act.RETURN, street.leader, now, words="还是要做")


async def test_a_self_assessment_answers_for_all_four_abilities(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place = await add_place(session, street.grid, "甲厂", kind="key_unit")
    place.responsible_id = street.stranger.id
    about = (Owners.PLACES, TaskKind.SELF_ASSESSMENT)
    asked = await ask(session, street.grid, street.leader, now, *about, place_kinds=("key_unit",))
    [row] = await shares(session, asked)
    answers = dict.fromkeys(Ability, Level.YES)
    with pytest.raises(Refused, match="no_answers"):
        await perform(session, row, Act.DONE, street.stranger, now, answers={Ability.FIND: Level.YES})
    await perform(session, row, Act.DONE, street.stranger, now, answers=answers)
    assert (row.state, row.answers) == (State.DONE, answers)


async def test_who_is_on_leave_is_stood_in_for(session: AsyncSession, street: Street, now: datetime) -> None:
    session.add(Post(grid_id=street.grid.id, role=Role.BACKUP, name="代", phone="+862", person_id=street.stranger.id))
    asked = await ask(session, street.grid, street.leader, now, Owners.MEMBERS)
    row = (await shares(session, asked))[0]
    await photo_of(session, row, street.stranger, 1, now)
    with pytest.raises(Refused, match="not_yours"):
        await perform(session, row, Act.DONE, street.stranger, now)
    session.add(
        Leave(person_id=street.member.id, begins_at=now, ends_at=now + DAY, filed_at=now, state=LeaveState.AWAY)
    )
    await session.flush()
    await tick(session, now)
    assert street.stranger.tg_user_id in await told(session, CARD)
    await perform(session, row, Act.DONE, street.stranger, now)
    assert row.done_by == street.stranger.id


async def test_a_duty_stays_with_the_post_and_passes_to_its_next_holder(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    asked = await ask(session, street.community, street.community_leader, now, Owners.LEADERS)
    await tick(session, now)
    [row] = await shares(session, asked)
    await resign(session, street.leader, now)
    assert await look_after(session, now) == 1
    [row] = await shares(session, asked)
    assert (row.state, row.post_id) == (State.OPEN, None)
    await tick(session, now)
    assert street.community_leader.tg_user_id in await told(session, CARD)
    heir = Post(grid_id=street.grid.id, role=Role.LEADER, name="新", phone="+863", person_id=street.stranger.id)
    session.add(heir)
    assert await look_after(session, now) == 1
    [row] = await shares(session, asked)
    assert (row.post_id, await look_after(session, now)) == (heir.id, 0)
    await tick(session, now)
    assert street.stranger.tg_user_id in await told(session, CARD)


async def test_one_of_two_members_who_leaves_owes_nothing_any_more(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    asked = await ask(session, street.grid, street.leader, now, Owners.MEMBERS)
    await resign(session, street.other_member, now)
    await look_after(session, now)
    assert [each.excuse for each in await shares(session, asked)] == [None, Excuse.GONE]


async def test_what_a_grid_owed_that_left_the_roster_is_excused(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    asked = await ask(session, street.community, street.community_leader, now, Owners.STAFF)
    await excuse_in(session, [street.grid.id], now)
    assert {each.excuse for each in await shares(session, asked)} == {Excuse.GONE}
    await session.refresh(asked)
    assert asked.state is RequirementState.CLOSED


async def test_all_who_wait_are_reminded_at_a_press_but_not_twice_at_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    asked = await ask(session, street.grid, street.leader, now, Owners.MEMBERS)
    await tick(session, now)
    assert (await remind(session, asked, clock(now)))[0] == 2
    with pytest.raises(Conflict, match="reminded"):
        await remind(session, asked, clock(now + timedelta(minutes=4)))
    night = now.replace(hour=14)
    assert await remind(session, asked, clock(night)) == (2, night + timedelta(hours=9))
    await withdraw(session, asked, street.leader, night)
    with pytest.raises(Conflict, match="all_done"):
        await remind(session, asked, clock(night + DAY))


STEPS = st.lists(
    st.tuples(st.sampled_from([*TRANSITIONS, "end", "withdraw", "resign", "retire"]), st.integers(0, 2)), max_size=14
)


@pytest.mark.long
@settings(max_examples=40)
@given(steps=STEPS)
async def test_of_what_is_closed_every_share_is_done_or_excused_exactly_once(
    worker_sqlite: Database, steps: list[tuple[str, int]]
) -> None:
    async with undone(worker_sqlite) as session:
        await _stays_whole(session, await build(session, NOW), NOW, steps)


async def _stays_whole(session: AsyncSession, street: Street, now: datetime, steps: list[tuple[str, int]]) -> None:
    leader = street.community_leader
    asked = await ask(session, street.community, leader, now, Owners.STAFF, TaskKind.DRILL)
    for number, (step, which) in enumerate(steps):
        at = now + timedelta(minutes=number)
        row = (await shares(session, asked))[which]
        await photo_of(session, row, leader, 100 + number, at)
        try:
            match step:
                case "end":
                    await end(session, asked, leader, at)
                case "withdraw":
                    await withdraw(session, asked, leader, at)
                case "resign":
                    await resign(session, street.other_member, at)
                    await look_after(session, at)
                case "retire":
                    await excuse_in(session, [street.grid.id], at)
                case _:
                    await perform(session, row, Act(step), leader, at, words="原因")
        except WanggeError:
            pass
        await session.refresh(asked)
        rows = await shares(session, asked)
        over = asked.state is not RequirementState.OPEN
        assert over == all(each.state in ENDED for each in rows)
        assert await audit.lost(session) == []
        for each in rows:
            events = select(ObligationEvent).where(col(ObligationEvent.obligation_id) == each.id)
            acts = [event.act for event in (await session.scalars(events)).all()]
            ended = acts.count(Act.DONE) + acts.count(Act.EXCUSE) - acts.count(Act.RETURN)
            assert ended == (each.state in ENDED)


def test_the_owner_moves_on_and_whoever_set_it_sends_back() -> None:
    owners = [act for act, step in TRANSITIONS.items() if step.by is By.OWNER]
    assert owners == [Act.COMING, Act.ARRIVED, Act.DONE, Act.LEAVE, Act.HAZARD]
    assert all(step.after not in step.before for step in TRANSITIONS.values())
