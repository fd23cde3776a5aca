"""Copies that Telegram took, or did not, without answering.

What is never answered is sent again. Its row keeps the mark of the buttons under the copy that was lost (`lost_copy`),
with that copy's form and digest; so whoever presses such a button, or replies to the copy, makes its number known.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import upsert, wake
from models.outbox.tables import SIGNAL, Delivered, MessageState, OutboxMessage


def mark_of(buttons: Iterable[str | None]) -> str:
    """Of what the buttons carry, in their order; "" where none carries anything, which tells no copy from another."""
    carried = "\n".join(filter(None, buttons))
    return hashlib.sha256(carried.encode()).hexdigest()[:16] if carried else ""


async def recognise(
    session: AsyncSession, chat_id: int, message_id: int, buttons: Iterable[str | None], now: datetime
) -> OutboxMessage | None:
    """The message that this one of ours, of which we were never told, must be a copy of; None if it is not clear.

    It is the copy that stands from now on, unless another is known already.
    """
    mark = mark_of(buttons)
    lost = select(OutboxMessage).where(col(OutboxMessage.chat_id) == chat_id, col(OutboxMessage.lost_copy) == mark)
    found = (await session.scalars(lost.limit(2))).all() if mark else ()
    if len(found) != 1:
        return None
    [message] = found
    told = {"chat_id": chat_id, "message_id": message_id, "letter_id": message.id}
    await session.execute(upsert(session, Delivered).values(told).on_conflict_do_nothing())
    await _adopt(session, message, message_id, now)
    return message


async def _adopt(session: AsyncSession, message: OutboxMessage, message_id: int, now: datetime) -> None:
    """An edit brings it up to date, where it needs one; nothing is sent a second time."""
    unknown = update(OutboxMessage).where(col(OutboxMessage.id) == message.id, col(OutboxMessage.message_id).is_(None))
    known = unknown.values(
        message_id=message_id,
        state=MessageState.PENDING,
        revision=col(OutboxMessage.revision) + 1,
        tries=0,
        not_before=now,
    )
    await session.execute(known.execution_options(synchronize_session=False))
    wake(session, SIGNAL)
    await session.refresh(message)
