"""Whose turn it is: the statement that leases the next message.

Lane by lane; within one the oldest goes first, but an edit waits until nothing new is due in its chat, or for two
minutes. One that must be tried again holds back those behind it, for a while.
"""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    ScalarSelect,
    and_,
    bindparam,
    case,
    exists,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.base import Row, UtcDateTime
from models.outbox.tables import Lane, OutboxMessage

TABLE = Row.metadata.tables[
    "outbox"
]  # in statements that run for every message: the unit of work would double their cost
PENDING: ColumnElement[Any] = literal_column(
    "'pending'"
)  # not a parameter: with one, no planner proves that the partial indexes apply
HOLDS_TRIES = 8  # some four minutes: what fails for longer than others holds nobody up
EDIT_YIELDS = timedelta(minutes=2)


def is_pending() -> ColumnElement[bool]:
    return col(OutboxMessage.state) == PENDING


def _free(leased_at: Any) -> ColumnElement[bool]:
    return or_(TABLE.c.leased_until.is_(None), TABLE.c.leased_until <= leased_at)


def _beside() -> tuple[Any, ColumnElement[bool]]:
    """What is not said yet in a message's chat and lane."""
    other = aliased(OutboxMessage)
    same = and_(col(other.chat_id) == col(OutboxMessage.chat_id), col(other.lane) == col(OutboxMessage.lane))
    return other, and_(same, col(other.state) == PENDING, col(other.message_id).is_(None))


def _held_back(now: Any) -> ColumnElement[bool]:
    """Behind a message that is to be tried again later; one that may have been said already keeps nobody waiting."""
    ahead, unsaid = _beside()
    retried = and_(
        col(ahead.tries).between(1, HOLDS_TRIES), col(ahead.not_before) > now, col(ahead.lost_copy).is_(None)
    )
    return exists().where(unsaid, col(ahead.id) < col(OutboxMessage.id), retried)


def _yields(now: Any, patient_since: Any) -> ColumnElement[bool]:
    """An edit, to what is new, but not for ever."""
    new, unsaid = _beside()
    editing = and_(col(OutboxMessage.message_id).is_not(None), col(OutboxMessage.not_before) > patient_since)
    return and_(editing, exists().where(unsaid, col(new.not_before) <= now))


def _best(now: Any, leased_at: Any, *, some_busy: bool, some_urgent_only: bool) -> ScalarSelect[Any]:
    leased = aliased(OutboxMessage)
    patient_since = bindparam("patient_since", type_=UtcDateTime())
    in_flight = select(col(leased.chat_id)).where(col(leased.state) == PENDING, col(leased.leased_until) > leased_at)
    ready = (is_pending(), col(OutboxMessage.not_before) <= now, _free(leased_at))
    in_turn = (~_held_back(now), ~_yields(now, patient_since))
    rows = select(col(OutboxMessage.id)).where(*ready, *in_turn, col(OutboxMessage.chat_id).not_in(in_flight))
    if some_busy:
        rows = rows.where(col(OutboxMessage.chat_id).not_in(bindparam("busy", expanding=True)))
    if some_urgent_only:
        others = col(OutboxMessage.chat_id).not_in(bindparam("urgent_only", expanding=True))
        rows = rows.where(or_(col(OutboxMessage.lane) == Lane.URGENT, others))
    best = rows.order_by(col(OutboxMessage.lane), col(OutboxMessage.id)).limit(1).with_for_update(skip_locked=True)
    return best.scalar_subquery()


@cache
def leasing(*, some_busy: bool, some_urgent_only: bool) -> Executable:
    """Put together once: that takes longer than to run it."""
    now = bindparam("now", type_=UtcDateTime())
    leased_at = bindparam("leased_at", type_=UtcDateTime())
    best = _best(now, leased_at, some_busy=some_busy, some_urgent_only=some_urgent_only)
    row = update(TABLE).where(TABLE.c.id == best, TABLE.c.state == PENDING, _free(leased_at))
    certain = case((TABLE.c.leased_until.is_(None), TABLE.c.digest))  # else whoever held it may have changed it
    return row.values(leased_until=bindparam("until", type_=UtcDateTime()), digest=certain).returning(*TABLE.c)
