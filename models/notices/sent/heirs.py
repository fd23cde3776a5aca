"""A post that was asked ends: its next holder is asked instead. What it had confirmed stays so."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.members.tables import Post
from models.notices.copies import RUNNING
from models.notices.sent.receipts import say_on, tell_unconfirmed, unconfirmed
from models.notices.tables import Notice, NoticeReceipt

SOME = 200


async def ask_heirs(session: AsyncSession, now: datetime) -> int:
    """Of posts that have ended since; how many were passed on."""
    heir = _heirs()
    undone = and_(col(Notice.done_by).is_not(None), col(NoticeReceipt.done_at).is_(None))
    rows = (
        select(NoticeReceipt, heir.scalar_subquery())
        .join(Notice, col(Notice.id) == col(NoticeReceipt.notice_id))
        .join(Post, col(Post.id) == col(NoticeReceipt.post_id))
        .where(col(Notice.state).in_(RUNNING), col(Post.ended_at).is_not(None), heir.exists())
        .where(or_(col(NoticeReceipt.received_at).is_(None), undone))
        .order_by(col(NoticeReceipt.id))
        .limit(SOME)
    )
    passed: dict[int, set[int]] = defaultdict(set)
    for receipt, post_id in (await session.execute(rows)).all():
        if post_id not in passed[receipt.notice_id]:
            passed[receipt.notice_id].add(post_id)
            receipt.post_id = post_id
    await session.flush()
    for notice_id, posts in passed.items():
        await _ask(session, await session.get_one(Notice, notice_id), posts, now)
    return sum(map(len, passed.values()))


async def _ask(session: AsyncSession, notice: Notice, posts: set[int], now: datetime) -> None:
    """In private, by day unless it is a warning."""
    waiting = [each for each in await unconfirmed(session, notice.id) if each.post.id in posts]
    await tell_unconfirmed(session, notice, waiting, now, now)
    await say_on(session, notice, now)


def _heirs() -> Select[int]:
    """Of a receipt: the first claimed post of its grid and role that is not asked yet, but for the author's own."""
    held, asked = aliased(Post), aliased(NoticeReceipt)
    is_asked = exists().where(col(asked.notice_id) == col(NoticeReceipt.notice_id), col(asked.post_id) == col(held.id))
    rows = select(col(held.id)).where(col(held.grid_id) == col(Post.grid_id), col(held.role) == col(Post.role))
    claimed = col(held.ended_at).is_(None), col(held.person_id) != col(Notice.author_id)
    return rows.where(*claimed, ~is_asked).order_by(col(held.rank), col(held.id)).limit(1)
