"""Proves that no notice lies about: one that runs has a time at which it ends, a correction one until
which it waits, and no chat waits to be told by it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.notices.copies import RUNNING
from models.notices.tables import Notice, NoticeCopy, NoticeState

WAITING = (NoticeState.AWAITING, NoticeState.PLANNED, *RUNNING)


async def lost(session: AsyncSession) -> Sequence[str]:
    still = col(Notice.state).in_(WAITING) & col(Notice.next_at).is_(None)
    unanswered = col(Notice.state).in_(RUNNING) & col(Notice.correction).is_not(None) & col(Notice.answer_at).is_(None)
    rows = select(Notice).where(still | unanswered)
    return [notice.code for notice in (await session.scalars(rows)).all()]


async def late(session: AsyncSession, until: datetime) -> Sequence[str]:
    """Of a notice whose copies are not all in the outbox, and of one that holds longer than it should."""
    unsaid = select(col(NoticeCopy.notice_id)).where(col(NoticeCopy.letter_id).is_(None))
    rows = select(Notice).where(
        col(Notice.state).in_(RUNNING),
        (col(Notice.id).in_(unsaid) & (col(Notice.started_at) < until) & (col(Notice.next_at) < until))
        | (col(Notice.expires_at) < until),
    )
    return [notice.code for notice in (await session.scalars(rows)).all()]
