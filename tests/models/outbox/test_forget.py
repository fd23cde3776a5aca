from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.configuration.settings import Settings
from models import retention
from models.domains import forget_messages
from models.emergencies.calls import Cry, call_for_help
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.members.tables import Leave, LeaveState
from models.outbox import forget
from models.outbox.alert_lists import Listed
from models.outbox.enqueue import enqueue
from models.outbox.tables import Delivered, Lane, MessageState, OutboxMessage
from models.retention import RETENTION
from tests.street import Street

LONG = timedelta(days=500)


@pytest.fixture
def now() -> datetime:
    """Rows carry their hour in their ids, so these tests live in the present."""
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def kept(session: AsyncSession) -> None:
    RETENTION.keep(session, Settings().retention)


async def said(
    session: AsyncSession, now: datetime, subject_id: int | None, state: MessageState = MessageState.SENT
) -> int:
    message = enqueue(session, 14, "x.said", Lane.REPLY, now, subject_id=subject_id)
    await session.flush()
    row = await session.get_one(OutboxMessage, message.id)
    row.state = state
    session.add(Delivered(chat_id=14, message_id=message.id % 1_000_000, letter_id=message.id))
    session.add(Listed(letter_id=message.id, subject_id=5))
    await session.flush()
    return message.id


async def left(session: AsyncSession) -> set[int]:
    rows = await session.scalars(select(col(OutboxMessage.id)).where(col(OutboxMessage.kind) == "x.said"))
    return set(rows.all())


@pytest.mark.parametrize("state", MessageState)
async def test_what_is_over_goes_once_it_is_long_past_unless_it_waits(
    session: AsyncSession, now: datetime, state: MessageState
) -> None:
    message = await said(session, now, None, state)
    await forget_messages(session, now + timedelta(days=399))
    assert await left(session) == {message}
    await forget_messages(session, now + LONG)
    assert await left(session) == ({message} if state is MessageState.PENDING else set())
    letters = (await session.scalars(select(col(Delivered.letter_id)))).all()
    assert (message in letters) is (state is MessageState.PENDING)


@pytest.mark.parametrize("state", State)
async def test_messages_of_a_hazard_stay_as_long_as_it_is_open(
    session: AsyncSession, hazard: Hazard, now: datetime, state: State
) -> None:
    message = await said(session, now, hazard.id)
    hazard.state = state
    await session.flush()
    await forget_messages(session, now + LONG)
    over = {State.CLOSED, State.DISMISSED, State.DUPLICATE}
    assert (message in await left(session)) is (state not in over)


async def test_messages_of_a_running_call_and_of_what_waits_for_a_time_stay(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    call = await call_for_help(session, Cry(14, 1, "", street.resident), street.grid, now)
    leave = Leave(
        person_id=street.member.id, begins_at=now, ends_at=now, state=LeaveState.AWAY, filed_at=now, next_at=now
    )
    session.add(leave)
    await session.flush()
    messages = {await said(session, now, call.id), await said(session, now, leave.id)}
    await forget_messages(session, now + LONG)
    assert await left(session) == messages


async def test_a_batch_is_small_and_says_how_many_it_took(
    session: AsyncSession, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await said(session, now, None)
    monkeypatch.setattr(forget, "BATCH", 2)
    assert [await forget_messages(session, now + LONG) for _ in range(3)] == [2, 1, 0]
    assert retention.BATCH == 500
