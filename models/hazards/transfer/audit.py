"""Proves that transfers were recalled on each morning that they should have been, and that a department was urged to
acknowledge what is grave.
"""

from datetime import datetime

from sqlalchemy import and_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.hazards.recalls import Recalled, codes_of, last_recall, missed
from models.hazards.tables import Hazard
from models.hazards.transfer.actions import UNACKNOWLEDGED, first_reminder
from models.hazards.transfer.tables import Transfer, TransferState
from models.hazards.workflow import Severity
from models.schedule.deadlines import APART, last_reminder

# the words of the partial index, by which these rows are found
PENDING = and_(text("transfers.state IN ('pending', 'answered')"), col(Transfer.state) == TransferState.PENDING)


async def lost(session: AsyncSession) -> list[str]:
    """Those that nothing will recall any more."""
    return await codes_of(session, col(Transfer.hazard_id), PENDING, col(Transfer.remind_at).is_(None))


async def late(session: AsyncSession, until: datetime) -> list[str]:
    """Those that should have been recalled, or urged, by `until`, and were not."""
    recalled = last_recall(col(Transfer.hazard_id), "transfer", col(Transfer.id))
    urged = last_recall(col(Transfer.hazard_id), UNACKNOWLEDGED, col(Transfer.id))
    rows = select(Transfer, col(Hazard.number), col(Hazard.severity), recalled, urged)
    found = await session.execute(rows.join(Hazard, col(Hazard.id) == col(Transfer.hazard_id)).where(PENDING))
    return missed(_due(*row, until) for row in found.all())


def _due(
    transfer: Transfer,
    number: int,
    severity: Severity,
    recalled: datetime | None,
    urged: datetime | None,
    until: datetime,
) -> Recalled:
    morning = last_reminder(transfer.started_at, transfer.due_at, until)
    if morning:
        return number, morning, recalled
    return number, _acknowledged_by(transfer, severity, until), urged


def _acknowledged_by(transfer: Transfer, severity: Severity, until: datetime) -> datetime | None:
    """When it should have been urged, as nobody has said that they have it; nothing said earlier stands for that."""
    by = first_reminder(severity, transfer)
    return by + APART if transfer.acknowledged_at is None and by <= until else None
