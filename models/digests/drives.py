"""Times in which more was asked, and so more was found, while reports rose: they may explain a rise where they held."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import ids_in, subtree
from models.periods.tables import Period
from models.schedule.report_periods.periods import WEEK, Days
from models.statistics.early_warning import Alarm
from models.statistics.tallies import SeriesKey


@dataclass(frozen=True)
class Drive:
    """`part` names the grid where it was held, if that is but a part of what rose."""

    name: str
    part: str = ""


async def drives_behind(
    session: AsyncSession, street: Grid, week: Days, alarms: Iterable[Alarm]
) -> Mapping[SeriesKey, Sequence[Drive]]:
    """Of each alarm of the street's week those that held in what rose, on any day of its window."""
    found = {}
    for alarm in alarms:
        risen = await session.get(Grid, alarm.key.community) if alarm.key.community is not None else street
        if risen is not None:
            days = Days(week.first - (alarm.window - 1) * WEEK, week.last)
            found[alarm.key] = await _drives(session, risen, days)
    return found


async def _drives(session: AsyncSession, risen: Grid, days: Days) -> Sequence[Drive]:
    """Of the grid, of what is above it and of what is below."""
    above = ids_in(risen.path)
    rows = (
        select(Period, col(Grid.name))
        .join(Grid, col(Grid.id) == col(Period.grid_id))
        .where(subtree(risen) | col(Grid.id).in_(above))
        .where(col(Period.first) <= days.last, col(Period.last) >= days.first)
        .order_by(col(Period.first), col(Period.id))
    )
    held = [row for row in (await session.execute(rows)).all() if row[0].overlaps(days.first, days.last)]
    drives = (Drive(period.name, "" if period.grid_id in above else name) for period, name in held)
    return list(dict.fromkeys(drives))
