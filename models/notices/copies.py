"""Copies of a notice: frozen when it is sent, and put into the outbox some at a time, so that what is urgent never
waits for all of them to be written.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import insert
from models.due import WallClock
from models.grids.tables import Binding, Grid
from models.notices.audience import Audience, Target, asked_posts, targets
from models.notices.drafting import MOST_PHOTOS, shown_with
from models.notices.tables import Notice, NoticeCopy, NoticeKind, NoticeReceipt, NoticeState
from models.notices.timing import not_at_night
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane

COPY, PHOTOS, FILE, OUTCOME = "notices.copy", "notices.photos", "notices.file", "notices.outcome"
SOME = 100  # messages a step, and a step begins one or two seconds after the last: Telegram takes 30 a second
SOON = timedelta(seconds=1)
PROGRESS_EVERY = timedelta(seconds=3)
RUNNING = (NoticeState.SENDING, NoticeState.SENT)


def lane_of(notice: Notice) -> Lane:
    return Lane.WARNING if notice.kind is NoticeKind.WARNING else Lane.ROUTINE


async def freeze(session: AsyncSession, notice: Notice) -> None:
    """Who gets it and who is asked, from now on."""
    grid, audience = await session.get_one(Grid, notice.grid_id), Audience.read(notice.audience)
    _add(session, notice, await targets(session, grid, audience))
    await freeze_asked(session, notice)


async def freeze_asked(session: AsyncSession, notice: Notice) -> None:
    """Who is asked and was not so far."""
    grid, audience = await session.get_one(Grid, notice.grid_id), Audience.read(notice.audience)
    asked = select(col(NoticeReceipt.post_id)).where(col(NoticeReceipt.notice_id) == notice.id)
    already = set((await session.scalars(asked)).all())
    for post in await asked_posts(session, grid, audience, notice.asks, notice.author_id):
        if post.id not in already:
            insert(session, NoticeReceipt, notice_id=notice.id, post_id=post.id, grid_id=post.grid_id)
    await session.flush()


def _add(session: AsyncSession, notice: Notice, found: Iterable[Target]) -> None:
    for each in found:
        insert(session, NoticeCopy, notice_id=notice.id, chat_id=each.chat_id, grid_id=each.grid_id)


async def post_some(session: AsyncSession, notice: Notice, clock: WallClock) -> bool:
    """Whether there may be more. A chat that was bound at night gets what is routine in the morning."""
    photos, file = await shown_with(session, notice)
    some = SOME // (1 + min(len(photos), MOST_PHOTOS) + (file is not None))
    rows = (
        select(NoticeCopy)
        .where(col(NoticeCopy.notice_id) == notice.id, col(NoticeCopy.letter_id).is_(None))
        .order_by(col(NoticeCopy.id))
        .limit(some)
    )
    copies = (await session.scalars(rows)).all()
    files = [kind for kind, there in ((PHOTOS, photos), (FILE, file)) if there]
    late, morning = await _late(session, notice), not_at_night(notice.kind, clock.now, clock.zone)
    for copy in copies:
        for kind in (*files, COPY):  # in the same lane, so that files come before the words
            message = enqueue(
                session,
                copy.chat_id,
                kind,
                lane_of(notice),
                clock.now,
                subject_id=notice.id,
                not_before=morning if copy.chat_id in late else None,
                cost=min(len(photos), MOST_PHOTOS) if kind == PHOTOS else 1,
            )
        copy.letter_id = message.id
    return len(copies) == some


async def _late(session: AsyncSession, notice: Notice) -> set[int]:
    """The chats that were bound after it began to be sent."""
    since = select(col(Binding.chat_id)).where(_bound_since(notice))
    return set((await session.scalars(since)).all())


def _bound_since(notice: Notice) -> ColumnElement[bool]:
    return and_(col(Binding.unbound_at).is_(None), col(Binding.bound_at) > notice.started_at)


async def add_late_chats(session: AsyncSession, now: datetime) -> int:
    """A group or leaders' chat that was bound since gets what still holds."""
    running = select(Notice).where(col(Notice.state).in_(RUNNING), col(Notice.started_at).is_not(None))
    for notice in (await session.scalars(running.with_for_update())).all():
        grid, audience = await session.get_one(Grid, notice.grid_id), Audience.read(notice.audience)
        have = select(col(NoticeCopy.chat_id)).where(col(NoticeCopy.notice_id) == notice.id)
        since = select(col(Binding.chat_id)).where(_bound_since(notice), col(Binding.chat_id).not_in(have))
        late = set((await session.scalars(since)).all())
        if late:
            _add(session, notice, [each for each in await targets(session, grid, audience) if each.chat_id in late])
            notice.next_at = notice.progress_at = now
    return 0
