"""What nobody has taken is told one level up."""

from collections.abc import Sequence

from sqlalchemy import literal_column
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.escalation import engine
from models.escalation.audit import Climbing
from models.escalation.engine import rungs_of
from models.escalation.tables import Rung, RungState
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.mandatory_reports.tables import SUBJECT, MandatoryReport, MandatoryReportState
from models.mandatory_reports.telling import NOBODY, tell


async def climb(session: AsyncSession, rungs: Sequence[Rung], clock: WallClock) -> None:
    """What nobody has taken goes one level up, and at the top is told again; where nobody hears, before long."""
    for rung in rungs:
        mandatory_report = await session.get_one(MandatoryReport, rung.subject_id)
        if mandatory_report.state is not MandatoryReportState.TOLD:
            rung.state = RungState.CANCELLED
            continue
        grid = await session.get_one(Grid, mandatory_report.grid_id)
        way = ids_in(grid.path)[::-1]
        told = way.index(mandatory_report.level_id) if mandatory_report.level_id in way else -1
        above = [*way[told + 1 :], *way[max(told, 0) : told + 1]]
        level = await tell(session, mandatory_report, above, clock.now)
        if level is None:
            rung.due_at = clock.now + NOBODY
        else:
            await engine.take(session, rung, clock.now, level.level)


RUNGS = rungs_of(SUBJECT, climb)
CLIMBS = Climbing(
    "matters", col(MandatoryReport.id), col(MandatoryReport.state) == literal_column(f"'{MandatoryReportState.TOLD}'")
)
