"""What people write into their logs, and what leaders say of the logs of a span.

    not looked at ──read──▶ read
       └──a question──▶ asked ──the person answers──▶ answered ──read──▶ read

What must always hold: what was written stays as it is, and a correction is an entry of its own; what was done
(rounds, stops, checks, hazards) is in no row here, but read from its own.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Date, Index, Text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, new_id, word

ENTRY = "log_entry"


class Span(StrEnum):
    WEEK = "week"
    MONTH = "month"


class LogEntry(Row, table=True):
    """`said_at` is its message's own time; `corrects` is the entry that it puts right."""

    __tablename__ = "log_entries"
    __table_args__ = (Index("ix_log_entries_person", "person_id", "said_at"),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    said_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
    words: str = Field(default="", sa_type=Text)
    corrects: int | None = Field(default=None, foreign_key="log_entries.id", sa_type=BigInteger)

    @property
    def subject(self) -> Subject:
        return Subject(ENTRY, self.id)


class LogReview(Row, table=True):
    """What a leader says of a person's log from the first day to the last."""

    __tablename__ = "log_reviews"
    __table_args__ = (Index("uq_log_reviews_span", "leader_id", "person_id", "first", "last", unique=True),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    leader_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    first: date = Field(sa_type=Date)
    last: date = Field(sa_type=Date)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    question: str = Field(default="", sa_type=Text)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: str = Field(default="", sa_type=Text)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LogDigest(Row, table=True):
    """One row a span: at `next_at` leaders are told of the one that began on `first`, or, while that is None, the first
    span begins; grids up to the id `done_to` have been told of it.
    """

    __tablename__ = "log_digests"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    span: Span = word(Span, unique=True)
    first: date | None = Field(default=None, sa_type=Date)
    done_to: int = Field(default=0, sa_type=BigInteger)
    next_at: datetime = Field(sa_type=UtcDateTime)
