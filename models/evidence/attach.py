"""What was seen of a subject: photos, videos, documents, voices, places.

    loose ──its album's subject is known──▶ a subject's
      └──a day──▶ forgotten

What must always hold: a message gives a subject one piece of evidence, however often it comes; the parts of an album
belong to one subject and one moment; what is loose is not fetched; what is over a limit is not kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Update, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import Subject
from models.db.database import insert, wake
from models.evidence import limits
from models.evidence.tables import PICTURE, Evidence, EvidenceState, Moment

SIGNAL = "media"
ALBUM_MOST = 10
KEEP_LOOSE = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """What a message carries; `file_size` in bytes, `place` is {latitude, longitude} in degrees.

    `chat_id` is where the message is; None: where the report is. `media_type`: of a picture that was sent as a file.
    `unique_id`: the same whoever sends the file.
    """

    kind: str
    file_id: str | None
    file_size: int | None
    message_id: int
    media_group_id: str | None = None
    place: dict[str, float] | None = None
    chat_id: int | None = None
    media_type: str | None = None
    unique_id: str | None = None


def found_in(row: Evidence) -> Found:
    """As its message carried it."""
    return Found(
        row.kind,
        row.file_id,
        row.file_size,
        row.message_id,
        row.media_group_id,
        row.place,
        chat_id=row.chat_id,
        media_type=row.media_type,
        unique_id=row.file_unique_id,
    )


def _values(found: Found, person_id: int | None, chat_id: int, moment: Moment, now: datetime) -> dict[str, Any]:
    return {
        "moment": moment,
        "kind": found.kind,
        "chat_id": chat_id,
        "message_id": found.message_id,
        "media_group_id": found.media_group_id,
        "person_id": person_id,
        "file_id": found.file_id,
        "file_unique_id": found.unique_id,
        "file_size": found.file_size,
        "media_type": found.media_type,
        "place": dict(found.place) if found.place else None,
        "received_at": now,
        "state": EvidenceState.WANTED if found.file_id else EvidenceState.KEPT,
        "not_before": now,
    }


async def _seen(session: AsyncSession, chat_id: int, message_id: int) -> Sequence[Evidence]:
    here = (col(Evidence.chat_id) == chat_id, col(Evidence.message_id) == message_id)
    return (await session.scalars(select(Evidence).where(*here))).all()


async def attach(
    session: AsyncSession,
    subject: Subject,
    found: Found,
    person_id: int | None,
    chat_id: int,
    moment: Moment,
    now: datetime,
    *,
    new: bool = False,
) -> None:
    """Give the subject what was found, once; a part brings the loose rest of its album along.

    A `new` subject has nothing yet: unless it is an album's part, what its caller finds once need not be looked for.
    """
    chat_id = found.chat_id or chat_id
    looked_for = found.media_group_id or not new
    seen = await _seen(session, chat_id, found.message_id) if looked_for else ()
    if any(row.subject_id == subject.id for row in seen):
        return
    row = next((row for row in seen if row.subject_id is None), None)
    if found.media_group_id:
        moment = await _album_moment(session, subject, chat_id, found.media_group_id) or moment
        await _adopt(session, subject, chat_id, found.media_group_id, moment)
    if row is not None:
        row.subject_kind, row.subject_id, row.moment = *subject, moment
    elif not await limits.has_room(session, person_id, subject.id, now):
        await limits.say_full(session, person_id, subject.id, chat_id, found.message_id, now)
        return
    elif not new and await limits.crowded(session, person_id, subject.id, now):
        await limits.say_crowded(session, subject.id, chat_id, found.message_id, now)
        return
    else:
        insert(session, Evidence, **_of(subject), **_values(found, person_id, chat_id, moment, now))
    wake(session, SIGNAL)


async def keep_part(
    session: AsyncSession, found: Found, person_id: int | None, chat_id: int, now: datetime
) -> Evidence | None:
    """Store an album's part whose subject is not known yet, as long as there is room."""
    seen = await _seen(session, chat_id, found.message_id)
    if seen:
        return seen[0]
    if not await limits.has_room(session, person_id, None, now):
        return None
    row = Evidence(**_values(found, person_id, chat_id, Moment.BEFORE, now))
    session.add(row)
    return row


async def _adopt(session: AsyncSession, subject: Subject, chat_id: int, media_group_id: str, moment: Moment) -> int:
    loose = update(Evidence).where(
        col(Evidence.chat_id) == chat_id,
        col(Evidence.media_group_id) == media_group_id,
        col(Evidence.subject_id).is_(None),
    )
    adopted = await _changed(session, loose.values(moment=moment, **_of(subject)))
    if adopted:
        wake(session, SIGNAL)
    return adopted


def _of(subject: Subject) -> dict[str, Any]:
    return {"subject_kind": subject.kind, "subject_id": subject.id}


async def _changed(session: AsyncSession, statement: Update) -> int:
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount


async def _album_moment(session: AsyncSession, subject: Subject, chat_id: int, media_group_id: str) -> Moment | None:
    parts = select(col(Evidence.moment)).where(
        col(Evidence.chat_id) == chat_id,
        col(Evidence.media_group_id) == media_group_id,
        col(Evidence.subject_id) == subject.id,
    )
    return (await session.scalars(parts.limit(1))).first()


async def pieces_of(session: AsyncSession, subject_id: int, *which: ColumnElement[bool]) -> Sequence[Evidence]:
    """All that was seen of it, or which of that, in the order it came."""
    rows = select(Evidence).where(col(Evidence.subject_id) == subject_id, *which)
    return (await session.scalars(rows.order_by(col(Evidence.received_at), col(Evidence.id)))).all()


async def album_of(session: AsyncSession, chat_id: int, media_group_id: str) -> Sequence[Evidence]:
    """The parts of an album that we have seen, whatever they belong to: one for each message."""
    rows = select(Evidence).where(col(Evidence.chat_id) == chat_id, col(Evidence.media_group_id) == media_group_id)
    found = (await session.scalars(rows.order_by(col(Evidence.message_id)))).all()
    return list({each.message_id: each for each in found}.values())


async def let_go(session: AsyncSession, subject: Subject) -> None:
    """What was attached to it by mistake is not its own any more."""
    await session.flush()
    await session.execute(delete(Evidence).where(col(Evidence.subject_id) == subject.id))


async def forget_loose(session: AsyncSession, now: datetime) -> int:
    """Drop parts whose subject never came; returns how many."""
    old = (col(Evidence.subject_id).is_(None), col(Evidence.received_at) < now - KEEP_LOOSE)
    gone = await session.execute(delete(Evidence).where(*old))
    return cast("CursorResult[Any]", gone).rowcount


def counts() -> ColumnElement[bool]:
    """What was refused proves nothing; what could not be fetched yet still stands in its chat."""
    return col(Evidence.state) != EvidenceState.REFUSED


def pictures() -> ColumnElement[bool]:
    """Photos, and pictures sent as files: by what their messages say until they are kept, by what they are then."""
    said = (col(Evidence.state) != EvidenceState.KEPT) & col(Evidence.media_type).is_not(None)
    return (col(Evidence.kind) == "photo") | (col(Evidence.media_type) == PICTURE) | said


async def photos_of(
    session: AsyncSession, subject_id: int, moment: Moment | None = None, most: int = ALBUM_MOST
) -> list[Evidence]:
    """The pictures, as found and then as put right, each in the order they were sent; some may still be fetched."""
    rows = select(Evidence).where(col(Evidence.subject_id) == subject_id, pictures())
    found = (await session.scalars(rows.where(counts()).order_by(col(Evidence.received_at)))).all()
    before = _in_order(row for row in found if row.moment is Moment.BEFORE and moment is not Moment.AFTER)
    after = _in_order(row for row in found if row.moment is Moment.AFTER and moment is not Moment.BEFORE)
    return _fair_share(before, after, most)


def _in_order(rows: Iterable[Evidence]) -> list[Evidence]:
    """By message number within a chat, as parts may come in any order; chats by their first photo."""
    chats: dict[int, list[Evidence]] = {}
    for row in rows:
        chats.setdefault(row.chat_id, []).append(row)
    return [row for chat in chats.values() for row in sorted(chat, key=lambda row: row.message_id)]


def _fair_share(before: list[Evidence], after: list[Evidence], most: int) -> list[Evidence]:
    """Neither moment crowds out the other."""
    afters = min(len(after), max(most - len(before), most // 2))
    return [*before[: most - afters], *after[:afters]]
