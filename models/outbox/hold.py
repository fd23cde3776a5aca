"""What is to be said in a chat that hears nothing waits until it hears again."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import wake
from models.outbox.tables import SIGNAL, MessageState, OutboxMessage

HELD_AT_MOST = timedelta(days=14)  # longer than any holiday for which a group is silenced


async def hold_chat(session: AsyncSession, chat_id: int, now: datetime, until: datetime, reason: str) -> int:
    """What is due in this chat waits; what has waited too long fails. Says how many messages failed."""
    due = update(OutboxMessage).where(
        col(OutboxMessage.chat_id) == chat_id,
        col(OutboxMessage.state) == MessageState.PENDING,
        col(OutboxMessage.not_before) <= now,
    )
    told = {"reason": reason[:500], "leased_until": None}
    too_old = due.where(col(OutboxMessage.created_at) < now - HELD_AT_MOST)
    quietly = {"synchronize_session": False}
    failed = await session.execute(too_old.values(state=MessageState.FAILED, **told), execution_options=quietly)
    await session.execute(due.values(not_before=until, **told), execution_options=quietly)
    return int(failed.rowcount)  # type: ignore[attr-defined]


async def release_chat(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """What was held, or is to be tried again, may go now; what is meant for a later hour has no reason to wait yet."""
    held = update(OutboxMessage).where(
        col(OutboxMessage.chat_id) == chat_id,
        col(OutboxMessage.state) == MessageState.PENDING,
        col(OutboxMessage.not_before) > now,
        col(OutboxMessage.reason).is_not(None),
        col(OutboxMessage.lost_copy).is_(None),  # it may stand there already
    )
    await session.execute(held.values(not_before=now).execution_options(synchronize_session=False))
    wake(session, SIGNAL)
