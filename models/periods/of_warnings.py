"""A warning that is to open a heightened period opens it as it is sent, in its branches or its subtree, until the day
on which it expires; a correction that moves this day moves the period's last, today at the earliest. When it is lifted,
withdrawn or replaced the period is over as well. What a person has ended stays ended.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Conflict
from models.grids.tables import Grid
from models.notices.audience import Audience
from models.notices.copies import RUNNING
from models.notices.tables import Notice, NoticeState
from models.periods.opening import DAY, LONGEST, NewPeriod, end_early, move_last, open_period
from models.periods.tables import NAME_LIMIT, Origin, Period, PeriodKind, PeriodState

TRY_AGAIN = timedelta(hours=1)  # where another period is in the way


async def follow(session: AsyncSession, notices: Sequence[Notice], clock: WallClock) -> None:
    for notice in notices:
        notice.period_at = None
        if notice.state in RUNNING:
            fits = [await _move(session, notice, clock), await _open(session, notice, clock)]
            notice.period_at = None if all(fits) else clock.now + TRY_AGAIN
        elif notice.state is NoticeState.EXPIRED:  # then its last day is over by itself
            await _move(session, notice, clock)
        else:
            await _end(session, notice, clock)


async def _move(session: AsyncSession, notice: Notice, clock: WallClock) -> bool:
    """Whether all that run have the last day they should have: False where another period is in the way."""
    rows = select(Period).where(col(Period.notice_id) == notice.id, col(Period.state) == PeriodState.RUNNING)
    running = (await session.scalars(rows.order_by(col(Period.id)))).all()
    return all([await move_last(session, each, _last(notice, each.first, clock), clock) for each in running])


async def _open(session: AsyncSession, notice: Notice, clock: WallClock) -> bool:
    """Where there is none, or one was over by itself before the end was moved; False where another is in the way."""
    stands = or_(col(Period.state) != PeriodState.OVER, col(Period.ended_on).is_not(None))
    there = select(col(Period.grid_id)).where(col(Period.notice_id) == notice.id, stands)
    wanted = Audience.read(notice.audience).branches or (notice.grid_id,)
    rows = select(Grid).where(col(Grid.id).in_(wanted), col(Grid.id).not_in(there)).order_by(col(Grid.path))
    fits = True
    for grid in (await session.scalars(rows)).all():
        try:
            period = await open_period(session, grid, _new(notice, clock), clock, origin=Origin.WARNING)
        except Conflict:
            fits = False
        else:
            period.notice_id = notice.id
    return fits


def _new(notice: Notice, clock: WallClock) -> NewPeriod:
    first = clock.now.astimezone(clock.zone).date()
    return NewPeriod(PeriodKind.HEIGHTENED, notice.headline[:NAME_LIMIT], first, _last(notice, first, clock))


def _last(notice: Notice, first: date, clock: WallClock) -> date:
    """The last day of its period that begins on this one."""
    expires = (notice.expires_at or clock.now).astimezone(clock.zone).date()
    return min(expires, first + LONGEST - DAY)


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
