"""What was reported before a report: the live hazard it may duplicate, and whether its reporter is too fast."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import flush_rows
from models.hazards.kinds import OTHER
from models.hazards.reporting import rate_limit
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE, Severity
from models.text.place_words import differ

RECENT = timedelta(days=14)
COMPARED = 20


@dataclass(frozen=True)
class Past:
    """`original_id` is the live hazard this may be a duplicate of; `flood`: the reporter is too fast."""

    original_id: int | None
    flood: bool


async def past_of(session: AsyncSession, hazard: Hazard, now: datetime) -> Past:
    """Only what is ordinary may be held back as one of a flood."""
    await _write_others(session, hazard)
    with session.no_autoflush:  # a flush for each report of a batch takes longer than the report
        original = await _original(session, hazard, now)
        held_back = hazard.severity is Severity.ORDINARY and await rate_limit.too_fast(session, hazard, now)
        return Past(original, held_back)


async def _write_others(session: AsyncSession, hazard: Hazard) -> None:
    """So that what this transaction has reported or changed counts."""
    if hazard.category != OTHER:
        await flush_rows(session, Hazard, but=hazard, grid_id=hazard.grid_id, category=hazard.category)
    if hazard.reporter_id is not None:
        await flush_rows(session, Hazard, but=hazard, reporter_id=hazard.reporter_id)


async def _original(session: AsyncSession, hazard: Hazard, now: datetime) -> int | None:
    """The newest live hazard of the same kind in the same grid that may be in the same place."""
    if hazard.category == OTHER:
        return None
    alike = select(col(Hazard.id), col(Hazard.text)).where(
        col(Hazard.grid_id) == hazard.grid_id,
        col(Hazard.category) == hazard.category,
        col(Hazard.state).in_(LIVE),
        col(Hazard.created_at) > now - RECENT,
        col(Hazard.id) != hazard.id,
    )
    newest = await session.execute(alike.order_by(col(Hazard.id).desc()).limit(COMPARED))
    return next((other for other, words in newest if not differ(hazard.text, words)), None)
