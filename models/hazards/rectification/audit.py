"""Proves that orders to rectify were recalled on each morning that they should have been."""

from datetime import datetime

from sqlalchemy import and_, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.hazards.recalls import codes_of, last_recall, missed
from models.hazards.rectification.tables import OrderState, Rectification
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import State
from models.schedule.deadlines import last_reminder

# the words of the partial index, by which these rows are found
ORDERED = and_(text("rectifications.state IN ('open', 'handed_in')"), col(Rectification.state) == OrderState.OPEN)


async def lost(session: AsyncSession) -> list[str]:
    """Those that nothing will recall any more."""
    return await codes_of(session, col(Rectification.hazard_id), ORDERED, col(Rectification.remind_at).is_(None))


async def late(session: AsyncSession, until: datetime) -> list[str]:
    """What was sent back is recalled from then on: nobody is pressed while it is reviewed."""
    stands_since = select(func.max(col(HazardEvent.at))).where(
        col(HazardEvent.hazard_id) == col(Rectification.hazard_id),
        col(HazardEvent.after) == State.RECTIFYING,
        col(HazardEvent.before) != State.RECTIFYING,
    )
    recalled = last_recall(col(Rectification.hazard_id), "order", col(Rectification.id))
    rows = select(Rectification, col(Hazard.number), stands_since.scalar_subquery(), recalled)
    found = await session.execute(rows.join(Hazard, col(Hazard.id) == col(Rectification.hazard_id)).where(ORDERED))
    return missed(
        (number, _after(last_reminder(order.started_at, order.due_at, until), since), heard)
        for order, number, since, heard in found.all()
    )


def _after(morning: datetime | None, since: datetime | None) -> datetime | None:
    return morning if morning and (since is None or morning > since) else None
