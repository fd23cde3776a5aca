"""“Is it still fixed?”: four weeks after an urgent or major hazard was closed its reporter is asked once more."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Index, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime
from models.hazards.tables import Hazard
from models.hazards.workflow import Severity

AFTER = timedelta(weeks=4)
ANSWERED_WITHIN = timedelta(weeks=4)
ASKED_OF = frozenset({Severity.URGENT, Severity.MAJOR})


class Recheck(Row, table=True):
    """At `due_at` the reporter of a closed hazard is asked; `asked_at` says that this has been done."""

    __tablename__ = "rechecks"
    __table_args__ = (
        Index(
            "ix_rechecks_due",
            "due_at",
            postgresql_where=text("asked_at IS NULL"),
            sqlite_where=text("asked_at IS NULL"),
        ),
    )

    hazard_id: int = Field(foreign_key="hazards.id", primary_key=True, sa_type=BigInteger)
    due_at: datetime = Field(sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


async def plan(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    """In place of an earlier one; only for what is grave and has a reporter."""
    await drop(session, hazard)
    if hazard.severity in ASKED_OF and hazard.reporter_id is not None:
        session.add(Recheck(hazard_id=hazard.id, due_at=now + AFTER))


async def drop(session: AsyncSession, hazard: Hazard) -> None:
    rows = delete(Recheck).where(col(Recheck.hazard_id) == hazard.id)
    await session.execute(rows.execution_options(synchronize_session="fetch"))


async def may_answer(session: AsyncSession, hazard: Hazard, now: datetime) -> bool:
    """Whether the question stands, and is not too old."""
    asked_at = await session.scalar(select(col(Recheck.asked_at)).where(col(Recheck.hazard_id) == hazard.id))
    return asked_at is not None and now <= asked_at + ANSWERED_WITHIN
