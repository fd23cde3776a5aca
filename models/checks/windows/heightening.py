"""Windows of heightened periods that begin in the course of a day, and which windows are there already.

They stand beside the usual ones: a check counts for both, and what a period opened stays when it ends.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import CheckWindow, DutyDay
from models.feature import Chore
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.periods.holding import heightened_now
from models.transition import change_rows

There = tuple[int, str, date, bool]  # grid, duty and first day of a window, and whether it is a heightened period's


async def begin_heightened(session: AsyncSession, now: datetime) -> int:
    """Grids in which a heightened period has begun since their windows of the day were opened open some more; says in
    how many.
    """
    grids = await heightened_now(session)
    if not grids:
        return 0
    there = select(col(Grid.id)).where(or_(*map(subtree, grids)))
    waiting = (col(DutyDay.grid_id).in_(there), col(DutyDay.heightened).is_(false()), col(DutyDay.next_at) > now)
    return await change_rows(session, DutyDay, *waiting, next_at=now)


async def windows_there(session: AsyncSession, grids: Collection[int], since: date) -> Collection[There]:
    """Those that end on this day or later."""
    columns = (col(CheckWindow.grid_id), col(CheckWindow.duty), col(CheckWindow.first), col(CheckWindow.heightened))
    rows = select(*columns).where(col(CheckWindow.grid_id).in_(grids), col(CheckWindow.last) >= since)
    return {(grid_id, duty, first, tight) for grid_id, duty, first, tight in (await session.execute(rows)).all()}


BEGIN_HEIGHTENED = Chore("begin_heightened_days", begin_heightened, seconds=60)
