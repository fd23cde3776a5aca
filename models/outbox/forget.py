"""Letting go of old messages: of what is over, once it is long past.

What must always hold: a message that waits, or that is about a row which goes on, stays, with what replies find it by.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import first_id
from models.outbox.alert_lists import Listed
from models.outbox.tables import Delivered, MessageState, OutboxMessage
from models.retention import BATCH, RETENTION

SETTLED = tuple(state for state in MessageState if state is not MessageState.PENDING)


async def forget_messages(session: AsyncSession, now: datetime, live: Sequence[Select[Any]]) -> int:
    """Drops a batch of them, but for those whose subject is among `live` (selects of ids); returns how many."""
    until = now - RETENTION.of(session).messages
    old = col(OutboxMessage.id) < first_id(until), col(OutboxMessage.created_at) < until
    over = (or_(col(OutboxMessage.subject_id).is_(None), col(OutboxMessage.subject_id).not_in(ids)) for ids in live)
    rows = select(col(OutboxMessage.id)).where(*old, col(OutboxMessage.state).in_(SETTLED), *over)
    batch = rows.order_by(col(OutboxMessage.id)).limit(BATCH).with_for_update(skip_locked=True)
    gone = (await session.scalars(batch)).all()
    if gone:
        await session.execute(delete(Delivered).where(col(Delivered.letter_id).in_(gone)))
        await session.execute(delete(Listed).where(col(Listed.letter_id).in_(gone)))
        await session.execute(delete(OutboxMessage).where(col(OutboxMessage.id).in_(gone)))
    return len(gone)
