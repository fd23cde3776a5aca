"""Each month, for each street: the periods that have begun are planned, so that they are counted once they are over,
whatever happens meanwhile.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.assessment.tables import Assessment, AssessmentState, AssessmentTurn
from models.base import new_id
from models.db.database import upsert
from models.due import DueRows, WallClock
from models.feature import Chore
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in, living
from models.schedule.deadlines import at
from models.schedule.report_periods.periods import PeriodKind, period_of

KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)
SOME = 500
BEGINS = time(0, 10)
COUNTED_AFTER = timedelta(days=1, hours=3)  # what came late is there, and windows have closed


async def begin_turns(session: AsyncSession, now: datetime) -> int:
    """Streets that have come into the roster, and the tops of trees without any, begin at once; says how many."""
    below = aliased(Grid)
    street_below = exists().where(
        col(below.level) == Level.STREET, col(below.retired_at).is_(None), col(below.path).startswith(col(Grid.path))
    )
    top = and_(col(Grid.parent_id).is_(None), ~street_below)
    new = select(col(Grid.id)).where(living(), or_(col(Grid.level) == Level.STREET, top))
    new = new.where(~exists().where(col(AssessmentTurn.grid_id) == col(Grid.id))).limit(SOME)
    found = (await session.scalars(new)).all()
    if found:
        rows = [{"grid_id": grid_id, "next_at": now} for grid_id in found]
        await session.execute(upsert(session, AssessmentTurn).on_conflict_do_nothing(), rows)
    return len(found)


async def plan(session: AsyncSession, turns: Sequence[AssessmentTurn], clock: WallClock) -> None:
    today = clock.now.astimezone(clock.zone).date()
    for turn in turns:
        grid = await session.get_one(Grid, turn.grid_id)
        if grid.retired_at is not None:
            turn.next_at = None
            continue
        rows = [_planned(grid, kind, clock) for kind in KINDS]
        await session.execute(upsert(session, Assessment).on_conflict_do_nothing(), rows)
        turn.next_at = at(period_of(PeriodKind.MONTH, today).next().first, BEGINS, clock.zone)


def _planned(grid: Grid, kind: PeriodKind, clock: WallClock) -> dict[str, object]:
    period = period_of(kind, clock.now.astimezone(clock.zone).date())
    _, end = period.bounds(clock.zone)
    row = Assessment(
        id=new_id(), grid_id=grid.id, kind=kind, first=period.first, last=period.last, next_at=end + COUNTED_AFTER
    )
    return row.model_dump()


TURNS = DueRows(
    "assessment_turns",
    col(AssessmentTurn.next_at),
    col(AssessmentTurn.next_at).is_not(None),
    row=AssessmentTurn,
    handle=plan,
    seconds=60,
    then=(col(AssessmentTurn.grid_id),),
)
BEGIN_TURNS = Chore("begin_assessment_turns", begin_turns, seconds=300)


async def next_counted(session: AsyncSession, grid: Grid) -> datetime | None:
    """When the next quarter is counted that the grid belongs to."""
    rows = select(func.min(col(Assessment.next_at))).where(
        col(Assessment.grid_id).in_(ids_in(grid.path)),
        col(Assessment.kind) == PeriodKind.QUARTER,
        col(Assessment.state) == AssessmentState.PLANNED,
    )
    found: datetime | None = await session.scalar(rows)
    return found
