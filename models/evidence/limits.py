"""How much one person may leave with us, and all together of one subject. What is over a limit is not kept, and its
sender hears so once a day; what is kept stays. Who holds a post finds room for what they have to show in any crowd.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import first_id
from models.db.database import flush_rows, table_of
from models.evidence.tables import Evidence
from models.members.positions import standing
from models.members.tables import Post
from models.outbox.enqueue import enqueue_once
from models.outbox.tables import Lane

FULL, CROWDED = "core.evidence_full", "core.evidence_crowded"
DAY = timedelta(days=1)
MOST_OF_ONE = 60  # pieces of one subject
MOST_A_DAY = 500  # pieces of all
MOST_OF_ALL = 200  # pieces of one subject that all people together send in a day
PIECE = table_of(Evidence).c
SAME_PERSON = PIECE.person_id.is_not_distinct_from(bindparam("person", type_=BigInteger))
OF_ONE = select(func.count()).where(SAME_PERSON, PIECE.subject_id == bindparam("subject", type_=BigInteger))
LATELY = PIECE.id >= bindparam("first"), PIECE.received_at > bindparam("since")
PIECES = select(  # put together once: every report with a photo asks it
    OF_ONE.scalar_subquery(), select(func.count()).where(SAME_PERSON, *LATELY).scalar_subquery()
)


async def has_room(session: AsyncSession, person_id: int | None, subject_id: int | None, now: datetime) -> bool:
    """Whether one more piece of this person's is kept; those who report without a name share what a subject takes."""
    await flush_rows(session, Evidence, person_id=person_id)
    about = {"person": person_id, "subject": subject_id, "first": first_id(now - DAY), "since": now - DAY}
    with session.no_autoflush:
        pieces, pieces_today = (await session.execute(PIECES, about)).one()
    return (subject_id is None or pieces < MOST_OF_ONE) and (person_id is None or pieces_today < MOST_A_DAY)


async def crowded(session: AsyncSession, person_id: int | None, subject_id: int, now: datetime) -> bool:
    """Whether so many have sent so much of this subject today that a person without a post finds no room."""
    lately = col(Evidence.subject_id) == subject_id, col(Evidence.received_at) > now - DAY
    pieces = (await session.execute(select(func.count()).select_from(Evidence).where(*lately))).scalar_one()
    if pieces < MOST_OF_ALL:
        return False
    held = standing().where(col(Post.person_id) == person_id).limit(1)
    return person_id is None or await session.scalar(held) is None


async def say_crowded(session: AsyncSession, subject_id: int, chat_id: int, message_id: int, now: datetime) -> None:
    """In reply to the first that was not kept, in each chat."""
    key = f"{CROWDED}:{subject_id}:{chat_id}:{now:%Y%m%d}"
    told: dict[str, Any] = {"reply_to": message_id or None, "of_all": MOST_OF_ALL}
    await enqueue_once(session, key, chat_id, CROWDED, Lane.REPLY, now, **told)


async def say_full(
    session: AsyncSession, person_id: int | None, subject_id: int | None, chat_id: int, message_id: int, now: datetime
) -> None:
    """In reply to the first that was not kept."""
    key = f"{FULL}:{subject_id}:{person_id}:{now:%Y%m%d}"
    told: dict[str, Any] = {"reply_to": message_id or None, "of_one": MOST_OF_ONE, "a_day": MOST_A_DAY}
    await enqueue_once(session, key, chat_id, FULL, Lane.REPLY, now, **told)
