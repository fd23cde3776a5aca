"""The outbox: a message that a chat should hold, in its newest form.

    pending ──sent──▶ sent ──refresh()──▶ pending (edited in place) …
       │──pointless──▶ dropped        │──refused by Telegram──▶ failed

A message says what to tell whom (kind, subject, args), not the words: those are made when it is sent. What must always
hold: a message's `revision` rises with every refresh, and what was sent is recorded with its revision, so
a change made meanwhile is sent again; many changes before a send are one send. No network decides a final state: what
was never answered is pending, with the mark of the copy that may stand (`lost_copy`); see models/outbox/lost_copies.py.
"""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id, word

SIGNAL = "outbox"


class Lane(IntEnum):
    """IDLE is for what may as well never be said: edits that nobody waits for."""

    URGENT = 0
    REPLY = 1
    ESCALATION = 2
    WARNING = 3
    ROUTINE = 4
    IDLE = 5


class MessageState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


class OutboxMessage(Row, table=True):
    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_pending",
            "lane",
            "id",
            postgresql_where=text("state = 'pending'"),
            sqlite_where=text("state = 'pending'"),
        ),
        Index(
            "ix_outbox_due",
            "not_before",
            postgresql_where=text("state = 'pending'"),
            sqlite_where=text("state = 'pending'"),
        ),
        Index(
            "ix_outbox_leased",
            "leased_until",
            "chat_id",
            postgresql_where=text("state = 'pending' AND leased_until IS NOT NULL"),
            sqlite_where=text("state = 'pending' AND leased_until IS NOT NULL"),
        ),
        Index(
            "ix_outbox_lost_copy",
            "chat_id",
            postgresql_where=text("lost_copy IS NOT NULL"),
            sqlite_where=text("lost_copy IS NOT NULL"),
        ),
        Index("ix_outbox_subject", "subject_id", "kind"),
        Index("ix_outbox_chat", "chat_id", "state", "created_at"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)
    lane: int
    kind: str = Field(max_length=40)
    subject_id: int | None = Field(default=None, sa_type=BigInteger)
    args: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    dedupe_key: str | None = Field(default=None, unique=True, max_length=120)
    reply_to: int | None = Field(default=None, sa_type=BigInteger)
    state: MessageState = word(MessageState, default=MessageState.PENDING)
    reason: str | None = Field(default=None, sa_type=Text)
    revision: int = 1
    not_before: datetime = Field(sa_type=UtcDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0
    cost: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})  # messages: the pictures of an album
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    form: str | None = Field(default=None, max_length=12)
    digest: str | None = Field(default=None, max_length=16)  # of what stands, None where that is not certain
    lost_copy: str | None = Field(default=None, max_length=16)  # the mark of the buttons under it
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Delivered(Row, table=True):
    """Which of our messages one in Telegram is, so that a reply to it finds the subject; an album has several."""

    __tablename__ = "delivered"

    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    message_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    letter_id: int = Field(sa_type=BigInteger, foreign_key="outbox.id", index=True)
