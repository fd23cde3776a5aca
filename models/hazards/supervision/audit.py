"""Proves that supervisions were recalled on each morning that they should have been."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.hazards.recalls import codes_of, last_recall, missed
from models.hazards.supervision.schedule import last_call
from models.hazards.supervision.tables import Supervision
from models.hazards.tables import Hazard

NOT_LIFTED = col(Supervision.lifted_at).is_(None)


async def lost(session: AsyncSession) -> list[str]:
    """Those that nothing will recall any more."""
    return await codes_of(session, col(Supervision.hazard_id), NOT_LIFTED, col(Supervision.next_at).is_(None))


async def late(session: AsyncSession, until: datetime) -> list[str]:
    """Those that should have been recalled by `until`, and were not."""
    recalled = last_recall(col(Supervision.hazard_id), "listing", col(Supervision.id))
    rows = select(Supervision, col(Hazard.number), recalled).join(Hazard, col(Hazard.id) == col(Supervision.hazard_id))
    return missed(
        (number, last_call(row.progress_by, row.due_at, row.reported_at or row.at, until), heard)
        for row, number, heard in (await session.execute(rows.where(NOT_LIFTED))).all()
    )
