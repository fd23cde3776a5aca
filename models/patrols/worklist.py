"""The round that a person is on stands in the list of what waits."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Grid
from models.patrols.rounds import running_of
from models.patrols.tables import PatrolRound
from models.worklist import Gravity, Item, Section, Wanted, WorklistSource

ROUND = "patrol_round"


async def waiting(session: AsyncSession, person_id: int, _now: datetime, _wanted: Wanted) -> Section[PatrolRound]:
    part = await running_of(session, person_id)
    if part is None:
        return Section()
    grid = await session.get_one(Grid, part.round.grid_id)
    return Section([Item(part.round, grid.name)], 1)


RUNNING_ROUND = WorklistSource(ROUND, Gravity.WORK, waiting, pinned=1)
