"""A round of work on a hazard: from its report, or from when it was sent back or opened again, to the next such event.

What showed the result of an earlier round was found wanting: it proves nothing in this one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.evidence.attach import counts, pictures
from models.evidence.tables import Evidence, Moment
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act
from models.hazards.working.actions import last_change

REOPENED = frozenset({Act.DISSATISFIED, Act.OBJECT, Act.BROKEN_AGAIN})
BEGIN = REOPENED | {Act.SEND_BACK}
MOVING = ("video", "video_note")


@dataclass(frozen=True)
class Round:
    """`begun` by which event, None for the first; `came`: who was on site in it, each once, when first."""

    begun: HazardEvent | None = None
    came: Sequence[HazardEvent] = ()

    @property
    def sent_back(self) -> HazardEvent | None:
        return self.begun if self.begun is not None and self.begun.act is Act.SEND_BACK else None


async def current(session: AsyncSession, hazard: Hazard) -> Round:
    acts = col(HazardEvent.act).in_({*BEGIN, Act.ON_SITE})
    rows = select(HazardEvent).where(col(HazardEvent.hazard_id) == hazard.id, acts)
    begun, came = None, dict[int | None, HazardEvent]()
    for event in (await session.scalars(rows.order_by(col(HazardEvent.id)))).all():
        if event.act in BEGIN:
            begun, came = event, {}
        else:
            came.setdefault(event.person_id, event)
    return Round(begun, tuple(came.values()))


def shows_result(hazard_id: int, since: datetime | None = None) -> ColumnElement[bool]:
    """What can be looked at of how it was put right, in this round, or of what came later than that."""
    begun = select(func.max(col(HazardEvent.at))).where(
        col(HazardEvent.hazard_id) == hazard_id, col(HazardEvent.act).in_(BEGIN)
    )
    at = begun.scalar_subquery()
    this_round = or_(at.is_(None), col(Evidence.received_at) > at)
    here = (col(Evidence.subject_id) == hazard_id, col(Evidence.moment) == Moment.AFTER, counts())
    later = col(Evidence.received_at) >= since if since else this_round
    return and_(*here, or_(pictures(), col(Evidence.kind).in_(MOVING)), this_round, later)


async def result_shown(session: AsyncSession, hazard: Hazard, since: datetime | None = None) -> bool:
    return bool(await session.scalar(select(exists().where(shows_result(hazard.id, since)))))


async def result_pieces(session: AsyncSession, hazard: Hazard, since: datetime | None = None) -> Sequence[Evidence]:
    """In the order they came."""
    rows = select(Evidence).where(shows_result(hazard.id, since))
    return (await session.scalars(rows.order_by(col(Evidence.received_at), col(Evidence.message_id)))).all()


async def stage(session: AsyncSession, hazard: Hazard) -> str:
    """Names the stretch since its last change of state."""
    last = await last_change(session, hazard)
    return str(last.id if last else hazard.id)
