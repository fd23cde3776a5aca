from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.members.leave import call_off, file_leave
from models.outbox.tables import OutboxMessage
from tests.due import remind_of_orders
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import order
from tests.street import Street, resign

MORNING = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # nine in Shanghai, on the day of the order


async def said(session: AsyncSession, day: int) -> list[tuple[str, int]]:
    """Why and to whom, in the reminders of that morning."""
    await session.flush()
    await session.execute(delete(OutboxMessage))
    await remind_of_orders(session, MORNING + timedelta(days=day))
    await session.flush()
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == "hazards.ping").order_by(col(OutboxMessage.id))
    return [(message.args["why"], message.chat_id) for message in (await session.scalars(rows)).all()]


async def test_members_and_their_leader_are_reminded_before_the_deadline(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await order(session, hazard, street.leader, now)
    told = [street.member.tg_user_id, street.leader.tg_user_id]
    heard = {day: await said(session, day) for day in range(1, 8)}
    assert {day: what for day, what in heard.items() if what} == {
        3: [("half_time", chat) for chat in told],
        6: [("day_before", chat) for chat in told],
        7: [("due_today", chat) for chat in told],
    }


async def test_who_accepted_it_is_reminded_once(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.community_leader, now, SHANGHAI)
    await order(session, hazard, street.leader, now)
    told = (street.community_leader, street.member, street.leader)
    assert await said(session, 3) == [("half_time", person.tg_user_id) for person in told]


async def test_who_accepted_it_and_has_the_post_no_more_or_is_on_leave_is_not_reminded(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.community_leader, now, SHANGHAI)
    await order(session, hazard, street.leader, now)
    today = now.astimezone(SHANGHAI).date()
    leave = await file_leave(session, street.community_leader, today, today + timedelta(days=5), now, SHANGHAI)
    told = (street.member, street.leader)
    assert await said(session, 3) == [("half_time", person.tg_user_id) for person in told]
    await call_off(session, leave, street.community_leader, now)
    await resign(session, street.community_leader, now)
    assert await said(session, 6) == [("day_before", person.tg_user_id) for person in told]


async def test_overdue_climbs_a_level_a_day_and_stays_at_the_top(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await order(session, hazard, street.leader, now, "2026-11-17")
    await said(session, 1)
    for day in range(2, 6):
        heard = await said(session, day)
        assert heard == [
            ("overdue", person.tg_user_id) for person in (street.member, street.leader, street.community_leader)
        ]
    rows = select(HazardEvent).where(col(HazardEvent.act) == Act.ESCALATE).order_by(col(HazardEvent.id))
    climbed = [(event.data["level"], event.data["reached"]) for event in (await session.scalars(rows)).all()]
    assert climbed == [("community", "S-1"), ("street", "S-1"), ("street", "S-1"), ("street", "S-1")]


async def test_after_downtime_one_level_is_told_and_the_next_a_morning_later(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    made = await order(session, hazard, street.leader, now, "2026-11-17")
    await said(session, 9)
    assert made.climbed == 1
    assert made.remind_at == MORNING + timedelta(days=10)
    assert await said(session, 9) == []


async def test_what_is_handed_in_is_not_recalled(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await order(session, hazard, street.leader, now)
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    assert await said(session, 30) == []


async def test_an_extension_bases_the_reminders_anew(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    made = await order(session, hazard, street.leader, now, "2026-11-17")
    await said(session, 2)
    later = MORNING + timedelta(days=2, hours=1)
    await perform(session, hazard, Act.EXTEND, street.leader, later, SHANGHAI, due="2026-11-24", reason="等货")
    assert made.climbed == 0
    heard = {day: {why for why, _ in await said(session, day)} for day in range(3, 10)}
    assert {day: why for day, why in heard.items() if why} == {
        5: {"half_time"},
        7: {"day_before"},
        8: {"due_today"},
        9: {"overdue"},
    }
