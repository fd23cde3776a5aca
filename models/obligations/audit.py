"""Proves that nothing asked lies about: whoever has not answered was told, and all that is answered is closed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.obligations.kinds import KINDS
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.obligations.workflow import WAITING

OPEN = col(Requirement.state) == RequirementState.OPEN
WAITS = col(Obligation.state).in_(WAITING)


async def lost(session: AsyncSession) -> Sequence[str]:
    """What should have closed itself, and what waits of something that is over."""
    waiting = select(col(Obligation.requirement_id)).where(WAITS)
    closing = [name for name, kind in KINDS.items() if kind.closes_itself]
    left_open = OPEN & col(Requirement.kind).in_(closing) & col(Requirement.id).not_in(waiting)
    over = col(Requirement.state) != RequirementState.OPEN, col(Requirement.id).in_(waiting)
    rows = select(Requirement).where(left_open | (over[0] & over[1])).order_by(col(Requirement.number))
    return [each.code for each in (await session.scalars(rows)).all()]


async def late(session: AsyncSession, until: datetime) -> Sequence[str]:
    """Of whose owners some have not been told."""
    untold = select(col(Obligation.requirement_id)).where(
        WAITS, col(Obligation.asked_at).is_(None), col(Obligation.next_at) < until
    )
    rows = select(Requirement).where(OPEN, col(Requirement.id).in_(untold)).order_by(col(Requirement.number))
    return [each.code for each in (await session.scalars(rows)).all()]
