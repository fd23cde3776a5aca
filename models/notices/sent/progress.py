"""How far a notice has come, read from rows; its progress card and the counts on its copies are edited seldom."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.grids.tables import Chat, Grid
from models.members.reach import reached_from
from models.notices.copies import PROGRESS_EVERY
from models.notices.sending import PROGRESS
from models.notices.sent.waves import go_on_if_taken, write_off
from models.notices.tables import Notice, NoticeCopy, NoticeState
from models.outbox.enqueue import enqueue, refresh, word_anew
from models.outbox.tables import Lane, MessageState, OutboxMessage

LOST_GRIDS = "notices.lost"
ONE_EDIT = timedelta(seconds=1)  # of all notices' copies together
REACHED = col(OutboxMessage.sent_at).is_not(None)
SHOWN = and_(  # not in the group that became a supergroup since; a refused edit is tried once more
    col(OutboxMessage.message_id).is_not(None),
    col(OutboxMessage.state).in_([MessageState.SENT, MessageState.FAILED]),
)
REFUSES = or_(
    col(OutboxMessage.state) == MessageState.FAILED,
    col(Chat.reachable).is_(False),
    col(NoticeCopy.refused).is_not(None),
)
LOST = and_(col(OutboxMessage.sent_at).is_(None), REFUSES)


@dataclass(frozen=True)
class Tally:
    """Of the copies: how many there are, have been said, and cannot be said now."""

    copies: int
    reached: int
    lost: int

    @property
    def settled(self) -> bool:
        return self.reached + self.lost >= self.copies


def _copies(notice_id: int, *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(NoticeCopy)
        .outerjoin(OutboxMessage, col(OutboxMessage.id) == col(NoticeCopy.letter_id))
        .outerjoin(Chat, col(Chat.id) == col(NoticeCopy.chat_id))
        .where(col(NoticeCopy.notice_id) == notice_id)
    )


async def tally_of(session: AsyncSession, notice_id: int) -> Tally:
    counts = func.count(), func.count().filter(REACHED), func.count().filter(LOST)
    return Tally(*(await session.execute(_copies(notice_id, *counts))).one())


async def lost_in(session: AsyncSession, notice_id: int) -> Sequence[Grid]:
    """Whose chats cannot be written to."""
    lost = _copies(notice_id, col(NoticeCopy.grid_id)).where(LOST)
    return (await session.scalars(select(Grid).where(col(Grid.id).in_(lost)).order_by(col(Grid.path)))).all()


async def _tell_above(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """The level above each of those, once of all, but for the chat in which the progress stands, which shows them."""
    grids = await lost_in(session, notice.id)
    reached = await reached_from(session, {grid.parent_id or grid.id for grid in grids})
    by_chat: dict[int, list[int]] = defaultdict(list)
    for grid in grids:
        _, chats = reached.get(grid.parent_id or grid.id, (0, []))
        for chat in chats:
            by_chat[chat].append(grid.id)
    for chat, lost in by_chat.items():
        if chat != notice.chat_id:
            enqueue(session, chat, LOST_GRIDS, Lane.ESCALATION, now, subject_id=notice.id, grids=lost)


async def show_progress(session: AsyncSession, notices: Sequence[Notice], clock: WallClock) -> None:
    for notice in notices:
        if notice.paused_at is not None:
            await go_on_if_taken(session, notice, notice.paused_at, clock.now)
        elif notice.state is NoticeState.SENDING and (await tally_of(session, notice.id)).settled:
            await write_off(session, notice, clock.now)
            notice.state = NoticeState.SENT
            await session.flush()
            await _tell_above(session, notice, clock.now)
        waits = notice.state is NoticeState.SENDING
        notice.progress_at = clock.now + PROGRESS_EVERY if waits else None
        await session.flush()
        await refresh(session, notice.id, [PROGRESS], clock.now)


async def show_counts(session: AsyncSession, notices: Sequence[Notice], clock: WallClock) -> None:
    """One copy, of the notice that has waited longest; the others wait their turn."""
    first, *others = notices
    copy = await _next_copy(session, first)
    for turn, each in enumerate(others, 0 if copy is None else 1):
        each.counts_at = clock.now + turn * ONE_EDIT
    if copy is None:
        first.counts_at = None
        return
    first.counts_at, first.counted_to = clock.now + len(notices) * ONE_EDIT, copy.id
    await session.flush()
    await word_anew(session, and_(col(OutboxMessage.id) == copy.letter_id, SHOWN), clock.now, lane=Lane.IDLE)


async def _next_copy(session: AsyncSession, notice: Notice) -> NoticeCopy | None:
    rows = (
        select(NoticeCopy)
        .join(OutboxMessage, col(OutboxMessage.id) == col(NoticeCopy.letter_id))
        .where(col(NoticeCopy.notice_id) == notice.id, col(NoticeCopy.id) > notice.counted_to)
        .where(SHOWN)
        .order_by(col(NoticeCopy.id))
        .limit(1)
    )
    return (await session.scalars(rows)).first()


PROGRESSES = DueRows(
    "notice_progress",
    col(Notice.progress_at),
    col(Notice.progress_at).is_not(None),
    row=Notice,
    handle=show_progress,
    seconds=1,
)
COUNTS = DueRows(
    "notice_counts",
    col(Notice.counts_at),
    col(Notice.counts_at).is_not(None),
    row=Notice,
    handle=show_counts,
    seconds=1,
    then=(col(Notice.id),),
    slow=timedelta(minutes=30),
)
