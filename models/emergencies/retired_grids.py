"""Calls for help in a grid that is no longer in the roster are the level above's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.alerting import notify
from models.emergencies.events import record_call_event
from models.emergencies.tables import Call
from models.emergencies.workflow import LIVE, CallAct
from models.grids.retired import living_above
from models.grids.tables import Grid


async def hand_over(session: AsyncSession, grids: Sequence[int], now: datetime) -> None:
    """Its group and its leaders hear at once; those who were told before stay told, and what is due goes on."""
    rows = select(Call).where(col(Call.grid_id).in_(grids), col(Call.state).in_(LIVE)).order_by(col(Call.id))
    for call in (await session.scalars(rows)).all():
        above = await living_above(session, await session.get_one(Grid, call.grid_id))
        if above is None:
            continue
        call.grid_id = above.id
        record_call_event(session, call, CallAct.MOVE, None, now, grid=above.code)
        await notify.alert_level(session, call, above, "retired", now)
        await notify.changed(session, call, now)


def running_in(grids: Sequence[int]) -> Select[Any, Any]:
    """How many by grid."""
    rows = select(col(Call.grid_id), func.count()).where(col(Call.grid_id).in_(grids), col(Call.state).in_(LIVE))
    return rows.group_by(col(Call.grid_id))
