from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models.outbox.enqueue import enqueue
from models.outbox.hold import HELD_AT_MOST, hold_chat, release_chat
from models.outbox.tables import Lane, MessageState, OutboxMessage

GROUP, OTHER = -100, -200
LATER = timedelta(minutes=5)


def post(session: AsyncSession, chat: int, at: datetime, not_before: datetime | None = None) -> int:
    return enqueue(session, chat, "card", Lane.REPLY, at, not_before=not_before).id


async def stored(session: AsyncSession, message: int) -> tuple[MessageState, datetime]:
    row = await session.get_one(OutboxMessage, message, populate_existing=True)
    return row.state, row.not_before


async def test_what_is_due_in_a_chat_waits_and_nothing_else_does(session: AsyncSession, now: datetime) -> None:
    due, other = post(session, GROUP, now), post(session, OTHER, now)
    tomorrow = post(session, GROUP, now, now + timedelta(days=1))
    await session.flush()
    assert await hold_chat(session, GROUP, now, now + LATER, "kicked") == 0
    assert await stored(session, due) == (MessageState.PENDING, now + LATER)
    assert await stored(session, other) == (MessageState.PENDING, now)
    assert await stored(session, tomorrow) == (MessageState.PENDING, now + timedelta(days=1))


async def test_what_has_waited_too_long_fails(session: AsyncSession, now: datetime) -> None:
    old, young = post(session, GROUP, now - HELD_AT_MOST - LATER), post(session, GROUP, now - HELD_AT_MOST + LATER)
    await session.flush()
    assert await hold_chat(session, GROUP, now, now + LATER, "kicked") == 1
    assert (await stored(session, old))[0] is MessageState.FAILED
    assert await stored(session, young) == (MessageState.PENDING, now + LATER)


async def test_what_was_held_may_go_once_the_chat_hears_again(session: AsyncSession, now: datetime) -> None:
    held, meant_for_later = post(session, GROUP, now), post(session, GROUP, now, now + timedelta(hours=2))
    await session.flush()
    await hold_chat(session, GROUP, now, now + timedelta(days=1), "muted")
    await release_chat(session, GROUP, now + LATER)
    assert await stored(session, held) == (MessageState.PENDING, now + LATER)
    assert await stored(session, meant_for_later) == (MessageState.PENDING, now + timedelta(hours=2))
