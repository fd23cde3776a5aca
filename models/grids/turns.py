"""Tables with a row for each grid that has a group, or for each street: `grid_id`, and `next_at`, when it takes its
turn.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Mapped
from sqlmodel import col

from models.db.database import upsert
from models.grids.tables import Binding, Grid, Level, Purpose
from models.grids.tree import living

SOME = 500


async def begin_turns(session: AsyncSession, grid_id: Mapped[int], now: datetime) -> int:
    """A row, due now, for grids that have got a group, in the table of this column; says how many."""
    group = col(Binding.grid_id) == col(Grid.id), col(Binding.purpose) == Purpose.GROUP
    bound = exists().where(*group, col(Binding.unbound_at).is_(None))
    return await _begin(session, bound, grid_id, now)


async def begin_street_turns(session: AsyncSession, grid_id: Mapped[int], now: datetime) -> int:
    """Likewise for streets that have come into the roster."""
    return await _begin(session, col(Grid.level) == Level.STREET, grid_id, now)


async def _begin(session: AsyncSession, which: ColumnElement[bool], grid_id: Mapped[int], now: datetime) -> int:
    table = cast("InstrumentedAttribute[Any]", grid_id).class_
    new = select(col(Grid.id)).where(living(), which, ~exists().where(grid_id == col(Grid.id)))
    found = (await session.scalars(new.order_by(col(Grid.id)).limit(SOME))).all()
    if found:
        rows = [{"grid_id": each, "next_at": now} for each in found]
        await session.execute(upsert(session, table).on_conflict_do_nothing(), rows)
    return len(found)
