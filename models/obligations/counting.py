"""How far a requirement is: counted from rows, whenever somebody looks."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.obligations.owners import Owned, owned
from models.obligations.tables import Obligation
from models.obligations.workflow import WAITING, Excuse, State


@dataclass(frozen=True)
class Tally:
    """Of the shares that count: who was excused, or is gone, is left out of `asked`."""

    done: int
    asked: int
    excused: int
    waiting: int

    @property
    def percent(self) -> int:
        """Full only when all is done."""
        return self.done * 100 // self.asked if self.asked else 100


async def tally_of(session: AsyncSession, requirement_id: int) -> Tally:
    rows = (
        select(col(Obligation.state), col(Obligation.excuse), func.count())
        .where(col(Obligation.requirement_id) == requirement_id)
        .group_by(col(Obligation.state), col(Obligation.excuse))
    )
    found = (await session.execute(rows)).all()
    excused = sum(n for state, excuse, n in found if state is State.EXCUSED and excuse is not Excuse.LAPSED)
    done = sum(n for state, _, n in found if state is State.DONE)
    waiting = sum(n for state, _, n in found if state in WAITING)
    return Tally(done, sum(n for _, _, n in found) - excused, excused, waiting)


async def missing(session: AsyncSession, requirement_id: int) -> list[Owned]:
    """Whose share is not done, in the order of the tree."""
    undone = col(Obligation.state).in_(WAITING) | (col(Obligation.excuse) == Excuse.LAPSED)
    return await owned(session, col(Obligation.requirement_id) == requirement_id, undone)
