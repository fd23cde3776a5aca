"""Proves that orders to rectify, transfers and supervisions were recalled on each morning that they should have been,
and that a department was urged to acknowledge what is grave.

Which mornings those are is worked out anew from their terms; their own next times are not believed.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ScalarSelect, String, and_, cast, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from models.hazards.rectification.tables import OrderState, Rectification
from models.hazards.supervision.schedule import last_call
from models.hazards.supervision.tables import Supervision
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.transfer.actions import UNACKNOWLEDGED, first_reminder
from models.hazards.transfer.tables import Transfer, TransferState
from models.hazards.workflow import Act, Severity, State
from models.schedule.deadlines import APART, last_reminder

NAMED = 20
STEPS = (Act.ESCALATE, Act.REMIND)
# the words of the partial indexes, by which these rows are found
ORDERED = and_(text("rectifications.state IN ('open', 'handed_in')"), col(Rectification.state) == OrderState.OPEN)
PENDING = and_(text("transfers.state IN ('pending', 'answered')"), col(Transfer.state) == TransferState.PENDING)
STANDING = col(Supervision.lifted_at).is_(None)

Overdue = tuple[int, datetime | None, datetime | None]


async def lost(session: AsyncSession) -> list[str]:
    """Those that nothing will recall any more."""
    hazards = (
        select(col(Rectification.hazard_id)).where(ORDERED, col(Rectification.remind_at).is_(None)),
        select(col(Transfer.hazard_id)).where(PENDING, col(Transfer.remind_at).is_(None)),
        select(col(Supervision.hazard_id)).where(STANDING, col(Supervision.next_at).is_(None)),
    )
    found: list[int] = []
    for ids in hazards:
        rows = select(col(Hazard.number)).where(col(Hazard.id).in_(ids)).limit(NAMED)
        found += (await session.scalars(rows)).all()
    return [f"H{number}" for number in found]


async def late(session: AsyncSession, until: datetime) -> list[str]:
    """Those that should have been recalled by `until`, and were not."""
    due = [*await _orders(session, until), *await _transfers(session, until), *await _supervisions(session, until)]
    missed = (number for number, morning, recalled in due if morning and (not recalled or recalled + APART < morning))
    return [f"H{number}" for number, _ in zip(missed, range(NAMED), strict=False)]


async def _orders(session: AsyncSession, until: datetime) -> Sequence[Overdue]:
    """What was sent back is recalled from then on: nobody is pressed while it is reviewed."""
    stands_since = select(func.max(col(HazardEvent.at))).where(
        col(HazardEvent.hazard_id) == col(Rectification.hazard_id),
        col(HazardEvent.after) == State.RECTIFYING,
        col(HazardEvent.before) != State.RECTIFYING,
    )
    recalled = _recalled(col(Rectification.hazard_id), "order", col(Rectification.id))
    rows = select(Rectification, col(Hazard.number), stands_since.scalar_subquery(), recalled)
    found = await session.execute(rows.join(Hazard, col(Hazard.id) == col(Rectification.hazard_id)).where(ORDERED))
    return [
        (number, _after(last_reminder(order.started_at, order.due_at, until), since), heard)
        for order, number, since, heard in found.all()
    ]


def _after(morning: datetime | None, since: datetime | None) -> datetime | None:
    return morning if morning and (since is None or morning > since) else None


async def _transfers(session: AsyncSession, until: datetime) -> Sequence[Overdue]:
    recalled = _recalled(col(Transfer.hazard_id), "transfer", col(Transfer.id))
    urged = _recalled(col(Transfer.hazard_id), UNACKNOWLEDGED, col(Transfer.id))
    rows = select(Transfer, col(Hazard.number), col(Hazard.severity), recalled, urged)
    found = await session.execute(rows.join(Hazard, col(Hazard.id) == col(Transfer.hazard_id)).where(PENDING))
    return [
        (number, morning, heard)
        if (morning := last_reminder(transfer.started_at, transfer.due_at, until))
        else (number, _acknowledged_by(transfer, severity, until), asked)
        for transfer, number, severity, heard, asked in found.all()
    ]


def _acknowledged_by(transfer: Transfer, severity: Severity, until: datetime) -> datetime | None:
    """When it should have been urged, as nobody has said that they have it; nothing said earlier stands for that."""
    by = first_reminder(severity, transfer)
    return by + APART if transfer.acknowledged_at is None and by <= until else None


async def _supervisions(session: AsyncSession, until: datetime) -> Sequence[Overdue]:
    recalled = _recalled(col(Supervision.hazard_id), "listing", col(Supervision.id))
    rows = select(Supervision, col(Hazard.number), recalled).join(Hazard, col(Hazard.id) == col(Supervision.hazard_id))
    return [
        (number, last_call(row.progress_by, row.due_at, row.reported_at or row.at, until), heard)
        for row, number, heard in (await session.execute(rows.where(STANDING))).all()
    ]


def _recalled(hazard_id: Mapped[int], key: str, row_id: Mapped[int]) -> ScalarSelect[datetime]:
    """When the newest event was left that names this row."""
    rows = select(func.max(col(HazardEvent.at))).where(
        col(HazardEvent.hazard_id) == hazard_id,
        col(HazardEvent.act).in_(STEPS),
        col(HazardEvent.data)[key].as_string() == cast(row_id, String),
    )
    return rows.scalar_subquery()
