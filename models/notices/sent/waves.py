"""A wave of refusals: when many chats of one notice refuse for one reason, the fault is not theirs.

    sending ──a tenth of all refuse──▶ paused ──every ten minutes one that was refused is tried, and one that never was
       ▲                                 │
       └──────any is taken, or a day─────┘ those never refused go now, the others once more in ten minutes

What must always hold: while a notice is being sent, a refusal of its copy says nothing of the chat yet. What was
refused in one wave counts for no other, nor does a chat that was known to be out of reach, so that chats which refuse
for ever stop nobody else's copy. When all have been tried, the chats that refused are known to be out of reach, each in
its own right.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import wake
from models.due import WallClock
from models.events import record_event
from models.grids.tables import Chat
from models.notices.copies import COPY, FILE, OUTCOME, PHOTOS, post_some
from models.notices.tables import Notice, NoticeAct, NoticeCopy, NoticeEvent, NoticeState
from models.onboarding import chat_reachability
from models.outbox.enqueue import enqueue
from models.outbox.tables import SIGNAL, Lane, MessageState, OutboxMessage
from models.transition import transition

TRY_AGAIN = timedelta(minutes=10)
LASTS = timedelta(days=1)  # no wave does for longer
FEWEST, TOO_MANY = 3, 0.1
SENT = col(OutboxMessage.sent_at).is_not(None)
WAITS = col(OutboxMessage.state) == MessageState.PENDING
REFUSED = col(NoticeCopy.refused).is_not(None)
COUNTS = and_(col(NoticeCopy.in_wave).is_(False), col(Chat.reachable).is_not(False))
UNTRIED = and_(or_(col(NoticeCopy.letter_id).is_(None), WAITS), ~SENT, ~REFUSED, COUNTS)


def is_wave(copies: int, refusing: int) -> bool:
    """Of all copies of a notice, how many were refused for one reason."""
    return refusing >= FEWEST and refusing > TOO_MANY * copies


async def refused(session: AsyncSession, chat_id: int, reason: str, now: datetime) -> datetime:
    """Telegram would not take a message for this chat; says when to try again."""
    rows = (
        select(NoticeCopy, Notice)
        .join(Notice, col(Notice.id) == col(NoticeCopy.notice_id))
        .join(OutboxMessage, col(OutboxMessage.id) == col(NoticeCopy.letter_id))
        .where(col(NoticeCopy.chat_id) == chat_id, col(Notice.state) == NoticeState.SENDING, WAITS)
        .order_by(col(Notice.id).desc())
        .limit(1)
    )
    found = (await session.execute(rows)).first()
    if found is None:
        return await chat_reachability.refused(session, chat_id, reason, now)
    copy, notice = found
    copy.refused = reason[:200]
    await session.flush()
    if notice.paused_at is None and not copy.in_wave and await _in_wave(session, notice, copy.refused):
        await _pause(session, notice, now)
    return now + TRY_AGAIN


async def _in_wave(session: AsyncSession, notice: Notice, reason: str) -> bool:
    """Whether too many refuse for this reason, and others wait who may be spared."""
    new = ~SENT & (col(NoticeCopy.refused) == reason) & COUNTS
    counts = _copies(notice, func.count(), func.count().filter(new), func.count().filter(UNTRIED))
    copies, refusing, untried = (await session.execute(counts)).one()
    return is_wave(copies, refusing) and untried > 0


async def _pause(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """All that waits rests; the writer hears of it once."""
    paused = {"paused_at": now, "next_at": _next_try(notice, now), "progress_at": now}
    if not await transition(session, notice, col(Notice.paused_at).is_(None), **paused):
        return
    await _rest(session, notice, now + 2 * TRY_AGAIN)
    before = select(NoticeEvent).where(col(NoticeEvent.notice_id) == notice.id, col(NoticeEvent.act) == NoticeAct.PAUSE)
    if (await session.scalars(before.limit(1))).first() is None:
        enqueue(session, notice.chat_id, OUTCOME, Lane.REPLY, now, subject_id=notice.id, why="paused")
    record_event(session, NoticeEvent, None, now, notice_id=notice.id, act=NoticeAct.PAUSE, data={})


def _next_try(notice: Notice, now: datetime) -> datetime:
    return min(now + TRY_AGAIN, notice.expires_at or now + TRY_AGAIN)


async def _rest(session: AsyncSession, notice: Notice, until: datetime, chats: Sequence[int] | None = None) -> None:
    """What waits of it, in these chats or in all, goes at `until`."""
    about = col(OutboxMessage.subject_id) == notice.id, col(OutboxMessage.kind).in_((PHOTOS, FILE, COPY)), WAITS
    rows = update(OutboxMessage).where(*about)
    if chats is not None:
        rows = rows.where(col(OutboxMessage.chat_id).in_(chats))
    await session.execute(rows.values(not_before=until).execution_options(synchronize_session=False))
    wake(session, SIGNAL)


def _copies(notice: Notice, *columns: Any) -> Select[Any]:
    rows = select(*columns).select_from(NoticeCopy)
    joined = rows.outerjoin(OutboxMessage, col(OutboxMessage.id) == col(NoticeCopy.letter_id))
    chats = joined.outerjoin(Chat, col(Chat.id) == col(NoticeCopy.chat_id))
    return chats.where(col(NoticeCopy.notice_id) == notice.id)


async def _chats(session: AsyncSession, notice: Notice, *which: ColumnElement[bool]) -> Sequence[int]:
    rows = _copies(notice, col(NoticeCopy.chat_id)).where(*which).order_by(col(NoticeCopy.id))
    return (await session.scalars(rows)).all()


async def try_some(session: AsyncSession, notice: Notice, paused_at: datetime, clock: WallClock) -> None:
    """While it is paused: one of the copies that were refused, each in its turn, and one that never was tried."""
    now = clock.now
    if now >= paused_at + LASTS:
        await _go_on(session, notice, now)
        return
    notice.next_at = _next_try(notice, now)
    if not await _chats(session, notice, UNTRIED, WAITS):
        await post_some(session, notice, clock)
        await session.flush()
    await _rest(session, notice, now + 2 * TRY_AGAIN)
    refusing, untried = await _chats(session, notice, REFUSED, WAITS), await _chats(session, notice, UNTRIED, WAITS)
    turn = (now - paused_at) // TRY_AGAIN - 1
    again = [refusing[turn % len(refusing)]] if refusing else []
    await _rest(session, notice, now, [*again, *untried[:1]])


async def go_on_if_taken(session: AsyncSession, notice: Notice, paused_at: datetime, now: datetime) -> None:
    """One of those that were tried has been taken; what was under way when it paused proves nothing."""
    if await _chats(session, notice, col(OutboxMessage.sent_at) >= paused_at + TRY_AGAIN):
        await _go_on(session, notice, now)


async def _go_on(session: AsyncSession, notice: Notice, now: datetime) -> None:
    notice.paused_at, notice.next_at = None, now
    await _rest(session, notice, now)
    await _rest(session, notice, now + TRY_AGAIN, await _chats(session, notice, REFUSED, WAITS))
    refusing = update(NoticeCopy).where(col(NoticeCopy.notice_id) == notice.id, REFUSED)
    over = refusing.values(refused=None, in_wave=True).execution_options(synchronize_session="fetch")
    await session.execute(over)


async def write_off(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """All have been tried and it is not paused: those that refused are out of reach."""
    refusing = _copies(notice, NoticeCopy).where(REFUSED, WAITS, ~SENT)
    for copy in (await session.scalars(refusing)).all():
        await chat_reachability.refused(session, copy.chat_id, copy.refused or "", now)
