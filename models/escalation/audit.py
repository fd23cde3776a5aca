from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from models.escalation.engine import WAITING
from models.escalation.tables import Rung


@dataclass(frozen=True)
class Climbing:
    """The check that of the rows of a table, called `name` to operators, each that is `lacking` has a rung that waits.

    Rungs are due rows: that none is late is proved of those.
    """

    name: str
    id: Mapped[int]
    lacking: ColumnElement[bool]

    async def lost(self, session: AsyncSession) -> Sequence[str]:
        rung = exists().where(col(Rung.subject_id) == self.id, col(Rung.state) == WAITING)
        count = await session.scalar(select(func.count(self.id)).where(self.lacking, ~rung))
        return [f"{self.name}:{count}"] if count else []

    async def late(self, session: AsyncSession, until: datetime) -> Sequence[str]:
        return []
