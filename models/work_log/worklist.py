"""The rounds of the last days stand in the list of what waits for whoever leads the grids."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import subtree
from models.members.positions import lead_by, posts_of
from models.patrols.tables import PatrolRound
from models.worklist import Gravity, Item, Section, Wanted, WorklistSource

ROUNDS_SEEN = "rounds_seen"
DAYS = timedelta(days=7)


async def waiting(session: AsyncSession, person_id: int, now: datetime, _wanted: Wanted) -> Section[PatrolRound]:
    """The newest of the last days."""
    led = [held.grid for held in await lead_by(session, await posts_of(session, person_id))]
    if not led:
        return Section()
    rows = (
        select(PatrolRound, col(Grid.name))
        .join(Grid, col(Grid.id) == col(PatrolRound.grid_id))
        .where(or_(*map(subtree, led)), col(PatrolRound.started_at) > now - DAYS)
        .order_by(col(PatrolRound.started_at).desc())
    )
    found = (await session.execute(rows.limit(1))).first()
    return Section([Item(found[0], found[1])], 1) if found else Section()


ROUNDS_LED = WorklistSource(ROUNDS_SEEN, Gravity.NOTE, waiting, pinned=1)
