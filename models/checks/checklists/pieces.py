"""What was shown of a check: it belongs to the checklist that the check was made with."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.checklists.tables import Checklist
from models.checks.tables import PlaceCheck
from models.evidence.attach import counts, pieces_of
from models.evidence.tables import Evidence


async def shown_of(session: AsyncSession, check: PlaceCheck) -> Sequence[Evidence]:
    """In the order in which it came."""
    checklist_id = await session.scalar(select(col(Checklist.id)).where(col(Checklist.check_id) == check.id))
    return await pieces_of(session, checklist_id, counts()) if checklist_id is not None else ()
