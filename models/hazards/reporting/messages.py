"""Which hazard a message or an album has reported, or was sent to, or goes on with."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.evidence.tables import Evidence
from models.hazards.tables import HAZARD, Hazard
from models.hazards.workflow import LIVE, State
from models.heard import LOOSE, Heard
from models.members.tables import Person

JUST_BEGUN = timedelta(minutes=10)


async def hazard_of_album(session: AsyncSession, chat_id: int, media_group_id: str) -> int | None:
    """The hazard that an album reported, or was sent to later on."""
    reported = select(col(Hazard.id)).where(
        col(Hazard.chat_id) == chat_id, col(Hazard.media_group_id) == media_group_id
    )
    sent = select(col(Evidence.subject_id)).where(
        col(Evidence.chat_id) == chat_id,
        col(Evidence.media_group_id) == media_group_id,
        col(Evidence.subject_kind) == HAZARD,
    )
    for rows in (reported, sent):
        hazard_id = (await session.scalars(rows.limit(1))).first()
        if hazard_id is not None:
            return hazard_id
    return None


async def words_before(session: AsyncSession, chat_id: int, media_group_id: str) -> Sequence[str]:
    """What the parts of an album said that came before it was known what it is about."""
    await session.flush()
    said = select(col(Heard.text)).join(Evidence, col(Evidence.id) == col(Heard.subject_id))
    loose = said.where(
        col(Evidence.chat_id) == chat_id,
        col(Evidence.media_group_id) == media_group_id,
        col(Evidence.subject_id).is_(None),
        col(Heard.subject_kind) == LOOSE,
    )
    return [words for words in await session.scalars(loose.order_by(col(Evidence.message_id))) if words]


async def reported_by(session: AsyncSession, chat_id: int, message_id: int) -> int | None:
    """The live hazard that has this message as evidence."""
    rows = select(col(Hazard.id)).join(Evidence, col(Evidence.subject_id) == col(Hazard.id))
    here = rows.where(
        col(Evidence.chat_id) == chat_id, col(Evidence.message_id) == message_id, col(Hazard.state).in_(LIVE)
    )
    return (await session.scalars(here.order_by(col(Hazard.id)).limit(1))).first()


async def empty_draft(session: AsyncSession, person: Person, chat_id: int, now: datetime) -> Hazard | None:
    """The person's newest report in this chat, when it has been begun lately and nothing else was said yet."""
    rows = select(Hazard).where(
        col(Hazard.reporter_id) == person.id, col(Hazard.chat_id) == chat_id, col(Hazard.created_at) > now - JUST_BEGUN
    )
    newest = (await session.scalars(rows.order_by(col(Hazard.id).desc()).limit(1))).first()
    return newest if newest is not None and newest.state is State.DRAFT and newest.due_at is None else None
