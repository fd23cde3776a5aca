"""A wave of refusals: when many chats of one notice refuse for one reason, the fault is not theirs.

    sending ──a tenth of those tried refuse──▶ paused ──ten minutes, one copy is tried──▶ refused: paused on
                                                 ▲                                └──taken──▶ sending, all that waits
                                                 └────────────────────────────────────────────────┘ goes on

What must always hold: while a notice is being sent, a refusal of its copy says nothing of the chat yet. When all have
been tried, and no wave was seen, the chats that refused are known to be out of reach, each in its own right.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import wake
from models.events import record_event
from models.notices.copies import COPY, FILE, OUTCOME, PHOTOS
from models.notices.tables import Notice, NoticeAct, NoticeCopy, NoticeEvent, NoticeState
from models.onboarding import chat_reachability
from models.outbox.enqueue import enqueue
from models.outbox.tables import SIGNAL, Lane, MessageState, OutboxMessage
from models.transition import transition

TRY_AGAIN = timedelta(minutes=10)
ENOUGH_TRIED, TOO_MANY = 10, 0.1
WAITS = col(OutboxMessage.state) == MessageState.PENDING


def is_wave(tried: int, refused: int) -> bool:
    """Of the copies tried, how many were refused for one reason."""
    return tried >= ENOUGH_TRIED and refused > TOO_MANY * tried


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
    if notice.paused_at is None and is_wave(*await _tried(session, notice.id, copy.refused)):
        await _pause(session, notice, now)
    return now + TRY_AGAIN


async def _tried(session: AsyncSession, notice_id: int, reason: str) -> tuple[int, int]:
    sent = col(OutboxMessage.sent_at).is_not(None)
    counts = select(
        func.count().filter(sent | col(NoticeCopy.refused).is_not(None)),
        func.count().filter(~sent & (col(NoticeCopy.refused) == reason)),
    )
    copies = counts.select_from(NoticeCopy).join(OutboxMessage, col(OutboxMessage.id) == col(NoticeCopy.letter_id))
    tried, refusing = (await session.execute(copies.where(col(NoticeCopy.notice_id) == notice_id))).one()
    return tried, refusing


async def _pause(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """All that waits rests; the writer hears of it once."""
    paused = {"paused_at": now, "next_at": now + TRY_AGAIN, "progress_at": now}
    if not await transition(session, notice, col(Notice.paused_at).is_(None), **paused):
        return
    await _rest(session, notice, now + 2 * TRY_AGAIN)
    record_event(session, NoticeEvent, None, now, notice_id=notice.id, act=NoticeAct.PAUSE, data={})
    enqueue(session, notice.chat_id, OUTCOME, Lane.REPLY, now, subject_id=notice.id, why="paused")


async def _rest(session: AsyncSession, notice: Notice, until: datetime, chat_id: int | None = None) -> None:
    """What waits of it, in one chat or in all, goes at `until`."""
    about = col(OutboxMessage.subject_id) == notice.id, col(OutboxMessage.kind).in_((PHOTOS, FILE, COPY)), WAITS
    rows = update(OutboxMessage).where(*about)
    if chat_id is not None:
        rows = rows.where(col(OutboxMessage.chat_id) == chat_id)
    await session.execute(rows.values(not_before=until).execution_options(synchronize_session=False))
    wake(session, SIGNAL)


def _refusing(notice: Notice) -> Select[Any]:
    rows = select(NoticeCopy).join(OutboxMessage, col(OutboxMessage.id) == col(NoticeCopy.letter_id))
    return rows.where(col(NoticeCopy.notice_id) == notice.id, col(NoticeCopy.refused).is_not(None))


async def try_one(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """While it is paused: the first of the copies that were refused."""
    notice.next_at = now + TRY_AGAIN
    await _rest(session, notice, now + 2 * TRY_AGAIN)
    waiting = _refusing(notice).where(WAITS).order_by(col(NoticeCopy.id)).limit(1)
    copy = (await session.scalars(waiting)).first()
    if copy is not None:
        await _rest(session, notice, now, copy.chat_id)


async def go_on_if_taken(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """One that was refused has been taken: all that waits may go."""
    taken = _refusing(notice).where(col(OutboxMessage.sent_at).is_not(None)).limit(1)
    if (await session.scalars(taken)).first() is None:
        return
    notice.paused_at, notice.next_at = None, now
    cleared = update(NoticeCopy).where(col(NoticeCopy.notice_id) == notice.id)
    await session.execute(cleared.values(refused=None).execution_options(synchronize_session="fetch"))
    await _rest(session, notice, now)


async def write_off(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """All have been tried and there was no wave: those that refused are out of reach."""
    refusing = _refusing(notice).where(WAITS, col(OutboxMessage.sent_at).is_(None))
    for copy in (await session.scalars(refusing)).all():
        await chat_reachability.refused(session, copy.chat_id, copy.refused or "", now)
