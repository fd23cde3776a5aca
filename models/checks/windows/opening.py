"""Windows open: each morning, for each grid, what is owed from this day on is written down, with who owes it.

After the program has stood still, the days it has missed are opened one after the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duty_tables import duty_tables
from models.checks.tables import DutyDay
from models.checks.windows.expecting import Expecting, entries_in
from models.checks.windows.heightening import windows_there
from models.checks.windows.owing import posts_around
from models.db.database import upsert
from models.due import DueRows, WallClock
from models.feature import Chore
from models.grids.tables import Grid
from models.grids.tree import living
from models.periods.holding import heightened
from models.places.kinds import place_kinds_of
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.deadlines import at

DAY = timedelta(days=1)
OPENS = time(0, 5)
BATCH = 30  # grids in a transaction: an answer waits for no more than that
MOST_DAYS = 31  # that are caught up with


async def begin_days(session: AsyncSession, now: datetime) -> int:
    """Grids that have come into the roster, or back into it, begin today; says how many."""
    begun = exists().where(col(DutyDay.grid_id) == col(Grid.id), col(DutyDay.next_at).is_not(None))
    found = (await session.scalars(select(col(Grid.id)).where(living(), ~begun).limit(500))).all()
    if found:
        anew = {"opened_to": None, "next_at": now, "heightened": False}
        back = {"set_": anew, "where": col(DutyDay.next_at).is_(None)}
        rows = upsert(session, DutyDay).on_conflict_do_update(index_elements=["grid_id"], **back)
        await session.execute(rows, [{"grid_id": grid_id, **anew} for grid_id in found])
    return len(found)


async def open_windows(session: AsyncSession, days: Sequence[DutyDay], clock: WallClock) -> None:
    today = clock.now.astimezone(clock.zone).date()
    begun = min((each.opened_to for each in days if each.opened_to), default=today)
    grids = {grid.id: grid for grid in await _grids(session, days)}
    periods = await heightened(session, begun, today)
    begin_anew = any(each.opened_to is None for each in days)
    expecting = Expecting(
        await duty_tables(session),
        place_kinds_of(session),
        await load_calendar(session, begun, today),
        periods,
        await windows_there(session, grids, begun) if periods.periods or begin_anew else set(),
        clock,
    )
    places = await entries_in(session, grids)
    posts = await posts_around(session, grids.values())
    for each in days:
        grid = grids[each.grid_id]
        if grid.retired_at is not None:
            each.next_at = None
            continue
        new = each.opened_to is None
        first = today if each.opened_to is None else max(each.opened_to + DAY, today - DAY * MOST_DAYS)
        to_open = list(_days(first, today))
        for day in to_open:
            expecting.open(session, grid, day, places[grid.id], posts, new=new)
        for day in to_open or [today]:  # again where a period has begun in the course of today
            tight = periods.holds(grid.path, day)
            if tight and (to_open or not each.heightened):
                expecting.open_tighter(session, grid, day, places[grid.id], posts, begins=not each.heightened)
            each.heightened = tight or (not to_open and each.heightened)
        each.opened_to, each.next_at = today, at(today + DAY, OPENS, clock.zone)


async def _grids(session: AsyncSession, days: Iterable[DutyDay]) -> Sequence[Grid]:
    return (await session.scalars(select(Grid).where(col(Grid.id).in_([each.grid_id for each in days])))).all()


def _days(first: date, last: date) -> Iterator[date]:
    return (first + DAY * n for n in range((last - first).days + 1))


DUTY_DAYS = DueRows(
    "duty_days",
    col(DutyDay.next_at),
    col(DutyDay.next_at).is_not(None),
    row=DutyDay,
    handle=open_windows,
    seconds=60,
    batch=BATCH,
    then=(col(DutyDay.grid_id),),
)
BEGIN_DAYS = Chore("begin_duty_days", begin_days, seconds=300)
