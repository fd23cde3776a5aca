"""How the visits of a quarter stand, by grid, for leaders: numbers alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import Select, case, distinct, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import children, subtree
from models.places.kinds import Cycle
from models.visits.due import period
from models.visits.find import due
from models.visits.tables import Household, Outcome, Visit


@dataclass
class GridVisits:
    """In a grid and below: households that are due, those visited this quarter, and those of them that need help."""

    name: str
    due: int = 0
    done: int = 0
    need_help: int = 0


async def visits_by_grid(
    session: AsyncSession, led: Sequence[Grid], now: datetime, zone: tzinfo
) -> Sequence[GridVisits]:
    """The led grids and those next below, without those where there is nothing to say; erased households count."""
    within = or_(*map(subtree, led))
    shown = [each for grid in led for each in (grid, *await children(session, grid))]
    found = {grid.path: GridVisits(grid.name) for grid in shown}
    for path, count in (await session.execute(_due(now).where(within))).all():
        _nearest(found, path).due += count
    quarter = period(Cycle.QUARTERLY, now, zone).due_from
    for path, done, need_help in (await session.execute(_done(quarter).where(within))).all():
        _nearest(found, path).done += done
        _nearest(found, path).need_help += need_help
    return [each for _, each in sorted(found.items()) if each.due or each.done]


def _nearest(found: dict[str, GridVisits], path: str) -> GridVisits:
    """Of the shown grids that this one is or lies in, the lowest."""
    return found[_longest(each for each in found if path.startswith(each))]


def _longest(paths: Iterable[str]) -> str:
    return max(paths, key=len)


def _due(now: datetime) -> Select[str, int]:
    rows = select(col(Grid.path), func.count()).join(Household, col(Household.grid_id) == col(Grid.id))
    return rows.where(due(now)).group_by(col(Grid.path))


def _done(since: datetime) -> Select[str, int, int]:
    household = col(Visit.household_id)
    help_needed = case((col(Visit.outcome) == Outcome.NEEDS_HELP, household))
    rows = (
        select(col(Grid.path), func.count(distinct(household)), func.count(distinct(help_needed)))
        .join(Household, col(Household.grid_id) == col(Grid.id))
        .join(Visit, household == col(Household.id))
    )
    counted = col(Visit.said_at) >= since, col(Visit.undone_at).is_(None), col(Visit.outcome) != Outcome.ABSENT
    return rows.where(*counted).group_by(col(Grid.path))
