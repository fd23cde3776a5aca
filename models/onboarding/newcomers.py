"""Who joins a group later has not seen its welcome: it is said again, but rarely."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Binding, Purpose
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, OutboxMessage

WELCOME, NEWCOMERS = "grids.bound", "grids.newcomers"
RARELY = timedelta(days=21)


async def joined(session: AsyncSession, binding: Binding, now: datetime) -> None:
    """Somebody joined the chat of this binding."""
    if binding.purpose is not Purpose.GROUP:
        return
    await session.flush()
    said = select(col(OutboxMessage.id)).where(
        col(OutboxMessage.chat_id) == binding.chat_id,
        col(OutboxMessage.kind).in_([WELCOME, NEWCOMERS]),
        col(OutboxMessage.created_at) > now - RARELY,
    )
    if await session.scalar(said.limit(1)) is None:
        enqueue(session, binding.chat_id, NEWCOMERS, Lane.ROUTINE, now, subject_id=binding.id)
