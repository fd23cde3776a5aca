"""Periods begin and are over: by themselves, each told once to the leaders below, in the morning."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.grids.tables import Grid
from models.grids.tree import living, subtree
from models.members.reach import leaders_by_grid
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.periods.tables import Period, PeriodKind, PeriodPlace, PeriodState
from models.places.tables import Place, exempt_on, open_places
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import working_day_from
from models.schedule.deadlines import at

BEGUN, OVER = "periods.begun", "periods.over"
TOLD_AT = time(8, 30)
DAY = timedelta(days=1)


async def turn(session: AsyncSession, periods: Sequence[Period], clock: WallClock) -> None:
    for period in periods:
        if period.state is PeriodState.PLANNED:
            await begin(session, period, clock)
        else:
            period.state, period.due_at = PeriodState.OVER, None
            await tell(session, period, OVER, clock)


async def begin(session: AsyncSession, period: Period, clock: WallClock) -> None:
    period.state = PeriodState.RUNNING
    period.due_at = ends_at(period.last, clock.zone)
    if period.kind is PeriodKind.CAMPAIGN:
        await _keep_places(session, period)
    await tell(session, period, BEGUN, clock)


def ends_at(last: date, zone: tzinfo) -> datetime:
    """When the last day is over."""
    return at(last + DAY, time(), zone)


async def _keep_places(session: AsyncSession, period: Period) -> None:
    """Those that are open now; not those that need no check until its last day."""
    grid = await session.get_one(Grid, period.grid_id)
    there = select(col(Grid.id)).where(subtree(grid))
    rows = select(literal(period.id), col(Place.id), col(Place.grid_id)).where(
        open_places(), ~exempt_on(period.last), col(Place.kind).in_(period.kinds), col(Place.grid_id).in_(there)
    )
    await session.flush()
    columns = ["period_id", "place_id", "grid_id"]
    await session.execute(insert(PeriodPlace).from_select(columns, rows, include_defaults=False))


async def tell(session: AsyncSession, period: Period, kind: str, clock: WallClock) -> None:
    """The leaders of all grids that it is about, once a chat: of a campaign's end on the working morning after its last
    day, of all else this morning, or at once.
    """
    grid = await session.get_one(Grid, period.grid_id)
    below = select(col(Grid.id)).where(subtree(grid), living()).order_by(col(Grid.path))
    grids = (await session.scalars(below)).all()
    if kind == OVER and period.kind is PeriodKind.CAMPAIGN:
        calendar = await load_calendar(session, period.until, period.until)
        morning = at(working_day_from(calendar, period.until + DAY), TOLD_AT, clock.zone)
    else:
        morning = at(clock.now.astimezone(clock.zone).date(), TOLD_AT, clock.zone)
    reached = await leaders_by_grid(session, grids)
    for chat_id in dict.fromkeys(chat for grid_id in grids for chat in reached.get(grid_id, ())):
        when = max(morning, clock.now)
        enqueue(session, chat_id, kind, Lane.ROUTINE, clock.now, subject_id=period.id, not_before=when)


PERIODS_DUE = DueRows(
    "periods",
    col(Period.due_at),
    col(Period.due_at).is_not(None),
    row=Period,
    handle=turn,
    seconds=60,
    batch=5,
    then=(col(Period.id),),
)
