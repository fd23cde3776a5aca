"""Updates that Telegram must be asked about before they can be handled: left for later, which is no try."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import wake
from models.inbox.ranks import Rank
from models.inbox.updates import SIGNAL, InboxState, InboxUpdate


async def put_off(session: AsyncSession, update_ids: Collection[int], until: datetime) -> None:
    """Until resume(), or until that hour if it never comes."""
    await _change(session, update_ids, rank=int(Rank.PUT_OFF), not_before=until)


async def resume(session: AsyncSession, update_ids: Collection[int]) -> None:
    """Before what their senders did since."""
    await _change(session, update_ids, rank=int(Rank.REPORT), not_before=None)
    wake(session, SIGNAL)


async def _change(session: AsyncSession, update_ids: Collection[int], **values: Any) -> None:
    pending = col(InboxUpdate.state) == InboxState.PENDING
    rows = update(InboxUpdate).where(col(InboxUpdate.update_id).in_(update_ids), pending).values(values)
    await session.execute(rows.execution_options(synchronize_session=False))
