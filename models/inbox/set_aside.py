"""Updates that failed all their tries: whoever sent one is told, and so are the administrators of the bot.

The administrators have one message for each ten minutes; it is edited while more is set aside, so that a flood of
nonsense rings once.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.inbox.raw_update import number_in
from models.inbox.updates import Claimed, InboxState, InboxUpdate
from models.outbox.enqueue import enqueue, enqueue_once, refresh
from models.outbox.tables import Lane

KIND = "core.set_aside_for_admins"
FOLDED = timedelta(minutes=10)
FILES = ("photo", "live_photo", "video", "video_note", "animation", "audio", "voice", "document")
SPOKEN = frozenset({"text", *FILES, "sticker", "story", "contact", "location", "venue", "poll", "checklist", "dice"})


class SetAside(NamedTuple):
    """How many updates of one kind from one sender were set aside."""

    sender_id: int
    kind: str
    updates: int


async def notify(
    session: AsyncSession, one: Claimed, raw: dict[str, Any], admins: Collection[int], now: datetime
) -> None:
    """Apologises where a person spoke, and tells the administrators."""
    message = raw.get("message")
    if one.chat_id and isinstance(message, dict) and spoken(message):
        enqueue(
            session,
            one.chat_id,
            "core.set_aside",
            Lane.REPLY,
            now,
            reply_to=number_in(message, "message_id"),
            update_id=one.update_id,
            passed_on=bool(admins),
        )
    await _notify_admins(session, admins, now)


def spoken(message: dict[str, Any]) -> bool:
    """Whether a person said it: no bot, no service message."""
    sender = message.get("from")
    person = isinstance(sender, dict) and not sender.get("is_bot")
    return person and not SPOKEN.isdisjoint(message)


async def _notify_admins(session: AsyncSession, admins: Collection[int], now: datetime) -> None:
    window = int(now.timestamp() // FOLDED.total_seconds())
    new = [
        await enqueue_once(session, f"set-aside:{window}:{admin}", admin, KIND, Lane.ROUTINE, now, subject_id=window)
        for admin in sorted(admins)
    ]
    if not all(new):
        await refresh(session, window, [KIND], now)


async def listed(session: AsyncSession, window: int, limit: int) -> tuple[Sequence[InboxUpdate], int]:
    """The first updates set aside in a window of _tell_admins(), and how many there are."""
    start = datetime.fromtimestamp(window * FOLDED.total_seconds(), UTC)
    within = and_(
        col(InboxUpdate.state) == InboxState.SET_ASIDE,
        col(InboxUpdate.set_aside_at) >= start,
        col(InboxUpdate.set_aside_at) < start + FOLDED,
    )
    rows = select(InboxUpdate).where(within).order_by(col(InboxUpdate.update_id)).limit(limit)
    count = select(func.count()).select_from(InboxUpdate).where(within)
    return (await session.scalars(rows)).all(), (await session.execute(count)).scalar_one()


async def set_aside_since(session: AsyncSession, since: datetime) -> Sequence[SetAside]:
    """What was set aside from then on, the most first."""
    told = (col(InboxUpdate.sender_id), col(InboxUpdate.kind))
    rows = select(*told, func.count()).group_by(*told).order_by(func.count().desc(), *told)
    aside = (col(InboxUpdate.state) == InboxState.SET_ASIDE, col(InboxUpdate.set_aside_at) >= since)
    return [SetAside(*row) for row in await session.execute(rows.where(*aside))]
