"""Notices at random."""

from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.members.tables import Post
from models.notices.tables import Notice, NoticeKind, NoticeState
from tests.street import Street

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
BEGIN = datetime(2026, 11, 1, 16, tzinfo=UTC)
STATES = (NoticeState.SENDING, NoticeState.SENT, NoticeState.EXPIRED, NoticeState.WITHDRAWN, NoticeState.LIFTED)


async def sent(session: AsyncSession, street: Street, number: int, chance: Random) -> Notice:
    """Or not, perhaps, at any time of five weeks."""
    [post, *_] = (await session.scalars(select(Post).order_by(col(Post.id)))).all()
    started = BEGIN + HOUR * chance.randrange(-WEEK // HOUR, 4 * WEEK // HOUR)
    state = chance.choice(STATES)
    ended = state in {NoticeState.WITHDRAWN, NoticeState.LIFTED, NoticeState.EXPIRED}
    notice = Notice(
        number=number,
        kind=chance.choice([*NoticeKind]),
        drill=chance.random() < 0.2,
        grid_id=street.street.id,
        author_id=street.leader.id,
        post_id=post.id,
        chat_id=1,
        state=state if chance.random() < 0.9 else NoticeState.PLANNED,
        holds_hours=24,
        created_at=BEGIN,
        started_at=started,
        ended_at=started + HOUR * chance.randrange(200) if ended else None,
    )
    if notice.state is NoticeState.PLANNED:
        notice.started_at = None
    session.add(notice)
    return notice
