"""Enqueue messages, refresh and find them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Executable, and_, bindparam, case, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import UtcDateTime, new_id
from models.db.database import insert, upsert, wake
from models.outbox.tables import SIGNAL, Delivered, Lane, MessageState, OutboxMessage


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
    cost: int = 1,
    **args: Any,
) -> OutboxMessage:
    """Tells `chat_id` something; `args` must be JSON. The message is written by database.insert().

    `cost`: as how many messages Telegram will count it, as far as that is known; what it lacks is waited for later.
    """
    row = insert(
        session,
        OutboxMessage,
        chat_id=chat_id,
        kind=kind,
        lane=lane,
        subject_id=subject_id,
        args=args,
        reply_to=reply_to,
        not_before=not_before or now,
        cost=cost,
        created_at=now,
    )
    wake(session, SIGNAL)
    return OutboxMessage(**row)


def take_away(session: AsyncSession, chat_id: int, message_id: int, kind: str, now: datetime) -> None:
    """A message of ours that the outbox did not send; its view says Delete. It stays where we may not delete."""
    mine = {"chat_id": chat_id, "message_id": message_id, "kind": kind, "lane": Lane.IDLE}
    insert(session, OutboxMessage, **mine, not_before=now, created_at=now)
    wake(session, SIGNAL)


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
    """Like enqueue(), unless a message with this key was ever enqueued; says whether it was new."""
    about = {"subject_id": subject_id, "reply_to": reply_to, "not_before": not_before or now}
    row = _keyed(key, chat_id, kind, lane, now, args=args, **about)
    await session.flush()
    added = await session.execute(
        upsert(session, OutboxMessage).values(row).on_conflict_do_nothing().returning(col(OutboxMessage.id))
    )
    wake(session, SIGNAL)
    return added.first() is not None


async def enqueue_each_once(
    session: AsyncSession, chats: Mapping[str, int], kind: str, lane: Lane, now: datetime, **args: Any
) -> Collection[str]:
    """Like enqueue_once() for each of these chats, by key; returns the keys that were known."""
    await session.flush()
    there = select(col(OutboxMessage.dedupe_key)).where(col(OutboxMessage.dedupe_key).in_(chats))
    known = chats.keys() & set(await session.scalars(there))
    about = {"args": args, "subject_id": None, "reply_to": None, "not_before": now}
    rows = [_keyed(key, chat, kind, lane, now, **about) for key, chat in chats.items() if key not in known]
    if rows:
        await session.execute(upsert(session, OutboxMessage).on_conflict_do_nothing(), rows)
        wake(session, SIGNAL)
    return known


def _keyed(key: str, chat_id: int, kind: str, lane: Lane, now: datetime, **about: Any) -> dict[str, Any]:
    new = {"id": new_id(), "state": MessageState.PENDING, "revision": 1, "tries": 0, "created_at": now}
    return {**new, "dedupe_key": key, "chat_id": chat_id, "kind": kind, "lane": int(lane), **about}


async def refresh(session: AsyncSession, subject_id: int, kinds: Sequence[str], now: datetime) -> None:
    """Words the standing messages about a subject anew: those sent are edited, those pending show the newest state."""
    await refresh_all(session, (subject_id,), kinds, now)


async def refresh_all(session: AsyncSession, subject_ids: Sequence[int], kinds: Sequence[str], now: datetime) -> None:
    """Like refresh(), for several subjects in one statement."""
    refused_edit = and_(col(OutboxMessage.state) == MessageState.FAILED, col(OutboxMessage.message_id).is_not(None))
    standing = or_(col(OutboxMessage.state).in_([MessageState.PENDING, MessageState.SENT]), refused_edit)
    about = (col(OutboxMessage.subject_id).in_(subject_ids), col(OutboxMessage.kind).in_(kinds))
    await word_anew(session, and_(*about, standing), now)


async def refresh_one(session: AsyncSession, message: OutboxMessage, now: datetime) -> None:
    """Words this message anew, with the arguments it has now."""
    await session.flush()
    await word_anew(session, col(OutboxMessage.id) == message.id, now)


async def word_anew(session: AsyncSession, which: ColumnElement[bool], now: datetime, **values: Any) -> None:
    """What waits already waits no less for it.

    A statement, never an object: one that was loaded before delivery recorded the message would write back nothing but
    its revision, and the change would never be said.
    """
    waits = col(OutboxMessage.state) == MessageState.PENDING
    newer: dict[str, Any] = {
        "state": MessageState.PENDING,
        "revision": col(OutboxMessage.revision) + 1,
        "tries": case((waits, col(OutboxMessage.tries)), else_=0),
        "not_before": case((waits, col(OutboxMessage.not_before)), else_=literal(now, UtcDateTime())),
    }
    rows = update(OutboxMessage).where(which).values(**newer | values)
    await session.execute(rows.execution_options(synchronize_session=False))
    wake(session, SIGNAL)


async def message_at(session: AsyncSession, chat_id: int, message_id: int) -> OutboxMessage | None:
    """Return the outbox's message that a message of ours in this chat is, or None."""
    return (await session.scalars(_at(), {"chat": chat_id, "message": message_id})).first()


@cache
def _at() -> Executable:
    """Put together once, since every press asks it."""
    chat, message = bindparam("chat", type_=BigInteger), bindparam("message", type_=BigInteger)
    rows = select(OutboxMessage).join(Delivered, col(Delivered.letter_id) == col(OutboxMessage.id))
    return rows.where(col(Delivered.chat_id) == chat, col(Delivered.message_id) == message)


async def newest_at(session: AsyncSession, chat_id: int) -> OutboxMessage | None:
    """Return the outbox's message that our newest message in this chat is, or None."""
    return next(iter(await newest_in(session, chat_id, 1)), None)


async def newest_in(session: AsyncSession, chat_id: int, most: int) -> Sequence[OutboxMessage]:
    """Likewise of our newest messages in this chat, the newest first."""
    rows = select(OutboxMessage).join(Delivered, col(Delivered.letter_id) == col(OutboxMessage.id))
    newest = rows.where(col(Delivered.chat_id) == chat_id).order_by(col(Delivered.message_id).desc()).limit(most)
    return (await session.scalars(newest)).all()


async def follow_chat(session: AsyncSession, old: int, new: int) -> None:
    """A group became a supergroup: what is pending goes there, and what stands is sent anew when it changes."""
    rows = update(OutboxMessage).where(col(OutboxMessage.chat_id) == old)
    gone = dict.fromkeys(("message_id", "form", "digest", "lost_copy", "reply_to", "leased_until"))
    moved = rows.values(chat_id=new, **gone)
    await session.execute(moved.execution_options(synchronize_session=False))
