"""One living message a chat: what was said to it earlier about a subject then only points to what follows."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.outbox.enqueue import refresh_one
from models.outbox.tables import Letter, LetterState

REPLACED = "hazards.replaced"


async def replace_earlier(
    session: AsyncSession, subject_id: int, kind: str, chats: Iterable[int], now: datetime, keep: Collection[str] = ()
) -> None:
    """To be called before the newer ones are enqueued; those with a reason (`why`) to `keep` stay as they are."""
    await session.flush()
    earlier = select(Letter).where(
        col(Letter.subject_id) == subject_id,
        col(Letter.kind) == kind,
        col(Letter.chat_id).in_(tuple(chats)),
        col(Letter.state).in_([LetterState.PENDING, LetterState.SENT]),
    )
    for letter in (await session.scalars(earlier.execution_options(populate_existing=True))).all():
        if letter.args.get("why") not in keep:
            letter.kind, letter.args = REPLACED, {**letter.args, "was": kind}
            await refresh_one(session, letter, now)
