"""The periods that hold where somebody has a post, above the list of what waits."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.members.positions import posts_of
from models.periods.holding import running_over
from models.periods.tables import PERIOD, Period
from models.worklist import Gravity, Item, Section, Wanted, WorklistSource

SHOWN = 3


async def holding(session: AsyncSession, person_id: int, _now: datetime, wanted: Wanted) -> Section[Period]:
    grids = [held.grid for held in await posts_of(session, person_id)]
    found = await running_over(session, grids)
    return Section([Item(period) for period in found[: wanted.most]], len(found))


PERIODS_HOLDING = WorklistSource(PERIOD, Gravity.NOTE, holding, pinned=SHOWN)
