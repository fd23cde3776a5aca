"""Photos sent with a /place that nobody confirmed belong to no place: they are forgotten after a day."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, exists
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.evidence.attach import KEEP_LOOSE
from models.evidence.tables import Evidence
from models.places.tables import PLACE, Place


async def forget_unplaced(session: AsyncSession, now: datetime) -> int:
    """Returns how many."""
    placed = exists().where(col(Place.id) == col(Evidence.subject_id))
    old = (col(Evidence.subject_kind) == PLACE, col(Evidence.received_at) < now - KEEP_LOOSE, ~placed)
    gone = await session.execute(delete(Evidence).where(*old))
    return cast("CursorResult[Any]", gone).rowcount
