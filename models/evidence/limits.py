"""How much one person may leave with us. What is over a limit is not kept, and its sender hears so once a day; what is
kept stays.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import first_id
from models.evidence.tables import Evidence
from models.outbox.enqueue import enqueue_once
from models.outbox.tables import Lane

FULL = "core.evidence_full"
DAY = timedelta(days=1)
MOST_OF_ONE = 60  # pieces of one subject
MOST_A_DAY = 500  # pieces of all


async def has_room(session: AsyncSession, person_id: int | None, subject_id: int | None, now: datetime) -> bool:
    """Whether one more piece of this person's is kept; those who report without a name share what a subject takes."""
    same = col(Evidence.person_id).is_not_distinct_from(person_id)
    of_one = select(func.count()).where(same, col(Evidence.subject_id) == subject_id)
    lately = col(Evidence.id) >= first_id(now - DAY), col(Evidence.received_at) > now - DAY
    today = select(func.count()).where(same, *lately)
    pieces, pieces_today = (await session.execute(select(of_one.scalar_subquery(), today.scalar_subquery()))).one()
    return (subject_id is None or pieces < MOST_OF_ONE) and (person_id is None or pieces_today < MOST_A_DAY)


async def say_full(
    session: AsyncSession, person_id: int | None, subject_id: int | None, chat_id: int, message_id: int, now: datetime
) -> None:
    """In reply to the first that was not kept."""
    key = f"{FULL}:{subject_id}:{person_id}:{now:%Y%m%d}"
    told: dict[str, Any] = {"reply_to": message_id or None, "of_one": MOST_OF_ONE, "a_day": MOST_A_DAY}
    await enqueue_once(session, key, chat_id, FULL, Lane.REPLY, now, **told)
