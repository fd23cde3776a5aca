"""What becomes of the chats of grids that are no longer in the roster: each is told who looks after its reports now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Binding, Grid
from models.grids.tree import ids_in
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane

RETIRED = "grids.retired"


async def living_above(session: AsyncSession, grid: Grid) -> Grid | None:
    """The nearest grid above it that is in the roster."""
    way = select(Grid).where(col(Grid.id).in_(ids_in(grid.path)[:-1]), col(Grid.retired_at).is_(None))
    found: Grid | None = (await session.scalars(way.order_by(col(Grid.path).desc()))).first()
    return found


async def tell_chats(session: AsyncSession, grids: Sequence[int], now: datetime) -> None:
    """The binding stays: what is reported there climbs to the level above, until the group is bound anew."""
    bound = select(Binding).where(col(Binding.grid_id).in_(grids), col(Binding.unbound_at).is_(None))
    for binding in (await session.scalars(bound)).all():
        enqueue(session, binding.chat_id, RETIRED, Lane.REPLY, now, subject_id=binding.id)
