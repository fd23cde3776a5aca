"""The inbox: every update Telegram hands us, kept before it is acknowledged.

    pending ──handled──▶ done
       │  ▲
       │  └─ put off until Telegram has answered; retried, at most MAX_TRIES
       └──▶ set_aside (kept, logged, told to the administrators, shown by the health check)

What must always hold:
- An update is acknowledged only after its row is committed.
- Updates of one chat share a lane; a worker locks lanes, so two processes never work on one chat at once.
- Of one person in one chat updates are handled in the order they came, with two exceptions: a call for help goes
  before all else, and one that is put off, because it failed or Telegram must be asked first, stands behind the others.
- Reports and commands go before chat and presses, and take with them what their sender did before in that chat. They
  share no batch with others, and wait for no more than the few that are being handled when they come.
- While an update is put off, later ones of the same sender in the same chat wait for it: an album, or a report and its
  edit, stay in order. Nobody else waits for it. Presses and calls for help wait for nobody, and nobody waits for a
  press.
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
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field

from models.base import Row, UtcDateTime, word
from models.db.database import embedded, upsert, wake
from models.inbox.ranks import Rank, taking_along
from models.inbox.raw_update import KIND_LIMIT, PRESS, UNKNOWN, chat_of, clean, kind_of, sender_of

LANES = 64
UNHURRIED = 25  # updates: a batch of what is neither a report nor a command
LOOK_AHEAD = 500  # rows: how far lanes are looked for that nobody holds
MAX_TRIES = 3
RETRY_AFTER = (timedelta(seconds=1), timedelta(seconds=5))  # after the first failure, after the second
SIGNAL = "inbox"
ERROR_LIMIT = 2000


class InboxState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    SET_ASIDE = "set_aside"


class InboxUpdate(Row, table=True):
    __tablename__ = "inbox"
    __table_args__ = (
        Index(
            "ix_inbox_next",
            "rank",
            "update_id",
            postgresql_where=text("state = 'pending'"),
            sqlite_where=text("state = 'pending'"),
        ),
        Index("ix_inbox_state", "state", "received_at"),
    )

    update_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    lane: int
    chat_id: int = Field(sa_type=BigInteger)
    sender_id: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    kind: str = Field(default=UNKNOWN, max_length=KIND_LIMIT, sa_column_kwargs={"server_default": UNKNOWN})
    rank: int = Field(default=Rank.FRESH, sa_column_kwargs={"server_default": "1"})
    payload: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=UtcDateTime)
    state: InboxState = word(InboxState, default=InboxState.PENDING)
    tries: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    set_aside_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = Field(default=None, sa_type=Text)


class Claimed(NamedTuple):
    """An update as plain data: it stays readable when the transaction that handles it fails."""

    update_id: int
    lane: int
    chat_id: int
    sender_id: int
    kind: str
    rank: int
    tries: int
    payload: str

    @property
    def raw(self) -> dict[str, Any]:
        return dict(json.loads(self.payload))


class InboxLane(Row, table=True):
    """Locked by the worker that handles the lane's chats; filled by the migration."""

    __tablename__ = "inbox_lanes"

    lane: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


async def store(
    session: AsyncSession,
    updates: Iterable[dict[str, Any]],
    now: datetime,
    rank_of: Callable[[dict[str, Any]], Rank] = lambda _: Rank.FRESH,
) -> int:
    """Keeps raw updates, ignoring those already kept; returns how many were given."""
    rows = [_row(clean(raw), now, rank_of) for raw in updates]
    if rows:
        await session.execute(upsert(session, Row.metadata.tables["inbox"]).on_conflict_do_nothing(), rows)
        wake(session, SIGNAL)
    if reports := [row for row in rows if row["rank"] == Rank.REPORT]:
        whose = {(row["chat_id"], row["sender_id"]) for row in reports}
        newest = max(row["update_id"] for row in reports)
        await session.execute(taking_along(), {"whose": sorted(whose), "newest": newest})
    return len(rows)


def _row(raw: dict[str, Any], now: datetime, rank_of: Callable[[dict[str, Any]], Rank]) -> dict[str, Any]:
    chat_id = chat_of(raw)
    return {
        "update_id": raw["update_id"],
        "lane": chat_id % LANES,
        "chat_id": chat_id,
        "sender_id": sender_of(raw),
        "kind": kind_of(raw),
        "rank": rank_of(raw),
        "payload": json.dumps(raw, ensure_ascii=False, separators=(",", ":")),
        "received_at": now,
        "state": InboxState.PENDING,
        "tries": 0,
    }


class Claiming(NamedTuple):
    """Lanes, then rows in them; or, where only one can write, rows of any lane."""

    lanes: Executable
    rows: Executable
    all_rows: Executable


@cache
def _claiming() -> Claiming:
    """Put together once, since that takes longer than to run them."""
    limit, most = bindparam("limit", type_=Integer), bindparam("most_lanes", type_=Integer)
    table, lanes = Row.metadata.tables["inbox"], Row.metadata.tables["inbox_lanes"]
    ready, order = _ready(), (table.c.rank, table.c.update_id)
    ahead = select(table.c.lane, table.c.rank, table.c.update_id).where(*ready).order_by(*order).limit(LOOK_AHEAD)
    first = ahead.subquery()
    best = select(first.c.lane, func.min(first.c.rank).label("rank"), func.min(first.c.update_id).label("update_id"))
    wanted = best.group_by(first.c.lane).subquery()
    free = select(lanes.c.lane).join(wanted, wanted.c.lane == lanes.c.lane)
    locked = free.order_by(wanted.c.rank, wanted.c.update_id).limit(most).with_for_update(of=lanes, skip_locked=True)
    rows = select(*(table.c[name] for name in Claimed._fields)).where(*ready).order_by(*order).limit(limit)
    return Claiming(locked, rows.where(table.c.lane.in_(bindparam("held", expanding=True))), rows)


def _ready() -> tuple[ColumnElement[bool], ...]:
    """Due, and not behind an update of its sender that is put off."""
    table, pending = Row.metadata.tables["inbox"], text("'pending'")  # written out: so is the partial index found
    other, now = table.alias("other"), bindparam("now", type_=UtcDateTime())
    retried = select(other.c.chat_id, other.c.sender_id).where(
        other.c.state == pending, other.c.rank == Rank.PUT_OFF, other.c.kind != PRESS
    )
    free = or_(
        table.c.rank.in_((Rank.CALL_FOR_HELP, Rank.PUT_OFF)),
        table.c.kind == PRESS,
        tuple_(table.c.chat_id, table.c.sender_id).not_in(retried),
    )
    return table.c.state == pending, or_(table.c.not_before.is_(None), table.c.not_before <= now), free


async def claim(session: AsyncSession, now: datetime, limit: int, most_lanes: int = LANES) -> Sequence[Claimed]:
    """The next updates to handle in this transaction, in their order; their lanes stay locked until it ends.

    Whoever takes fewer than all lanes leaves some for the others who work on the same inbox.
    """
    claiming = _claiming()
    given: dict[str, Any] = {"now": now, "limit": limit}
    statement = claiming.all_rows
    if not embedded(session):
        lanes = {"now": now, "most_lanes": min(most_lanes, limit)}
        given["held"] = (await session.scalars(claiming.lanes, lanes)).all()
        statement = claiming.rows
        if not given["held"]:
            return []
    return [Claimed(*row) for row in await session.execute(statement, given)]


def handled_together(claimed: Sequence[Claimed]) -> Sequence[Claimed]:
    """Those of the claimed that share a transaction: all reports and commands, or else a few of the others."""
    return [one for one in claimed if one.rank <= Rank.REPORT] or claimed[:UNHURRIED]


@cache
def _finishing() -> Executable:
    table = Row.metadata.tables["inbox"]
    handled = update(table).where(table.c.update_id.in_(bindparam("handled", expanding=True)))
    return handled.values(state=InboxState.DONE, error=None)


async def done(session: AsyncSession, update_ids: Sequence[int]) -> None:
    await session.execute(_finishing(), {"handled": update_ids})


async def failed(session: AsyncSession, one: Claimed, error: str, now: datetime, *, passing: bool = False) -> bool:
    """Counts a failed try of an update as it was claimed; whether it is set aside now.

    Not counted if another worker has tried it meanwhile, nor for what passes, such as a full disk: that says nothing
    of the update, which waits and lets others go first.
    """
    tries, table = one.tries + (not passing), Row.metadata.tables["inbox"]
    told: dict[str, Any] = {"tries": tries, "error": clean(error)[:ERROR_LIMIT]}
    if tries >= MAX_TRIES:
        told |= {"state": InboxState.SET_ASIDE, "set_aside_at": now}
    else:
        rank = case((table.c.rank == Rank.CALL_FOR_HELP, table.c.rank), else_=int(Rank.PUT_OFF))
        told |= {"rank": rank, "not_before": now + RETRY_AFTER[max(tries, 1) - 1]}
    same = (table.c.update_id == one.update_id, table.c.state == InboxState.PENDING, table.c.tries == one.tries)
    counted = await session.execute(update(table).where(*same).values(told))
    return tries >= MAX_TRIES and bool(counted.rowcount)  # type: ignore[attr-defined]
