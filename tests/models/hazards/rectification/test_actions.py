from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Refused
from models.hazards.rectification.tables import (
    OrderState,
    PaperState,
    Rectification,
    extensions_of,
    number_of,
    unfinished,
)
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.schedule.deadlines import end_of
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import PARTY, order
from tests.street import Street


async def test_an_order_has_a_number_a_party_and_the_end_of_a_day(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    made = await order(session, hazard, street.leader, now)
    assert hazard.state is State.RECTIFYING
    assert number_of(made) == "〔2026〕第1号"
    assert (made.responsible, made.office_id, made.paper) == (PARTY, street.street.id, PaperState.WANTED)
    assert made.due_at == hazard.due_at == end_of(date(2026, 11, 23), SHANGHAI)


@pytest.mark.parametrize("name", ["member", "resident", "stranger"])
async def test_only_a_leader_orders(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, name: str
) -> None:
    with pytest.raises(Refused):
        await order(session, hazard, getattr(street, name), now)
    assert hazard.state is State.OPEN
    assert await unfinished(session, hazard.id) is None


async def test_the_year_of_a_number_is_the_local_one(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    new_year_at_home = datetime.fromisoformat("2026-12-31T16:30:00+00:00")
    assert (await order(session, hazard, street.leader, new_year_at_home, "2027-01-04")).year == 2027


async def test_an_extension_moves_the_deadline_and_stays_on_the_record(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    made = await order(session, hazard, street.leader, now)
    before, made.paper = made.due_at, PaperState.MADE
    later = now + timedelta(days=5)
    await perform(session, hazard, Act.EXTEND, street.leader, later, SHANGHAI, due="2026-12-01", reason="正在采购")
    await session.flush()
    assert made.due_at == hazard.due_at == end_of(date(2026, 12, 1), SHANGHAI)
    assert (made.number, made.issue, made.paper, made.started_at) == (1, 2, PaperState.WANTED, later)
    [kept] = await extensions_of(session, made.id)
    assert (kept.by_id, kept.reason, kept.due_before, kept.due_after) == (
        street.leader.id,
        "正在采购",
        before,
        made.due_at,
    )
    event = (await session.scalars(select(HazardEvent).where(col(HazardEvent.act) == Act.EXTEND))).one()
    assert event.data == {"due": "2026-12-01", "reason": "正在采购"}


async def test_a_member_cannot_extend(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> None:
    made = await order(session, hazard, street.leader, now)
    with pytest.raises(Refused):
        await perform(session, hazard, Act.EXTEND, street.member, now, SHANGHAI, due="2026-12-01", reason="忙")
    assert made.issue == 1


async def test_done_ends_the_reminders_and_closing_fulfils_the_order(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    made = await order(session, hazard, street.leader, now)
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    assert (made.state, made.remind_at) == (OrderState.HANDED_IN, None)
    await perform(session, hazard, Act.CLOSE, street.leader, now, SHANGHAI)
    assert (made.state, made.ended_at) == (OrderState.FULFILLED, now)


async def test_what_is_sent_back_is_rectified_again_by_the_same_deadline(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    made = await order(session, hazard, street.leader, now)
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    await perform(session, hazard, Act.SEND_BACK, street.leader, now, SHANGHAI)
    await session.flush()
    assert (hazard.state, hazard.due_at) == (State.RECTIFYING, made.due_at)
    assert made.state is OrderState.OPEN
    assert made.remind_at is not None
    rows = select(HazardEvent).where(col(HazardEvent.act) == Act.SEND_BACK)
    event = (await session.scalars(rows)).one()
    assert (event.before, event.after) == (State.REVIEW, State.RECTIFYING)


async def test_without_an_order_what_is_sent_back_is_accepted(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    await perform(session, hazard, Act.SEND_BACK, street.leader, now, SHANGHAI)
    assert hazard.state is State.ACCEPTED


async def test_a_dismissal_withdraws_the_order(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    made = await order(session, hazard, street.leader, now)
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    await perform(session, hazard, Act.DISMISS, street.leader, now, SHANGHAI, reason="无此情况")
    assert (made.state, made.remind_at, made.ended_at) == (OrderState.WITHDRAWN, None, now)


async def test_an_order_after_a_reopening_is_a_new_one_with_the_next_number(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    first = await order(session, hazard, street.leader, now)
    for what, person in (
        (Act.DONE, street.member),
        (Act.CLOSE, street.leader),
        (Act.DISSATISFIED, street.resident),
    ):
        await perform(session, hazard, what, person, now, SHANGHAI)
    second = await order(session, hazard, street.leader, now)
    assert (first.number, second.number) == (1, 2)
    assert first.state is OrderState.FULFILLED
    assert await session.scalar(select(func.count()).select_from(Rectification)) == 2
