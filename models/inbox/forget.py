"""Updates that are kept no longer."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.inbox.updates import InboxState, InboxUpdate
from models.retention import BATCH, RETENTION


async def forget(session: AsyncSession, now: datetime) -> int:
    """Drops a batch of the updates that are kept no longer; returns how many.

    Those handled go once Telegram itself no longer keeps them, so that renumbered ids can come again.
    """
    kept = RETENTION.of(session)
    old = or_(
        and_(col(InboxUpdate.state) == InboxState.DONE, col(InboxUpdate.received_at) < now - kept.updates),
        and_(col(InboxUpdate.state) == InboxState.SET_ASIDE, col(InboxUpdate.set_aside_at) < now - kept.set_aside),
    )
    batch = select(col(InboxUpdate.update_id)).where(old).limit(BATCH)
    gone = await session.execute(delete(InboxUpdate).where(col(InboxUpdate.update_id).in_(batch)))
    return cast("CursorResult[Any]", gone).rowcount
