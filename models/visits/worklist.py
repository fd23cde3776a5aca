"""How many visits are due to whoever walks a grid: a number alone, no household."""

from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.visits.access import Scope, scope_of
from models.visits.find import due
from models.visits.tables import HOUSEHOLD, Household
from models.worklist import Gravity, Section, Wanted, WorklistSource


async def waiting(session: AsyncSession, person_id: int, now: datetime, _wanted: Wanted) -> Section[Household]:
    walked = Scope((await scope_of(session, person_id)).walked, ())
    if not walked:
        return Section()
    late = func.count(case((col(Household.due_until) <= now, 1)))
    rows = select(func.count(), late).select_from(Household).where(walked.households(), due(now))
    total, overdue = (await session.execute(rows)).one()
    return Section((), total, overdue)


VISITS_DUE = WorklistSource(HOUSEHOLD, Gravity.NOTE, waiting, pinned=1)
