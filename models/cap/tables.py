"""CAP messages that came, each once: nothing is made of the same one again."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id, word
from models.cap.message import Kind


class Outcome(StrEnum):
    """What became of it: a draft for leaders, a warning that is sent or waits for a second person, an earlier one that
    was lifted, or that leaders are asked to lift, or dropped before it was sent, or was over; or it was only noted.
    """

    DRAFTED = "drafted"
    SENT = "sent"
    AWAITING = "awaiting"
    LIFTED = "lifted"
    ASKED = "asked"
    DROPPED = "dropped"
    OVER = "over"
    NOTED = "noted"


class ReceivedCap(Row, table=True):
    """`sent` is when its sender says it was; `doubts` are Doubts, why it was not acted on at once."""

    __tablename__ = "cap_messages"
    __table_args__ = (Index("uq_cap_messages_key", "sender", "identifier", "sent", unique=True),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    sender: str = Field(max_length=200)
    identifier: str = Field(max_length=200)
    sent: datetime = Field(sa_type=UtcDateTime)
    kind: Kind = word(Kind)
    status: str = Field(max_length=40)
    scope: str = Field(max_length=40)
    received_at: datetime = Field(sa_type=UtcDateTime)
    outcome: Outcome = word(Outcome, default=Outcome.NOTED)
    doubts: list[str] = Field(default_factory=list, sa_type=JSON)
    notice_id: int | None = Field(default=None, foreign_key="notices.id", sa_type=BigInteger, index=True)

    def became(self, outcome: Outcome, notice_id: int | None = None, doubts: Any = ()) -> None:
        self.outcome, self.notice_id, self.doubts = outcome, notice_id, list(doubts)
