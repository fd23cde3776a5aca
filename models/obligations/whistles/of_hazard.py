"""A whistle about a hazard: what becomes of it stands in the hazard's story."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.hazards.tables import Hazard
from models.hazards.workflow import Act as HazardStep
from models.hazards.working.actions import record_hazard_event
from models.members.tables import Person
from models.obligations.kinds import TaskKind
from models.obligations.tables import Obligation, Requirement
from models.obligations.workflow import Act
from models.outbox.standing import refresh_standing

STEPS = {Act.ARRIVED: HazardStep.CALLED_ARRIVED, Act.DONE: HazardStep.CALLED_DONE}


async def about(session: AsyncSession, requirement_id: int) -> Hazard | None:
    """The hazard that a whistle is about, if it is about one."""
    shares = select(col(Obligation.hazard_id)).where(col(Obligation.requirement_id) == requirement_id)
    return await session.scalar(select(Hazard).where(col(Hazard.id).in_(shares)).limit(1))


async def tell_called(
    session: AsyncSession, hazard: Hazard, departments: Sequence[int], person: Person, now: datetime
) -> None:
    record_hazard_event(session, hazard, HazardStep.CALLED, person, now, departments=list(departments))
    await refresh_standing(session, hazard.id, now)


async def tell_step(
    session: AsyncSession, requirement: Requirement, share: Obligation, act: Act, person: Person, now: datetime
) -> None:
    """Where it is about a hazard and a step that its readers want to know."""
    if requirement.kind is not TaskKind.WHISTLE or share.hazard_id is None or act not in STEPS:
        return
    hazard = await session.get(Hazard, share.hazard_id)
    if hazard is not None:
        record_hazard_event(session, hazard, STEPS[act], person, now, department=share.department_id)
        await refresh_standing(session, hazard.id, now)
