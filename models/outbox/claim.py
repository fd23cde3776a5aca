"""Taking the next message to send, and recording what became of it.

    free ──next_message()──▶ leased ──record_…()──▶ sent · dropped · failed · free again, later

What must always hold: a chat has one leased message at most; within a lane of a chat new messages go out in the order
of their ids, and one that must be tried again holds back those behind it, for a while; whatever is recorded of a
message that was refreshed meanwhile, the message stays pending, because its newest state is still to be shown. A lease
outlives its process: messages of one that died are taken again once the lease has run out, and what stands of them is
then not certain.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Executable,
    Update,
    and_,
    bindparam,
    case,
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
from sqlmodel import col

from models.base import Row
from models.db.database import embedded, upsert, wake
from models.outbox.polls import PollTotals, poll_sent
from models.outbox.tables import SIGNAL, MessageState, OutboxMessage
from models.outbox.turn import EDIT_YIELDS, PENDING, TABLE, is_pending, leasing

DELIVERED = Row.metadata.tables["delivered"]
STANDS = ("message_id", "form", "digest", "sent_at")


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
    given: dict[str, Any] = {"now": now, "leased_at": hour, "until": hour + lease, "patient_since": now - EDIT_YIELDS}
    if busy_chats:
        given["busy"] = list(busy_chats)
    if urgent_only:
        given["urgent_only"] = list(urgent_only)
    statement = leasing(some_busy=bool(busy_chats), some_urgent_only=bool(urgent_only))
    row = (await session.execute(statement, given)).mappings().first()
    return None if row is None else OutboxMessage(**row)


FIRST_DUE = select(func.min(TABLE.c.not_before)).where(TABLE.c.state == PENDING, TABLE.c.leased_until.is_(None))


async def next_due(session: AsyncSession) -> datetime | None:
    """When the first message that nobody is sending is due; a time gone by when its chat is busy."""
    due: datetime | None = await session.scalar(FIRST_DUE)
    return due


async def shorten_leases(session: AsyncSession, until: datetime, but: Collection[int] = ()) -> None:
    """What nobody sends any more is free at `until`: all that is leased, `but` these messages."""
    held = is_pending(), col(OutboxMessage.leased_until) > until, col(OutboxMessage.id).not_in(but)
    rows = update(OutboxMessage).where(*held)
    await _run(session, rows, leased_until=until)


async def sent_since(session: AsyncSession, since: datetime) -> Sequence[tuple[int, datetime | None]]:
    """(chat, hour) of what was sent lately; without an hour, what was in flight and may just have been."""
    leased = and_(is_pending(), col(OutboxMessage.leased_until).is_not(None))
    hour = case((leased, None), else_=col(OutboxMessage.sent_at))
    rows = select(col(OutboxMessage.chat_id), hour).where(or_(leased, col(OutboxMessage.sent_at) > since))
    return [(chat_id, at) for chat_id, at in (await session.execute(rows)).all()]


@cache
def _sending() -> Update:
    given = {name: bindparam(f"given_{name}", type_=TABLE.c[name].type) for name in STANDS}
    moved = TABLE.c.chat_id != bindparam("chat", type_=BigInteger)
    unchanged = TABLE.c.revision == bindparam("worded")
    row = update(TABLE).where(TABLE.c.id == bindparam("letter", type_=BigInteger), TABLE.c.state == PENDING)
    return row.values(
        state=case((unchanged, literal_column(f"'{MessageState.SENT}'")), else_=PENDING),
        message_id=case((moved, null()), else_=given["message_id"]),
        form=case((moved, null()), else_=given["form"]),
        digest=case((moved, null()), else_=given["digest"]),
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
    session: AsyncSession,
    message: OutboxMessage,
    message_ids: Sequence[int],
    form: str,
    now: datetime,
    digest: str | None = None,
    poll: PollTotals | None = None,
) -> None:
    """Sent as worded at `message.revision`. If its chat was upgraded meanwhile, the message stayed in the old one."""
    if poll is not None:
        await poll_sent(session, poll, message.subject_id, now)
    stands = (message_ids[0] if message_ids else None, form, digest, now)
    told = {f"given_{name}": value for name, value in zip(STANDS, stands, strict=True)}
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


async def record_later(
    session: AsyncSession, message: OutboxMessage, until: datetime, reason: str, **stands: Any
) -> None:
    """To be tried again; a message refreshed meanwhile waits as well, since its chat must. `stands`: what then does."""
    retried = {"not_before": until, "tries": col(OutboxMessage.tries) + 1, "reason": reason[:500]}
    await _run(session, _row(message), leased_until=None, **retried, **stands)
    wake(session, SIGNAL)


async def give_back(session: AsyncSession, message: OutboxMessage) -> None:
    """As if it had not been taken."""
    await _run(session, _row(message), leased_until=None)
    wake(session, SIGNAL)


async def put_off(session: AsyncSession, message: OutboxMessage, until: datetime) -> None:
    """Likewise, but not before `until`."""
    await _run(session, _row(message), leased_until=None, not_before=until)
    wake(session, SIGNAL)


async def pause_chat(session: AsyncSession, chat_id: int, until: datetime) -> None:
    """Telegram asked for patience in this chat: nothing pending goes there before `until`."""
    rows = update(OutboxMessage).where(
        col(OutboxMessage.chat_id) == chat_id, is_pending(), col(OutboxMessage.not_before) < until
    )
    await _run(session, rows, not_before=until)


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
    return update(OutboxMessage).where(col(OutboxMessage.id) == message.id, is_pending(), ours)


async def _run(session: AsyncSession, rows: Update, **values: Any) -> int:
    done = await session.execute(rows.values(**values).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]
