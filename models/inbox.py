"""The inbox: every update Telegram hands us, kept before it is acknowledged.

    pending ──handled──▶ done
       │  ▲
       │  └─ retried, at most MAX_TRIES
       └──▶ set_aside (kept, logged, shown by the health check)

What must always hold: an update is acknowledged only after its row is committed, and a chat's updates are handled in
their order. Updates of one chat share a lane; a worker locks lanes, so two processes never work on one chat at once.
"""

import json
from collections.abc import Iterable, Sequence
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
    delete,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime, word
from models.db import embedded, signal, upsert

LANES = 64
MAX_TRIES = 3
RETRY_AFTER = (timedelta(0), timedelta(seconds=1), timedelta(seconds=5))
KEEP_DONE = timedelta(hours=48)
BELL = "inbox"


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
    """Keeps raw updates, ignoring those already kept; returns how many were given."""
    rows = []
    for raw in updates:
        chat_id = chat_of(raw)
        payload = json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode(errors="replace").decode()
        rows.append(
            {
                "update_id": raw["update_id"],
                "lane": chat_id % LANES,
                "chat_id": chat_id,
                "payload": payload,
                "received_at": now,
                "state": InboxState.PENDING,
                "tries": 0,
            }
        )
    if rows:
        await session.execute(upsert(session, InboxUpdate).on_conflict_do_nothing(), rows)
        signal(session, BELL)
    return len(rows)


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
