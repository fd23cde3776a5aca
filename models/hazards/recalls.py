"""What the audits of orders to rectify, transfers and supervisions share: each recalls a hazard on mornings of its own.

Which mornings those are is worked out anew from their terms; their own next times are not believed.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, ScalarSelect, String, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act
from models.schedule.deadlines import APART

NAMED = 20
STEPS = (Act.ESCALATE, Act.REMIND)

Recalled = tuple[int, datetime | None, datetime | None]  # number of the hazard, when it should have been, when it was


async def codes_of(session: AsyncSession, hazard_id: Mapped[int], *where: ColumnElement[bool]) -> list[str]:
    """The hazards of these rows."""
    rows = select(col(Hazard.number)).where(col(Hazard.id).in_(select(hazard_id).where(*where))).limit(NAMED)
    return [f"H{number}" for number in (await session.scalars(rows)).all()]


def missed(due: Iterable[Recalled]) -> list[str]:
    """Those that should have been recalled, and were not."""
    codes = (f"H{number}" for number, morning, heard in due if morning and (not heard or heard + APART < morning))
    return list(islice(codes, NAMED))


def last_recall(hazard_id: Mapped[int], key: str, row_id: Mapped[int]) -> ScalarSelect[datetime]:
    """When the newest event was left that names this row."""
    rows = select(func.max(col(HazardEvent.at))).where(
        col(HazardEvent.hazard_id) == hazard_id,
        col(HazardEvent.act).in_(STEPS),
        col(HazardEvent.data)[key].as_string() == cast(row_id, String),
    )
    return rows.scalar_subquery()
