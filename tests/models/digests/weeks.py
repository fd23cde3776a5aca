"""Reports of a week, as they stand in rows."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from tests.street import Street


async def some(session: AsyncSession, street: Street, at: datetime, many: int, kind: str = "gas") -> None:
    """Reported by as many people."""
    newest = await session.scalar(select(func.max(Hazard.number))) or 0
    for n in range(many):
        hazard = Hazard(
            number=newest + 1 + n,
            grid_id=street.grid.id,
            category=kind,
            state=State.OPEN,
            reporter_id=(street.resident, street.member, street.leader)[n % 3].id,
            created_at=at,
        )
        session.add(hazard)
        await session.flush()
        session.add(HazardEvent(hazard_id=hazard.id, at=at, act=Act.REPORT, before=State.DRAFT, after=State.OPEN))
    await session.flush()
