"""Enqueue messages, refresh and find them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import new_id
from models.db.database import insert, signal, upsert
from models.outbox.tables import BELL, Delivered, Lane, Letter, LetterState


def enqueue(
    session: AsyncSession,
    chat_id: int,
    kind: str,
    lane: Lane,
    now: datetime,
    *,
    subject_id: int | None = None,
    reply_to: int | None = None,
    not_before: datetime | None = None,
    **args: Any,
) -> Letter:
    """Tells `chat_id` something; `args` must be JSON. The letter is written by database.insert()."""
    row = insert(
        session,
        Letter,
        chat_id=chat_id,
        kind=kind,
        lane=lane,
        subject_id=subject_id,
        args=args,
        reply_to=reply_to,
        not_before=not_before or now,
        created_at=now,
    )
    signal(session, BELL)
    return Letter(**row)


async def enqueue_once(
    session: AsyncSession,
    key: str,
    chat_id: int,
    kind: str,
    lane: Lane,
    now: datetime,
    *,
    subject_id: int | None = None,
    reply_to: int | None = None,
    not_before: datetime | None = None,
    **args: Any,
) -> bool:
    """Like enqueue(), unless a letter with this key was ever enqueued; says whether it was new."""
    row = {
        "id": new_id(),
        "chat_id": chat_id,
        "kind": kind,
        "lane": int(lane),
        "subject_id": subject_id,
        "args": args,
        "dedupe_key": key,
        "reply_to": reply_to,
        "state": LetterState.PENDING,
        "revision": 1,
        "not_before": not_before or now,
        "tries": 0,
        "created_at": now,
    }
    await session.flush()
    added = await session.execute(
        upsert(session, Letter).values(row).on_conflict_do_nothing().returning(col(Letter.id))
    )
    signal(session, BELL)
    return added.first() is not None


async def refresh(session: AsyncSession, subject_id: int, kinds: Sequence[str], now: datetime) -> None:
    """Words the standing letters about a subject anew: those sent are edited, those pending show the newest state."""
    await refresh_all(session, (subject_id,), kinds, now)


async def refresh_all(session: AsyncSession, subject_ids: Sequence[int], kinds: Sequence[str], now: datetime) -> None:
    """Like refresh(), for several subjects in one statement."""
    refused_edit = and_(col(Letter.state) == LetterState.FAILED, col(Letter.message_id).is_not(None))
    standing = or_(col(Letter.state).in_([LetterState.PENDING, LetterState.SENT]), refused_edit)
    rows = update(Letter).where(col(Letter.subject_id).in_(subject_ids), col(Letter.kind).in_(kinds), standing)
    await session.execute(
        rows.values(
            state=LetterState.PENDING, revision=col(Letter.revision) + 1, tries=0, not_before=now
        ).execution_options(synchronize_session=False)
    )
    signal(session, BELL)


async def refresh_one(session: AsyncSession, letter: Letter, now: datetime) -> None:
    """Words this letter anew, with the arguments it has now."""
    letter.state, letter.revision, letter.tries, letter.not_before = LetterState.PENDING, letter.revision + 1, 0, now
    session.add(letter)
    signal(session, BELL)


async def letter_at(session: AsyncSession, chat_id: int, message_id: int) -> Letter | None:
    """The letter that a message of ours in this chat was."""
    rows = select(Letter).join(Delivered, col(Delivered.letter_id) == col(Letter.id))
    here = rows.where(col(Delivered.chat_id) == chat_id, col(Delivered.message_id) == message_id)
    return (await session.scalars(here)).first()


async def newest_at(session: AsyncSession, chat_id: int) -> Letter | None:
    """The letter that our newest message in this chat is."""
    rows = select(Letter).join(Delivered, col(Delivered.letter_id) == col(Letter.id))
    newest = rows.where(col(Delivered.chat_id) == chat_id).order_by(col(Delivered.message_id).desc()).limit(1)
    return (await session.scalars(newest)).first()


async def follow_chat(session: AsyncSession, old: int, new: int) -> None:
    """A group became a supergroup: what is pending goes there, and what stands is sent anew when it changes."""
    rows = update(Letter).where(col(Letter.chat_id) == old)
    moved = rows.values(chat_id=new, message_id=None, form=None, reply_to=None, leased_until=None)
    await session.execute(moved.execution_options(synchronize_session=False))
