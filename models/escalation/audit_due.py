"""Finds what is due and was left lying, among the rows whose own time is all there is to go by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnClause, ColumnElement, and_, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from models.hazards.flow import State
from models.hazards.intake import Intake, IntakeState
from models.hazards.matters import Matter, MatterState
from models.hazards.noticing import WANTED
from models.hazards.rechecks import Recheck
from models.hazards.rectifications import Rectification
from models.hazards.tables import Hazard
from models.members.tables import Leave


@dataclass(frozen=True)
class Kind:
    """Rows that say for themselves when they are due; `slow` is what looking for them may take beyond the usual."""

    name: str
    due: Mapped[datetime] | Mapped[datetime | None]
    waiting: ColumnElement[bool]
    slow: timedelta = timedelta(0)

    def left_lying(self, until: datetime) -> Any:
        return select(func.count()).where(self.waiting, self.due < until - self.slow)


DRAFT: ColumnClause[str] = literal_column(f"'{State.DRAFT}'")  # written out: the partial indexes are found by them
UNSENT: ColumnClause[str] = literal_column(f"'{IntakeState.OPEN}'")
TOLD: ColumnClause[str] = literal_column(f"'{MatterState.TOLD}'")
KINDS = (
    Kind("reports", col(Hazard.due_at), and_(col(Hazard.state) == DRAFT, col(Hazard.due_at).is_not(None))),
    Kind("matters", col(Matter.due_at), col(Matter.state) == TOLD),
    Kind("intakes", col(Intake.due_at), col(Intake.state) == UNSENT),
    Kind("leaves", col(Leave.next_at), col(Leave.next_at).is_not(None)),
    Kind("questions", col(Recheck.due_at), col(Recheck.asked_at).is_(None), slow=timedelta(minutes=20)),
    Kind("notices", col(Rectification.paper_not_before), WANTED, slow=timedelta(minutes=10)),
)


async def late(session: AsyncSession, until: datetime) -> Sequence[str]:
    """How many of each kind, such as leaves:2."""
    counts = [(kind.name, await session.scalar(kind.left_lying(until))) for kind in KINDS]
    return [f"{name}:{count}" for name, count in counts if count]
