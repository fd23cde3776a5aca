from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Refused
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.transfer.actions import UNHEARD
from models.hazards.transfer.tables import TransferState
from models.hazards.workflow import Act, Severity, State
from models.hazards.working.perform import perform
from models.members.leave import file_leave
from models.members.tables import Role
from models.outbox.tables import Lane, OutboxMessage
from models.schedule.deadlines import Reminder
from tests import offices
from tests.due import audit, go_round, remind_departments
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import DAY, TO_DEPARTMENT, answer, transfer, waiting
from tests.offices import Offices, told
from tests.street import Street


@pytest.fixture
async def above(session: AsyncSession, street: Street, now: datetime) -> Offices:
    return await offices.build(session, street, now)


NINE_ON = {day: datetime.fromisoformat(f"2026-11-{day}T09:00:00+08:00") for day in (19, 22, 23, 24)}


async def test_reminders_come_at_half_time_on_the_day_before_and_on_the_day(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    made = await transfer(session, hazard, above, now)
    for day, reminder in (
        (19, Reminder.HALF_TIME),
        (22, Reminder.DAY_BEFORE),
        (23, Reminder.DUE_TODAY),
    ):
        assert made.remind_at == NINE_ON[day]
        assert await remind_departments(session, NINE_ON[day] - timedelta(seconds=1)) == 0
        assert await remind_departments(session, NINE_ON[day]) == 1
        assert (await told(session, TO_DEPARTMENT))[-2:] == [(34, reminder), (35, reminder)]
    assert made.remind_at == NINE_ON[24]


async def test_without_an_outcome_in_time_the_street_has_it_again_loudly(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    made = await transfer(session, hazard, above, now)
    late = NINE_ON[24] + 20 * DAY
    assert await remind_departments(session, late) == 1
    assert (hazard.state, made.state, made.ended_at) == (State.OPEN, TransferState.OVERDUE, late)
    assert (await told(session, TO_DEPARTMENT))[2:] == [(34, "overdue"), (35, "overdue")]
    alerts = select(OutboxMessage).where(
        col(OutboxMessage.kind) == "hazards.ping", col(OutboxMessage.lane) == Lane.URGENT
    )
    loud = (await session.scalars(alerts.order_by(col(OutboxMessage.chat_id)))).all()
    assert [(message.chat_id, message.args["why"], message.args["by"]) for message in loud] == [
        (31, "transfer_overdue", "派出所"),
        (32, "transfer_overdue", "派出所"),
    ]
    assert await remind_departments(session, late + DAY) == 0
    assert await waiting(session)


async def test_what_nobody_took_back_is_an_event_without_a_person(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    await transfer(session, hazard, above, now)
    await remind_departments(session, NINE_ON[24])
    await session.flush()
    rows = select(HazardEvent).where(col(HazardEvent.act) == Act.TAKE_BACK)
    event = (await session.scalars(rows)).one()
    assert (event.person_id, event.before, event.after) == (None, State.TRANSFERRED, State.OPEN)


@pytest.mark.parametrize("back", ["overdue", "taken back"])
async def test_what_came_back_from_a_department_is_no_step_left_out(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime, back: str
) -> None:
    await transfer(session, hazard, above, now)
    if back == "overdue":
        await remind_departments(session, NINE_ON[24])
    else:
        await perform(session, hazard, Act.TAKE_BACK, above.street_leader, NINE_ON[24], SHANGHAI)
    await session.flush()
    await go_round(session, NINE_ON[24])
    assert (await audit(session, NINE_ON[24] + timedelta(minutes=5))).clean


async def test_an_answered_transfer_is_reminded_of_no_more(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    await transfer(session, hazard, above, now)
    await answer(session, hazard, above, now)
    assert await remind_departments(session, NINE_ON[24]) == 0
    assert hazard.state is State.REVIEW


async def test_a_department_that_was_late_answers_no_more(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    await transfer(session, hazard, above, now)
    await remind_departments(session, NINE_ON[24])
    with pytest.raises(Refused):
        await perform(session, hazard, Act.OUTCOME, above.liaison, NINE_ON[24], SHANGHAI, outcome="迟了")


@pytest.mark.parametrize(
    ("severity", "minutes"), [(Severity.URGENT, 30), (Severity.MAJOR, 240), (Severity.ORDINARY, None)]
)
async def test_what_is_grave_must_be_acknowledged_soon(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime, severity: Severity, minutes: int | None
) -> None:
    hazard.severity = severity
    made = await transfer(session, hazard, above, now)
    soon = now + timedelta(minutes=minutes) if minutes else NINE_ON[19]
    assert made.remind_at == soon
    assert await remind_departments(session, soon - timedelta(seconds=1)) == 0
    await remind_departments(session, soon)
    why = "unacknowledged" if minutes else Reminder.HALF_TIME
    assert (await told(session, TO_DEPARTMENT))[2:] == [(34, why), (35, why)]
    assert await told(session, UNHEARD) == [(32, "")]
    assert made.remind_at == NINE_ON[19 if minutes else 22]


async def test_what_is_acknowledged_is_not_asked_about_before_half_time_and_the_sender_has_rest(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    hazard.severity = Severity.URGENT
    await transfer(session, hazard, above, now)
    await perform(session, hazard, Act.ACKNOWLEDGE, above.liaison, now, SHANGHAI)
    for at in (now + timedelta(minutes=30), NINE_ON[19]):
        await remind_departments(session, at)
    assert (await told(session, TO_DEPARTMENT))[2:] == [(34, Reminder.HALF_TIME), (35, Reminder.HALF_TIME)]
    assert await told(session, UNHEARD) == []


async def test_the_street_is_to_ring_the_department_while_the_sender_is_on_leave(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    offices.hold(session, street.street, Role.LEADER, above.second_street_leader)
    await transfer(session, hazard, above, now)
    await file_leave(session, above.street_leader, now.date(), now.date() + 9 * DAY, now, SHANGHAI)
    await remind_departments(session, NINE_ON[19])
    assert await told(session, UNHEARD) == [(33, "")]


async def test_an_urgent_hazard_goes_to_the_department_in_the_urgent_lane(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    hazard.severity = Severity.URGENT
    await transfer(session, hazard, above, now)
    await session.flush()
    rows = select(col(OutboxMessage.lane)).where(col(OutboxMessage.kind) == TO_DEPARTMENT)
    assert set((await session.scalars(rows)).all()) == {Lane.URGENT}
