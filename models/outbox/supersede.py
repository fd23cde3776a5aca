"""One living message a chat: what was said to it earlier about a subject then only points to what follows."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.outbox.enqueue import refresh_one
from models.outbox.tables import MessageState, OutboxMessage

REPLACED = "hazards.replaced"


async def replace_earlier(
    session: AsyncSession, subject_id: int, kind: str, chats: Iterable[int], now: datetime, keep: Collection[str] = ()
) -> None:
    """To be called before the newer ones are enqueued; those with a reason (`why`) to `keep` stay as they are."""
    await session.flush()
    earlier = select(OutboxMessage).where(
        col(OutboxMessage.subject_id) == subject_id,
        col(OutboxMessage.kind) == kind,
        col(OutboxMessage.chat_id).in_(tuple(chats)),
        col(OutboxMessage.state).in_([MessageState.PENDING, MessageState.SENT]),
    )
    for message in (await session.scalars(earlier.execution_options(populate_existing=True))).all():
        if message.args.get("why") not in keep:
            message.kind, message.args = REPLACED, {**message.args, "was": kind}
            await refresh_one(session, message, now)
