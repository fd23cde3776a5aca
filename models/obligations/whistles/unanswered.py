"""Who has not answered what is urgent in time is named to the leaders of the level above."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.reach import upwards
from models.obligations.tables import Obligation, Requirement
from models.obligations.workflow import State
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane

UNANSWERED = "obligations.unanswered"


async def name_unanswered(session: AsyncSession, requirement: Requirement, now: datetime) -> None:
    """Above the topmost grid its own leaders hear."""
    open_ = col(Obligation.requirement_id) == requirement.id, col(Obligation.state) == State.OPEN
    if await session.scalar(select(col(Obligation.id)).where(*open_).limit(1)) is None:
        return
    grid = await session.get_one(Grid, requirement.grid_id)
    above = await session.get(Grid, ids_in(grid.path)[-2]) if grid.parent_id else grid
    found = await upwards(session, above or grid)
    for chat_id in dict.fromkeys(found[1] if found else ()):
        enqueue(session, chat_id, UNANSWERED, Lane.URGENT, now, subject_id=requirement.id)
