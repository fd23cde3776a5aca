"""A leader takes a must-report, or says that it is a hazard."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.escalation import engine
from models.escalation.tables import Lack
from models.grids.tables import Grid
from models.mandatory_reports.tables import HEARD, MandatoryReport, MandatoryReportState
from models.members.permissions import Who, may_in
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.transition import transition


async def acknowledge(
    session: AsyncSession,
    mandatory_report: MandatoryReport,
    person: Person,
    now: datetime,
    state: MandatoryReportState = MandatoryReportState.ACKNOWLEDGED,
) -> None:
    """A leader of the grid or above has it; raises Refused, or Conflict (`by`) when another was first."""
    grid = await session.get_one(Grid, mandatory_report.grid_id)
    if not await may_in(session, grid, Who.LEADER, person):
        raise Refused("not_yours", who=Who.LEADER)
    if mandatory_report.confidential and state is MandatoryReportState.HAZARD:
        raise Refused("confidential")
    if not await transition(
        session,
        mandatory_report,
        col(MandatoryReport.state) == MandatoryReportState.TOLD,
        state=state,
        taken_by=person.id,
    ):
        first = await session.get(Person, mandatory_report.taken_by) if mandatory_report.taken_by else None
        raise Conflict("taken", by=first.name if first else "")
    await engine.stop(session, mandatory_report.id, Lack.ACCEPTED)
    await refresh_standing(session, mandatory_report.id, now)
    reporter = await session.get(Person, mandatory_report.reporter_id) if mandatory_report.reporter_id else None
    if state is MandatoryReportState.ACKNOWLEDGED and reporter is not None and reporter.started:
        enqueue(session, reporter.tg_user_id, HEARD, Lane.REPLY, now)
