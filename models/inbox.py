"""The inbox: every update Telegram hands us, kept before it is acknowledged.

    pending ──handled──▶ done  (at once, where it is handled in the transaction that keeps it)
       │  ▲
       │  └─ retried, at most MAX_TRIES
       └──▶ set_aside (kept, logged, shown by the health check)

What must always hold: an update is acknowledged only after its row is committed, and a chat's updates are handled in
their order. Updates of one chat share a lane; a worker locks lanes, so two processes never work on one chat at once.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Index,
    Integer,
    Text,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime, word
from models.db import embedded, signal, upserting
from models.shared import engage

LANES = 64
MAX_TRIES = 3
RETRY_AFTER = (timedelta(0), timedelta(seconds=1), timedelta(seconds=5))
KEEP_DONE = timedelta(hours=48)
BELL = "inbox"
TAKEN_IN = "taken_in"
KEPT = ("update_id", "lane", "chat_id", "payload", "received_at", "tries")


class InboxState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    SET_ASIDE = "set_aside"


class InboxUpdate(Row, table=True):
    __tablename__ = "inbox"
    __table_args__ = (
        Index(
            "ix_inbox_pending",
            "lane",
            "update_id",
            postgresql_where=text("state = 'pending'"),
            sqlite_where=text("state = 'pending'"),
        ),
        Index("ix_inbox_state", "state", "received_at"),
    )

    update_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    lane: int
    chat_id: int = Field(sa_type=BigInteger)
    payload: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=UtcDateTime)
    state: InboxState = word(InboxState, default=InboxState.PENDING)
    tries: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = Field(default=None, sa_type=Text)

    @property
    def raw(self) -> dict[str, Any]:
        return dict(json.loads(self.payload))


PENDING: ColumnElement[bool] = col(InboxUpdate.state) == literal_column("'pending'")  # so is the partial index found


class InboxLane(Row, table=True):
    """Locked by the worker that handles the lane's chats; filled by the migration."""

    __tablename__ = "inbox_lanes"

    lane: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


def chat_of(raw: dict[str, Any]) -> int:
    """The chat an update belongs to, or its sender, or 0: what it must be kept in order with."""
    for value in raw.values():
        if not isinstance(value, dict):
            continue
        message = value.get("message") if "data" in value or "chat_instance" in value else value
        for holder in (message, value):
            if isinstance(holder, dict) and isinstance(holder.get("chat"), dict):
                return _number(holder["chat"])
        if isinstance(value.get("from"), dict):
            return _number(value["from"])
    return 0


def _number(whose: dict[str, Any]) -> int:
    number = whose.get("id")
    return number if isinstance(number, int) else 0


async def store(session: AsyncSession, updates: Iterable[dict[str, Any]], now: datetime) -> int:
    """Keeps raw updates, ignoring those already kept; returns how many were given.

    Where whoever handles them is at hand in this transaction, a single one is kept as handled: see taken_in().
    """
    rows = [_row(raw, now) for raw in updates]
    if len(rows) == 1 and engage(session, BELL):
        await _take_in(session, rows[0])
    elif rows:
        await session.execute(_keeping(upserting(session)), rows)
        signal(session, BELL)
    return len(rows)


def _row(raw: dict[str, Any], now: datetime) -> dict[str, Any]:
    chat_id = chat_of(raw)
    return {
        "update_id": raw["update_id"],
        "lane": chat_id % LANES,
        "chat_id": chat_id,
        "payload": json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode(errors="replace").decode(),
        "received_at": now,
        "state": InboxState.PENDING,
        "tries": 0,
    }


@cache
def _keeping(insert: Callable[[Any], Any]) -> Executable:
    """Put together once, like all that runs for every update."""
    kept: Executable = insert(Row.metadata.tables["inbox"]).on_conflict_do_nothing()
    return kept


@cache
def _taking_in(insert: Callable[[Any], Any]) -> Executable:
    """As handled, unless an earlier one of its lane waits or somebody else holds the lane."""
    table, lanes = Row.metadata.tables["inbox"], Row.metadata.tables["inbox_lanes"]
    given = {name: bindparam(name, type_=table.c[name].type) for name in KEPT}
    waiting = table.alias("waiting")
    earlier = exists().where(waiting.c.state == literal_column("'pending'"), waiting.c.lane == given["lane"])
    lane = select(lanes.c.lane).where(lanes.c.lane == given["lane"]).with_for_update(skip_locked=True)
    words = {each: literal_column(f"'{each}'", table.c.state.type) for each in (InboxState.PENDING, InboxState.DONE)}
    state = case((or_(earlier, ~lane.exists()), words[InboxState.PENDING]), else_=words[InboxState.DONE])
    row = select(*given.values(), state).where(true())  # without a WHERE, SQLite takes ON CONFLICT for a join
    kept = insert(table).from_select([*KEPT, "state"], row, include_defaults=False).on_conflict_do_nothing()
    taking: Executable = kept.returning(table.c.state)
    return taking


async def _take_in(session: AsyncSession, row: dict[str, Any]) -> None:
    kept_as = await session.scalar(_taking_in(upserting(session)), row)
    if kept_as is InboxState.DONE:
        session.info.setdefault(TAKEN_IN, []).append(InboxUpdate(**{**row, "state": kept_as}))
    elif kept_as is not None:
        signal(session, BELL)


def taken_in(session: AsyncSession) -> list[InboxUpdate]:
    """What this transaction keeps as handled: whoever asks must handle it, or let the transaction fail."""
    taken: list[InboxUpdate] = session.info.pop(TAKEN_IN, [])
    return taken


class Claiming(NamedTuple):
    """Lanes, then rows in them; or, where only one can write, rows of any lane."""

    lanes: Executable
    rows: Executable
    all_rows: Executable


@cache
def _claiming() -> Claiming:
    """Put together once, since that takes longer than to run them."""
    now, limit = bindparam("now", type_=UtcDateTime()), bindparam("limit", type_=Integer)
    retried_later = select(col(InboxUpdate.chat_id)).where(PENDING, col(InboxUpdate.not_before) > now)
    ready = (PENDING, col(InboxUpdate.chat_id).not_in(retried_later))
    oldest = select(col(InboxUpdate.lane)).where(*ready).order_by(col(InboxUpdate.update_id)).limit(limit)
    most = bindparam("most_lanes", type_=Integer)
    held_by_nobody = select(col(InboxLane.lane)).where(col(InboxLane.lane).in_(oldest)).limit(most)
    lanes = held_by_nobody.with_for_update(skip_locked=True)
    held = col(InboxUpdate.lane).in_(bindparam("held", expanding=True))
    rows = select(InboxUpdate).where(*ready).order_by(col(InboxUpdate.update_id)).limit(limit)
    return Claiming(lanes, rows.where(held), rows)


async def claim(session: AsyncSession, now: datetime, limit: int, most_lanes: int = LANES) -> Sequence[InboxUpdate]:
    """The next updates to handle in this transaction, each chat's in order; their lanes stay locked until it ends.

    Whoever takes fewer than all lanes leaves some for the others who work on the same inbox.
    """
    claiming = _claiming()
    given = {"now": now, "limit": limit}
    if embedded(session):
        return (await session.scalars(claiming.all_rows, given)).all()
    held = (await session.scalars(claiming.lanes, {**given, "most_lanes": most_lanes})).all()
    if not held:
        return []
    return (await session.scalars(claiming.rows, {**given, "held": held})).all()


async def claim_one(session: AsyncSession, update_id: int, now: datetime) -> InboxUpdate | None:
    """One update to handle in this transaction, unless another process holds its lane or it is no longer due."""
    row = await session.get(InboxUpdate, update_id)
    if row is None:
        return None
    lane = select(col(InboxLane.lane)).where(col(InboxLane.lane) == row.lane).with_for_update(skip_locked=True)
    if await session.scalar(lane) is None:
        return None
    await session.refresh(row)
    waits = row.not_before is not None and row.not_before > now
    return None if waits or row.state is not InboxState.PENDING else row


@cache
def _finishing() -> Executable:
    table = Row.metadata.tables["inbox"]
    handled = update(table).where(table.c.update_id.in_(bindparam("handled", expanding=True)))
    return handled.values(state=InboxState.DONE, error=None)


async def done(session: AsyncSession, update_ids: Sequence[int]) -> None:
    with session.no_autoflush:
        await session.execute(_finishing(), {"handled": update_ids})


async def failed(session: AsyncSession, update_id: int, error: str, now: datetime) -> InboxState:
    """Counts a failed try; says whether the update waits for another or was set aside."""
    tries = await session.scalar(select(col(InboxUpdate.tries)).where(col(InboxUpdate.update_id) == update_id))
    tried = (tries or 0) + 1
    state = InboxState.SET_ASIDE if tried >= MAX_TRIES else InboxState.PENDING
    later = now + RETRY_AFTER[min(tried, MAX_TRIES - 1)]
    row = update(InboxUpdate).where(col(InboxUpdate.update_id) == update_id)
    await session.execute(row.values(tries=tried, state=state, not_before=later, error=error[:2000]))
    return state


async def count(session: AsyncSession, state: InboxState) -> int:
    total = select(func.count()).select_from(InboxUpdate).where(col(InboxUpdate.state) == state)
    return (await session.execute(total)).scalar_one()


async def forget_done(session: AsyncSession, now: datetime) -> None:
    """Drops handled updates that Telegram itself no longer keeps, so that renumbered ids can come again."""
    old = col(InboxUpdate.received_at) < now - KEEP_DONE
    await session.execute(delete(InboxUpdate).where(col(InboxUpdate.state) == InboxState.DONE, old))
