"""All rows of the whole loop, as they stand after a step."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.tables import Call, CallStep, Helper, StepState
from models.escalation.tables import Rung, RungState
from models.hazards.assignment.tables import WAITING, Assignment
from models.hazards.rectification.tables import Rectification
from models.hazards.supervision.tables import Supervision
from models.hazards.tables import Hazard
from models.hazards.transfer.tables import Transfer
from models.hazards.workflow import State
from models.mandatory_reports.tables import MandatoryReport
from models.members.tables import Person
from models.outbox.alert_lists import Listed


@dataclass
class Rows:
    """All there is, as it stands now."""

    hazards: dict[int, Hazard]
    people: dict[int, Person]
    rungs: Sequence[Rung]
    assignments: Sequence[Assignment]
    orders: Sequence[Rectification]
    transfers: Sequence[Transfer]
    supervisions: Sequence[Supervision]
    listed: Sequence[Listed]
    calls: dict[int, Call]
    steps: Sequence[CallStep]
    helpers: Sequence[Helper]
    mandatory_reports: dict[int, MandatoryReport]

    def original(self, hazard: Hazard) -> Hazard:
        while hazard.state is State.DUPLICATE and hazard.original_id is not None:
            hazard = self.hazards[hazard.original_id]
        return hazard

    def numbered(self, number: int) -> Hazard:
        return next(hazard for hazard in self.hazards.values() if hazard.number == number)


async def read_rows(session: AsyncSession) -> Rows:
    waiting = select(Rung).where(col(Rung.state) == RungState.WAITING)
    return Rows(
        {hazard.id: hazard for hazard in (await session.scalars(select(Hazard).order_by(col(Hazard.id)))).all()},
        {person.id: person for person in (await session.scalars(select(Person))).all()},
        (await session.scalars(waiting)).all(),
        (await session.scalars(select(Assignment).where(WAITING))).all(),
        (await session.scalars(select(Rectification))).all(),
        (await session.scalars(select(Transfer))).all(),
        (await session.scalars(select(Supervision))).all(),
        (await session.scalars(select(Listed))).all(),
        {call.id: call for call in (await session.scalars(select(Call).order_by(col(Call.id)))).all()},
        (await session.scalars(select(CallStep).where(col(CallStep.state) == StepState.WAITING))).all(),
        (await session.scalars(select(Helper))).all(),
        {
            mandatory_report.id: mandatory_report
            for mandatory_report in (
                await session.scalars(select(MandatoryReport).order_by(col(MandatoryReport.id)))
            ).all()
        },
    )
