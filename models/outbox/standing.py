"""Messages that show how a row stands, and are edited as it moves. Features declare their kinds: Domain.standing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.db.session_value import SessionValue
from models.outbox.enqueue import refresh


def _unknown() -> Sequence[str]:
    raise LookupError("only models.schema.open_database() knows which messages stand")


KINDS: SessionValue[Sequence[str]] = SessionValue("standing_kinds", _unknown)


async def refresh_standing(session: AsyncSession, subject_id: int, now: datetime) -> None:
    """Word those about this row anew; what has changed of it is written first."""
    await session.flush()
    await refresh(session, subject_id, KINDS.of(session), now)
