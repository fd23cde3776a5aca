"""Taking the next message to send, and recording what became of it.

    free ──next_letter()──▶ leased ──record_…()──▶ sent · dropped · failed · unknown · free again, later

What must always hold: a chat has one leased message at most; within a lane of a chat messages go out in the order of
their ids, and one that must be tried again holds back those behind it; whatever is recorded of a message that was
refreshed meanwhile, the message stays pending, because its newest state is still to be shown. A lease outlives its
process: messages of one that died are taken again once the lease has run out.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    ScalarSelect,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.base import Row, UtcDateTime
from models.db.database import embedded, upsert, wake
from models.outbox.tables import SIGNAL, Lane, MessageState, OutboxMessage

TABLE = Row.metadata.tables[
    "outbox"
]  # in statements that run for every message: the unit of work would double their cost
DELIVERED = Row.metadata.tables["delivered"]
# not a parameter: with one, no planner proves that the partial indexes apply
PENDING: ColumnElement[Any] = literal_column("'pending'")


def _pending() -> ColumnElement[bool]:
    return col(OutboxMessage.state) == PENDING


def _free(leased_at: Any) -> ColumnElement[bool]:
    return or_(TABLE.c.leased_until.is_(None), TABLE.c.leased_until <= leased_at)


def _held_back(now: Any) -> ColumnElement[bool]:
    """Behind a message of its chat and lane that is to be tried again later."""
    ahead = aliased(OutboxMessage)
    same = and_(col(ahead.chat_id) == col(OutboxMessage.chat_id), col(ahead.lane) == col(OutboxMessage.lane))
    earlier = and_(same, col(ahead.id) < col(OutboxMessage.id))
    retried = and_(col(ahead.tries) > 0, col(ahead.not_before) > now)
    return exists().where(earlier, col(ahead.state) == PENDING, retried)


def _best(now: Any, leased_at: Any, *, some_busy: bool, some_urgent_only: bool) -> ScalarSelect[Any]:
    leased = aliased(OutboxMessage)
    in_flight = select(col(leased.chat_id)).where(col(leased.state) == PENDING, col(leased.leased_until) > leased_at)
    ready = (_pending(), col(OutboxMessage.not_before) <= now, _free(leased_at), ~_held_back(now))
    rows = select(col(OutboxMessage.id)).where(*ready, col(OutboxMessage.chat_id).not_in(in_flight))
    if some_busy:
        rows = rows.where(col(OutboxMessage.chat_id).not_in(bindparam("busy", expanding=True)))
    if some_urgent_only:
        others = col(OutboxMessage.chat_id).not_in(bindparam("urgent_only", expanding=True))
        rows = rows.where(or_(col(OutboxMessage.lane) == Lane.URGENT, others))
    best = rows.order_by(col(OutboxMessage.lane), col(OutboxMessage.id)).limit(1).with_for_update(skip_locked=True)
    return best.scalar_subquery()


@cache
def _leasing(*, some_busy: bool, some_urgent_only: bool) -> Executable:
    """Put together once: that takes longer than to run it."""
    now = bindparam("now", type_=UtcDateTime())
    leased_at = bindparam("leased_at", type_=UtcDateTime())
    best = _best(now, leased_at, some_busy=some_busy, some_urgent_only=some_urgent_only)
    row = update(TABLE).where(TABLE.c.id == best, TABLE.c.state == PENDING, _free(leased_at))
    return row.values(leased_until=bindparam("until", type_=UtcDateTime())).returning(*TABLE.c)


async def next_message(
    session: AsyncSession,
    now: datetime,
    busy_chats: Collection[int],
    lease: timedelta,
    *,
    urgent_only: Collection[int] = (),
    leased_at: datetime | None = None,
) -> OutboxMessage | None:
    """
    The most urgent message that may go to a chat not among `busy_chats`, leased until `leased_at + lease`; the hour
    `leased_at` is `now` unless `now` is of a clock that may leap. Chats `urgent_only` get nothing but what is urgent.
    """
    hour = leased_at or now
    given: dict[str, Any] = {"now": now, "leased_at": hour, "until": hour + lease}
    if busy_chats:
        given["busy"] = list(busy_chats)
    if urgent_only:
        given["urgent_only"] = list(urgent_only)
    leasing = _leasing(some_busy=bool(busy_chats), some_urgent_only=bool(urgent_only))
    row = (await session.execute(leasing, given)).mappings().first()
    return None if row is None else OutboxMessage(**row)


FIRST_DUE = select(func.min(TABLE.c.not_before)).where(TABLE.c.state == PENDING, TABLE.c.leased_until.is_(None))


async def next_due(session: AsyncSession) -> datetime | None:
    """When the first message that nobody is sending is due; a time gone by when its chat is busy."""
    due: datetime | None = await session.scalar(FIRST_DUE)
    return due


async def shorten_leases(session: AsyncSession, until: datetime) -> None:
    """Takes over from a process that no longer sends: what it held is free at `until`."""
    rows = update(OutboxMessage).where(_pending(), col(OutboxMessage.leased_until) > until)
    await _run(session, rows, leased_until=until)


async def sent_since(session: AsyncSession, since: datetime) -> Sequence[tuple[int, datetime | None]]:
    """(chat, hour) of what was sent lately; without an hour, what was in flight and may just have been."""
    leased = and_(_pending(), col(OutboxMessage.leased_until).is_not(None))
    hour = case((leased, None), else_=col(OutboxMessage.sent_at))
    rows = select(col(OutboxMessage.chat_id), hour).where(or_(leased, col(OutboxMessage.sent_at) > since))
    return [(chat_id, at) for chat_id, at in (await session.execute(rows)).all()]


@cache
def _sending() -> Update:
    given = {name: bindparam(f"given_{name}", type_=TABLE.c[name].type) for name in ("message_id", "form", "sent_at")}
    moved = TABLE.c.chat_id != bindparam("chat", type_=BigInteger)
    unchanged = TABLE.c.revision == bindparam("worded")
    row = update(TABLE).where(TABLE.c.id == bindparam("letter", type_=BigInteger), TABLE.c.state == PENDING)
    return row.values(
        state=case((unchanged, literal_column(f"'{MessageState.SENT}'")), else_=PENDING),
        message_id=case((moved, null()), else_=given["message_id"]),
        form=case((moved, null()), else_=given["form"]),
        sent_at=given["sent_at"],
        tries=0,
        reason=None,
        leased_until=None,
    ).returning(TABLE.c.state)


@cache
def _sending_all() -> Executable:
    """With its messages, where one statement can do both."""
    ids = func.unnest(bindparam("message_ids", type_=ARRAY(BigInteger))).column_valued("message")
    here, which = bindparam("chat", type_=BigInteger), bindparam("letter", type_=BigInteger)
    rows = postgresql.insert(DELIVERED).from_select(["chat_id", "message_id", "letter_id"], select(here, ids, which))
    return _sending().add_cte(rows.on_conflict_do_nothing().cte("told"))


async def record_sent(
    session: AsyncSession, message: OutboxMessage, message_ids: Sequence[int], form: str, now: datetime
) -> None:
    """Sent as worded at `message.revision`. If its chat was upgraded meanwhile, the message stayed in the old one."""
    told = {"given_message_id": message_ids[0] if message_ids else None, "given_form": form, "given_sent_at": now}
    given = {**told, "letter": message.id, "chat": message.chat_id, "worded": message.revision}
    if not embedded(session):
        _look_again(session, await session.scalar(_sending_all(), {**given, "message_ids": list(message_ids)}))
        return
    _look_again(session, await session.scalar(_sending(), given))
    rows = [{"chat_id": message.chat_id, "message_id": each, "letter_id": message.id} for each in message_ids]
    if rows:
        await session.execute(upsert(session, DELIVERED).on_conflict_do_nothing(), rows)


async def record_dropped(session: AsyncSession, message: OutboxMessage, reason: str) -> None:
    """Skip; a message that stands already stays as it is and may be changed again."""
    stands = message.message_id is not None
    await _settle(session, message, MessageState.SENT if stands else MessageState.DROPPED, reason)


async def record_gone(session: AsyncSession, message: OutboxMessage, reason: str) -> None:
    """It has served and was taken away for good."""
    await _settle(session, message, MessageState.DROPPED, reason)


async def record_failed(session: AsyncSession, message: OutboxMessage, reason: str) -> None:
    await _settle(session, message, MessageState.FAILED, reason)


async def record_unknown(session: AsyncSession, message: OutboxMessage, reason: str) -> None:
    """Perhaps sent: Telegram never answered, and saying it twice would be worse."""
    await _settle(session, message, MessageState.UNKNOWN, reason)


async def record_later(session: AsyncSession, message: OutboxMessage, until: datetime, reason: str) -> None:
    """To be tried again; a message refreshed meanwhile waits as well, since its chat must."""
    retried = {"not_before": until, "tries": col(OutboxMessage.tries) + 1, "reason": reason[:500]}
    await _run(session, _row(message), leased_until=None, **retried)
    wake(session, SIGNAL)


async def give_back(session: AsyncSession, message: OutboxMessage) -> None:
    """As if it had not been taken."""
    await _run(session, _row(message), leased_until=None)
    wake(session, SIGNAL)


async def pause_chat(session: AsyncSession, chat_id: int, until: datetime) -> None:
    """Telegram asked for patience in this chat: nothing pending goes there before `until`."""
    rows = update(OutboxMessage).where(
        col(OutboxMessage.chat_id) == chat_id, _pending(), col(OutboxMessage.not_before) < until
    )
    await _run(session, rows, not_before=until)


async def fail_chat(session: AsyncSession, chat_id: int, reason: str) -> int:
    """The chat does not hear us: nothing pending for it can be told. Says how many messages that were."""
    rows = update(OutboxMessage).where(col(OutboxMessage.chat_id) == chat_id, _pending())
    return await _run(session, rows, state=MessageState.FAILED, reason=reason[:500], leased_until=None)


async def _settle(
    session: AsyncSession, message: OutboxMessage, state: MessageState, reason: str | None, **told: Any
) -> None:
    unchanged = col(OutboxMessage.revision) == message.revision
    settled = case((unchanged, literal_column(f"'{state}'")), else_=PENDING)
    short = reason if reason is None else reason[:500]
    row = (
        _row(message).values(state=settled, reason=short, leased_until=None, **told).returning(col(OutboxMessage.state))
    )
    _look_again(session, await session.scalar(row.execution_options(synchronize_session=False)))


def _look_again(session: AsyncSession, state: MessageState | None) -> None:
    """A message refreshed while it was under way is still to be shown."""
    if state is MessageState.PENDING:
        wake(session, SIGNAL)


def _row(message: OutboxMessage) -> Update:
    ours = col(OutboxMessage.leased_until).is_not_distinct_from(message.leased_until)  # and not of whoever took over
    return update(OutboxMessage).where(col(OutboxMessage.id) == message.id, _pending(), ours)


async def _run(session: AsyncSession, rows: Update, **values: Any) -> int:
    done = await session.execute(rows.values(**values).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]
