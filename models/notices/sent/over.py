"""A notice that is over before its time: nothing of it is due any more, and every copy says so."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict
from models.events import record_event
from models.members.tables import Person
from models.notices.copies import COPY, PHOTOS, RUNNING, lane_of
from models.notices.drafting import EDITABLE
from models.notices.sent.receipts import DO_REMINDER, REMINDER
from models.notices.tables import Notice, NoticeAct, NoticeEvent, NoticeState
from models.outbox.enqueue import word_anew
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane, MessageState, OutboxMessage
from models.transition import transition

NONE_WAITS: Mapping[str, Any] = {  # of corrections
    "correction": None,
    "correction_parts": {},
    "correction_level": None,
    "correction_by": None,
    "answer_at": None,
}
CANCELLED = "notices.cancelled"  # whoever warned us says that it is over
STANDS = or_(  # a refused edit is tried once more
    col(OutboxMessage.state).in_([MessageState.PENDING, MessageState.SENT]),
    and_(col(OutboxMessage.state) == MessageState.FAILED, col(OutboxMessage.message_id).is_not(None)),
)
TOLD = (COPY, PHOTOS, REMINDER, DO_REMINDER)  # a file that was copied cannot be edited


async def end(
    session: AsyncSession,
    notice: Notice,
    person: Person | None,
    state: NoticeState,
    act: NoticeAct,
    now: datetime,
    **data: Any,
) -> None:
    """Raises Conflict when it is over already."""
    values: dict[str, Any] = {
        "state": state,
        "ended_at": now,
        "next_at": None,
        "counts_at": None,
        "progress_at": now,
        "paused_at": None,
        "again_at": None,
        "period_at": now if notice.period_of_its_own else None,
        "visits_at": None,
        "remind_at": None,
        **NONE_WAITS,
    }
    if not await transition(session, notice, col(Notice.state).in_(RUNNING), **values, **data):
        raise Conflict("notice.over")
    record_event(session, NoticeEvent, person, now, notice_id=notice.id, act=act, data=data)
    await tell_anew(session, notice, now)


async def drop(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """A draft that nobody needs any more, whoever wrote it."""
    gone = {"state": NoticeState.DISCARDED, "revision": notice.revision + 1, "next_at": None}
    if await transition(session, notice, col(Notice.state).in_(EDITABLE), **gone):
        await refresh_standing(session, notice.id, now)


async def older_than(session: AsyncSession, notice: Notice) -> list[Notice]:
    """What it takes the place of, and what that was to take the place of, back to the first."""
    older, last = [], notice
    while last.replaces_id is not None:
        last = await session.get_one(Notice, last.replaces_id)
        older.append(last)
    return older


async def end_replaced(session: AsyncSession, notice: Notice, now: datetime) -> None:
    for older in await older_than(session, notice):
        if older.state in RUNNING:
            await end(session, older, None, NoticeState.REPLACED, NoticeAct.REPLACE, now)
        await drop(session, older, now)


async def tell_anew(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """In the lane that the notice came in: a copy that has shown a count since stood in the idle one."""
    about = and_(col(OutboxMessage.subject_id) == notice.id, col(OutboxMessage.kind).in_(TOLD), STANDS)
    await session.flush()
    await word_anew(session, about, now, lane=lane_of(notice))
    await refresh_standing(session, notice.id, now)


async def tell_expired(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """Where a warning stands, which is pinned no more: nobody is in a hurry for that."""
    about = and_(col(OutboxMessage.subject_id) == notice.id, col(OutboxMessage.kind) == COPY, STANDS)
    await session.flush()
    await word_anew(session, about, now, lane=Lane.IDLE)
