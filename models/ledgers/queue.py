"""Ledgers on their way to whoever asked: claimed by one maker until its lease ends, made, posted, looked after.

What must always hold: a file that was made by a claim that has passed on is never posted; nobody gets what they may not
have by the time it is made; a file is let go of once its message was said, or cannot be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import TimedRows
from models.errors import Refused
from models.grids.tables import Grid
from models.ledgers.asking import need_may
from models.ledgers.tables import ExportState, Failure, LedgerExport
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane, MessageState, OutboxMessage
from models.transition import change_rows

STATUS, FILE = "ledgers.status", "ledgers.file"
AS_FILE = "document"  # the form of a message that was said with its file
LEASE = timedelta(minutes=2)
RETRY_AFTER = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5))
TRIES = len(RETRY_AFTER) + 1
LOOK_AFTER, LOOK_AGAIN = timedelta(seconds=3), timedelta(seconds=30)
KEPT = timedelta(days=3)  # a file, for whoever cannot be written to
WAITS = col(LedgerExport.next_at).is_not(None)
LEDGERS = TimedRows("ledgers", col(LedgerExport.next_at), WAITS, slow=timedelta(minutes=10))


@dataclass(frozen=True)
class Claim:
    id: int
    tries: int


async def next_due(session: AsyncSession) -> datetime | None:
    due: datetime | None = await session.scalar(LEDGERS.next_due())
    return due


async def claim(session: AsyncSession, now: datetime) -> Claim | None:
    """The one that has waited longest to be made, for LEASE."""
    wanted = select(LedgerExport).where(
        WAITS, col(LedgerExport.next_at) <= now, col(LedgerExport.state) == ExportState.WANTED
    )
    rows = wanted.order_by(col(LedgerExport.next_at)).limit(1).with_for_update(skip_locked=True)
    export = (await session.scalars(rows)).first()
    if export is None:
        return None
    export.tries, export.rows, export.next_at = export.tries + 1, 0, now + LEASE
    return Claim(export.id, export.tries)


async def allowed(session: AsyncSession, export: LedgerExport) -> bool:
    """Whether whoever asked may have it still: its grid and their post may be gone."""
    grid = await session.get(Grid, export.grid_id)
    person = await session.get(Person, export.person_id) if export.person_id else None
    if grid is None or person is None:
        return False
    try:
        await need_may(session, grid, person, personal=export.personal)
    except Refused:
        return False
    return True


async def go_on(session: AsyncSession, mine: Claim, now: datetime, **values: Any) -> bool:
    """So far it has come: `values` are columns. False: somebody else makes it, or nobody any more."""
    if not await _change(session, mine, next_at=now + LEASE, **values):
        return False
    await refresh_standing(session, mine.id, now)
    return True


async def made(session: AsyncSession, mine: Claim, file: str, rows: int, now: datetime) -> bool:
    """Posts it."""
    values = {"state": ExportState.MADE, "file": file, "rows": rows, "total": rows, "next_at": now + LOOK_AFTER}
    if not await _change(session, mine, **values):
        return False
    export = await session.get_one(LedgerExport, mine.id, populate_existing=True)
    if export.chat_id is not None:
        enqueue(session, export.chat_id, FILE, Lane.REPLY, now, subject_id=export.id, tries=export.tries)
    await refresh_standing(session, mine.id, now)
    return True


async def try_later(session: AsyncSession, mine: Claim, now: datetime) -> None:
    if mine.tries >= TRIES:
        await fail(session, mine, Failure.NOT_MADE, now)
    else:
        await _change(session, mine, next_at=now + RETRY_AFTER[mine.tries - 1])


async def fail(session: AsyncSession, mine: Claim, failure: Failure, now: datetime) -> None:
    ended = {"state": ExportState.FAILED, "failure": failure, "ended_at": now, "next_at": None, "file": None}
    if await _change(session, mine, **ended):
        await refresh_standing(session, mine.id, now)


async def _change(session: AsyncSession, mine: Claim, **values: Any) -> bool:
    expected = (
        col(LedgerExport.id) == mine.id,
        col(LedgerExport.tries) == mine.tries,
        col(LedgerExport.state) == ExportState.WANTED,
    )
    return await change_rows(session, LedgerExport, *expected, **values) == 1


async def to_look_after(session: AsyncSession, now: datetime) -> Sequence[LedgerExport]:
    """Made, and to be looked at whether they are sent."""
    rows = select(LedgerExport).where(
        WAITS, col(LedgerExport.next_at) <= now, col(LedgerExport.state) == ExportState.MADE
    )
    return (await session.scalars(rows.with_for_update(skip_locked=True))).all()


async def look_after(session: AsyncSession, export: LedgerExport, now: datetime, *, there: bool) -> None:
    """`there`: its file is. What was lost on the way is made once more, and so is what went as words alone."""
    message = await _message(session, export)
    state = message.state if message else MessageState.DROPPED
    if message is not None and state is MessageState.SENT and message.form == AS_FILE:
        _end(export, ExportState.SENT, None, now)
    elif state in (MessageState.SENT, MessageState.FAILED) or now - export.asked_at > KEPT:
        _end(export, ExportState.FAILED, Failure.UNSAID, now)
    elif there and state is MessageState.PENDING:
        export.next_at = now + LOOK_AGAIN
    elif export.tries >= TRIES:
        _end(export, ExportState.FAILED, Failure.NOT_MADE, now)
    else:
        export.state, export.file, export.next_at = ExportState.WANTED, None, now
    await refresh_standing(session, export.id, now)


def _end(export: LedgerExport, state: ExportState, failure: Failure | None, now: datetime) -> None:
    export.state, export.failure, export.ended_at = state, failure, now
    export.next_at = export.file = None


async def _message(session: AsyncSession, export: LedgerExport) -> OutboxMessage | None:
    rows = select(OutboxMessage).where(col(OutboxMessage.subject_id) == export.id, col(OutboxMessage.kind) == FILE)
    newest = rows.order_by(col(OutboxMessage.id).desc()).limit(1)
    return (await session.scalars(newest)).first()


async def with_files(session: AsyncSession, among: Sequence[int]) -> frozenset[int]:
    """Those of these (by id) that wait, so that their files stay."""
    rows = select(col(LedgerExport.id)).where(col(LedgerExport.id).in_(among), WAITS)
    return frozenset((await session.scalars(rows)).all())
