"""A warning that is to open a heightened period opens it as it is sent, in its branches or its subtree, until the day
on which it expires; when it is lifted, withdrawn or replaced the period is over as well.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Conflict
from models.grids.tables import Grid
from models.notices.audience import Audience
from models.notices.copies import RUNNING
from models.notices.tables import Notice, NoticeState
from models.periods.opening import LONGEST, NewPeriod, end_early, open_period
from models.periods.tables import NAME_LIMIT, Origin, Period, PeriodKind, PeriodState

TRY_AGAIN = timedelta(hours=1)  # where another period is in the way
DAY = timedelta(days=1)


async def follow(session: AsyncSession, notices: Sequence[Notice], clock: WallClock) -> None:
    for notice in notices:
        if notice.state in RUNNING:
            notice.period_at = await _open(session, notice, clock)
        else:
            notice.period_at = None
            if notice.state is not NoticeState.EXPIRED:  # then its last day is over by itself
                await _end(session, notice, clock)


async def _open(session: AsyncSession, notice: Notice, clock: WallClock) -> datetime | None:
    """When to try again, if another period was in the way."""
    there = select(col(Period.grid_id)).where(col(Period.notice_id) == notice.id)
    wanted = Audience.read(notice.audience).branches or (notice.grid_id,)
    rows = select(Grid).where(col(Grid.id).in_(wanted), col(Grid.id).not_in(there)).order_by(col(Grid.path))
    again = None
    for grid in (await session.scalars(rows)).all():
        try:
            period = await open_period(session, grid, _new(notice, clock), clock, origin=Origin.WARNING)
        except Conflict:
            again = clock.now + TRY_AGAIN
        else:
            period.notice_id = notice.id
    return again


def _new(notice: Notice, clock: WallClock) -> NewPeriod:
    first = clock.now.astimezone(clock.zone).date()
    expires = (notice.expires_at or clock.now).astimezone(clock.zone).date()
    last = min(expires, first + LONGEST - DAY)
    return NewPeriod(PeriodKind.HEIGHTENED, notice.headline[:NAME_LIMIT], first, last)


async def _end(session: AsyncSession, notice: Notice, clock: WallClock) -> None:
    rows = select(Period).where(col(Period.notice_id) == notice.id, col(Period.state) != PeriodState.OVER)
    for period in (await session.scalars(rows.order_by(col(Period.id)))).all():
        await end_early(session, period, None, clock)


OF_WARNINGS = DueRows(
    "periods_of_warnings",
    col(Notice.period_at),
    col(Notice.period_at).is_not(None),
    row=Notice,
    handle=follow,
    seconds=30,
    batch=5,
)
