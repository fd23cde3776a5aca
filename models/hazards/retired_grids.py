"""Hazards of a grid that is no longer in the roster are the level above's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.retired import living_above
from models.grids.tables import Grid
from models.hazards.alerting import notify
from models.hazards.alerting.escalation import notify_level
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE, State

MOVING = LIVE | {State.DRAFT}


def live_in(grids: Sequence[int]) -> Select[Any, Any]:
    """How many by grid."""
    rows = select(col(Hazard.grid_id), func.count()).where(col(Hazard.grid_id).in_(grids), col(Hazard.state).in_(LIVE))
    return rows.group_by(col(Hazard.grid_id))


async def hand_over(session: AsyncSession, grids: Sequence[int], now: datetime) -> None:
    """Drafts go along in silence; of what is live the leaders there hear at once, and its ladder goes on from there."""
    rows = select(Hazard).where(col(Hazard.grid_id).in_(grids), col(Hazard.state).in_(MOVING))
    for hazard in (await session.scalars(rows.order_by(col(Hazard.id)))).all():
        above = await living_above(session, await session.get_one(Grid, hazard.grid_id))
        if above is None:
            continue
        hazard.grid_id = above.id
        await session.flush()
        if hazard.state in LIVE:
            await notify_level(session, hazard, above, "grid_retired", now)
            await notify.changed(session, hazard, now)
