"""The files of evidence on their way to us.

    wanted ──fetched and cleaned──▶ kept
       │  ▲
       │  └─ tried again later, for as long as it takes
       └──▶ refused (with its reason, which the sender is told)

What must always hold: a file is claimed by one fetcher until its lease ends, and only the newest claim is recorded; no
number of tries gives a file up, only what Telegram says of it, or what is in it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.evidence.tables import PICTURE, Evidence, EvidenceState
from models.outbox.enqueue import enqueue_once
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.transition import change_rows

REFUSED = "evidence.refused"
LEASE = timedelta(minutes=3)
RETRY_AFTER = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),  # and so on
)
FETCHABLE = (
    col(Evidence.state) == literal_column("'wanted'"),  # written out: the partial index is found by it
    col(Evidence.subject_id).is_not(None),
    col(Evidence.file_id).is_not(None),
)


@dataclass(frozen=True)
class WantedFile:
    """A file to fetch; `file_size` in bytes, if told; `tries` counts this one and tells whose claim it is."""

    id: int
    kind: str
    file_id: str
    file_size: int | None
    tries: int


async def next_wanted(session: AsyncSession) -> datetime | None:
    """When the next file is to be fetched."""
    return await session.scalar(select(func.min(col(Evidence.not_before))).where(*FETCHABLE))


async def claim_wanted(session: AsyncSession, now: datetime, limit: int) -> list[WantedFile]:
    """Files to fetch within LEASE; nobody else is given them meanwhile. Whose fetcher died comes again: one that
    kills whoever fetches it comes further and further apart.
    """
    due = select(Evidence).where(*FETCHABLE, col(Evidence.not_before) <= now).order_by(col(Evidence.not_before))
    rows = (await session.scalars(due.limit(limit).with_for_update(skip_locked=True))).all()
    for row in rows:
        row.tries += 1
        row.not_before = now + max(LEASE, pause_after(row.tries))
    return [WantedFile(row.id, row.kind, str(row.file_id), row.file_size, row.tries) for row in rows]


def pause_after(tries: int) -> timedelta:
    return RETRY_AFTER[min(tries, len(RETRY_AFTER)) - 1]


async def keep(session: AsyncSession, wanted: WantedFile, sha256: str, media_type: str, now: datetime) -> bool:
    """Records where the file is; False if somebody else has taken it over since.

    A picture that was sent as a file can be shown from now on.
    """
    kept = {"sha256": sha256, "media_type": media_type, "reason": None}
    if not await _settle(session, wanted, state=EvidenceState.KEPT, **kept):
        return False
    if media_type == PICTURE and wanted.kind != "photo":
        await _show_anew(session, await session.get_one(Evidence, wanted.id), now)
    return True


async def refuse(session: AsyncSession, wanted: WantedFile, reason: str, now: datetime) -> bool:
    """It is evidence no more, and whoever sent it hears why: once, however many subjects and parts of an album."""
    if not await _settle(session, wanted, state=EvidenceState.REFUSED, reason=reason):
        return False
    row = await session.get_one(Evidence, wanted.id)
    await _show_anew(session, row, now)
    key = f"refused:{row.chat_id}:{row.media_group_id or row.message_id}"
    reply_to = row.message_id if row.chat_id < 0 else None
    await enqueue_once(session, key, row.chat_id, REFUSED, Lane.REPLY, now, reply_to=reply_to, reason=reason)
    return True


async def _show_anew(session: AsyncSession, row: Evidence, now: datetime) -> None:
    if row.subject_id is not None:
        await refresh_standing(session, row.subject_id, now)


async def try_later(session: AsyncSession, wanted: WantedFile, now: datetime, after: timedelta | None = None) -> bool:
    """Puts the fetch off, for `after` if the far side said so."""
    delay = max(pause_after(wanted.tries), after or timedelta(0))
    return await _settle(session, wanted, not_before=now + delay)


async def give_back(session: AsyncSession, wanted: WantedFile, now: datetime) -> bool:
    """As if it had never been claimed."""
    return await _settle(session, wanted, not_before=now, tries=wanted.tries - 1)


async def _settle(session: AsyncSession, wanted: WantedFile, **values: Any) -> bool:
    mine = (
        col(Evidence.id) == wanted.id,
        col(Evidence.tries) == wanted.tries,
        col(Evidence.state) == EvidenceState.WANTED,
    )
    return await change_rows(session, Evidence, *mine, **values) == 1
