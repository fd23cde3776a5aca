"""An issued notice is corrected or voided under its number."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Refused
from models.hazards.rectification import audit
from models.hazards.rectification.pdf_queue import NOTICE, claim_wanted, made
from models.hazards.rectification.tables import OrderState, PaperState, Rectification, corrections_of, number_of
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.members.tables import Person, Post, Role
from models.outbox.tables import OutboxMessage
from models.schedule.deadlines import end_of
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import PRINTED, acts, correct, order, void
from tests.street import GROUP, Street

REASON = {"reason": "笔误", "number": "〔2026〕第1号"}
GIVEN: dict[Act, dict[str, Any]] = {Act.CORRECT: {**REASON, "changes": {"place": ["", "三楼"]}}, Act.VOID: REASON}
ANY = pytest.mark.parametrize("what", GIVEN)


@pytest.fixture
async def ordered(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> Rectification:
    return await order(session, hazard, street.leader, now)


async def does(session: AsyncSession, hazard: Hazard, what: Act, person: Person, now: datetime) -> None:
    await perform(session, hazard, what, person, now, SHANGHAI, **GIVEN.get(what, {}))
    await session.flush()


async def posted(session: AsyncSession, now: datetime) -> list[int]:
    """In which chats the papers are that are wanted now."""
    [wanted] = await claim_wanted(session, now, 5)
    assert await made(session, wanted, f"{wanted.issue}.pdf", now)
    await session.flush()
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == NOTICE).order_by(col(OutboxMessage.id))
    return [each.chat_id for each in await session.scalars(rows) if each.args["issue"] == wanted.issue]


@ANY
@pytest.mark.parametrize("name", ["member", "resident", "stranger"])
async def test_only_who_may_order_may(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, ordered: Rectification, what: Act, name: str
) -> None:
    with pytest.raises(Refused):
        await does(session, hazard, what, getattr(street, name), now)
    assert (ordered.state, ordered.issue, ordered.void_reason) == (OrderState.OPEN, 1, None)


@ANY
@pytest.mark.parametrize("name", ["leader", "community_leader"])
async def test_every_leader_above_may(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, ordered: Rectification, what: Act, name: str
) -> None:
    await does(session, hazard, what, getattr(street, name), now)
    assert (ordered.issue, ordered.state) in ((2, OrderState.OPEN), (1, OrderState.WITHDRAWN))


@ANY
async def test_without_a_notice_in_force_there_is_nothing_to_do(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, what: Act
) -> None:
    await does(session, hazard, Act.DONE, street.member, now)
    with pytest.raises(Refused) as refused:
        await does(session, hazard, what, street.leader, now)
    assert refused.value.code == "no_notice"


async def test_a_correction_changes_what_it_names_under_the_number_and_stays_on_the_record(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, ordered: Rectification
) -> None:
    ordered.paper, due, remind = PaperState.MADE, ordered.due_at, ordered.remind_at
    await correct(session, hazard, street.leader, now, "单位名称有误", responsible="望城物业", facts="三楼堆物")
    assert (number_of(ordered), ordered.issue, ordered.paper) == ("〔2026〕第1号", 2, PaperState.WANTED)
    assert (ordered.responsible, ordered.place, ordered.facts) == ("望城物业", PRINTED["place"], "三楼堆物")
    assert (ordered.due_at, ordered.remind_at, hazard.due_at) == (due, remind, due)
    [kept] = await corrections_of(session, ordered.id)
    assert (kept.issue, kept.by_id, kept.at, kept.reason) == (2, street.leader.id, now, "单位名称有误")
    assert kept.changes == {"responsible": ["", "望城物业"], "facts": ["", "三楼堆物"]}
    assert (await acts(session, hazard))[-2:] == [Act.ORDER, Act.CORRECT]


async def test_a_corrected_deadline_is_reminded_of_and_proved(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, ordered: Rectification
) -> None:
    later = now + timedelta(days=1)
    await correct(session, hazard, street.leader, later, due="2026-11-18")
    assert ordered.due_at == hazard.due_at == end_of(date(2026, 11, 18), SHANGHAI)
    assert ordered.remind_at is not None
    assert later < ordered.remind_at <= ordered.due_at
    assert await audit.late(session, later) == []
    assert await audit.late(session, ordered.due_at + timedelta(days=1)) == ["H1"]


async def test_while_it_is_reviewed_nobody_is_reminded_of_what_was_corrected(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, ordered: Rectification
) -> None:
    await does(session, hazard, Act.DONE, street.member, now)
    await correct(session, hazard, street.leader, now, due="2026-11-20")
    assert (hazard.state, ordered.state, ordered.remind_at) == (State.REVIEW, OrderState.HANDED_IN, None)
    await does(session, hazard, Act.SEND_BACK, street.leader, now)
    assert hazard.due_at == ordered.due_at == end_of(date(2026, 11, 20), SHANGHAI)


async def test_the_new_paper_goes_where_the_old_one_went_and_to_who_corrected_it(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, ordered: Rectification
) -> None:
    leader, member, above = (each.tg_user_id for each in (street.leader, street.member, street.community_leader))
    assert await posted(session, now) == [leader, member]
    await correct(session, hazard, street.community_leader, now, place="三楼")
    assert sorted(await posted(session, now)) == sorted([leader, member, above])


@pytest.mark.parametrize(
    ("before", "after"),
    [((), State.OPEN), ((Act.ACCEPT,), State.ACCEPTED)],
)
async def test_a_voided_notice_gives_the_hazard_back_with_its_own_deadline(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, before: tuple[Act, ...], after: State
) -> None:
    for what in before:
        await does(session, hazard, what, street.member, now)
    under = await order(session, hazard, street.leader, now)
    await void(session, hazard, street.leader, now)
    assert (under.state, under.void_reason, under.ended_at) == (OrderState.WITHDRAWN, "责任单位有误", now)
    assert under.remind_at is None
    assert (hazard.state, hazard.due_at == under.due_at) == (after, False)
    assert hazard.due_at is not None
    assert (await acts(session, hazard))[-1] is Act.VOID


async def test_what_is_being_reviewed_stays_so_and_goes_back_to_who_accepted_it(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, ordered: Rectification
) -> None:
    await does(session, hazard, Act.DONE, street.member, now)
    await void(session, hazard, street.leader, now)
    assert (hazard.state, ordered.state, ordered.void_reason) == (State.REVIEW, OrderState.WITHDRAWN, "责任单位有误")
    await does(session, hazard, Act.SEND_BACK, street.leader, now)
    assert hazard.state is State.ACCEPTED


async def test_the_number_of_a_voided_notice_is_not_given_again(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, ordered: Rectification
) -> None:
    await void(session, hazard, street.leader, now)
    again = await order(session, hazard, street.leader, now)
    assert (ordered.number, again.number, again.void_reason) == (1, 2, None)
    await void(session, hazard, street.leader, now, "重复签发")
    assert (ordered.void_reason, again.void_reason) == ("责任单位有误", "重复签发")


async def test_whoever_has_the_paper_is_told_that_it_is_void_but_not_who_voided_it(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, ordered: Rectification
) -> None:
    await void(session, hazard, street.leader, now)
    rows = await session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == "hazards.ping"))
    told = [(each.chat_id, each.args["reason"]) for each in rows if each.args["why"] == "voided"]
    assert told == [(street.member.tg_user_id, "责任单位有误")]


async def test_a_paper_that_was_to_be_drawn_yet_is_posted_to_nobody(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, ordered: Rectification
) -> None:
    await void(session, hazard, street.leader, now)
    assert await posted(session, now) == []


async def test_one_hazard_voids_its_own_notice_alone(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, ordered: Rectification
) -> None:
    other = Hazard(grid_id=street.grid.id, chat_id=GROUP, state=State.OPEN, text="楼梯间灯坏了", created_at=now)
    session.add(other)
    await session.flush()
    beside = await order(session, other, street.leader, now)
    await void(session, hazard, street.leader, now)
    assert (ordered.state, beside.state, other.state) == (OrderState.WITHDRAWN, OrderState.OPEN, State.RECTIFYING)


async def test_who_stands_in_for_the_leader_may_void_it(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, ordered: Rectification
) -> None:
    deputy = Person(tg_user_id=77, name="副网格长", first_seen=now, started=True)
    session.add_all(
        [deputy, Post(grid_id=street.grid.id, role=Role.LEADER, name="副网格长", phone="+86", person_id=deputy.id)]
    )
    await session.flush()
    await void(session, hazard, deputy, now)
    assert ordered.void_reason is not None
