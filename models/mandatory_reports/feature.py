from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.feature import Domain
from models.grids.tables import Grid
from models.mandatory_reports.climbing import CLIMBS, RUNGS
from models.mandatory_reports.tables import MANDATORY_REPORT, SUBJECT, MandatoryReport, MandatoryReportState
from models.members.positions import lead_by, posts_of
from models.worklist import Gravity, Item, Section, Wanted, WorklistSource


async def waiting(session: AsyncSession, person_id: int, _now: datetime, wanted: Wanted) -> Section[MandatoryReport]:
    """Those that the person was told last, as a leader of a grid or in a leader's place."""
    led = [each.grid.id for each in await lead_by(session, await posts_of(session, person_id))]
    told = (
        select(MandatoryReport, col(Grid.name))
        .join(Grid, col(Grid.id) == col(MandatoryReport.grid_id))
        .where(col(MandatoryReport.state) == MandatoryReportState.TOLD, col(MandatoryReport.level_id).in_(led))
        .order_by(col(MandatoryReport.created_at))
    )
    items = [Item(told, name) for told, name in (await session.execute(told.limit(wanted.most))).all()]
    return Section(items, len(items))


MANDATORY_REPORTS_WAITING = WorklistSource(SUBJECT, Gravity.NOTE, waiting, pinned=10)
MANDATORY_REPORTS = Domain(
    "mandatory_reports",
    tables=(MandatoryReport,),
    due=(RUNGS,),
    checks=(CLIMBS,),
    worklist=MANDATORY_REPORTS_WAITING,
    standing=(MANDATORY_REPORT,),
    live=(select(col(MandatoryReport.id)).where(col(MandatoryReport.state) == MandatoryReportState.TOLD),),
)
