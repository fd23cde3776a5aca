"""Hazards, and what happened to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, chat_column, message_column, new_id, word
from models.hazards.workflow import LIVE, Act, Severity, State

IS_LIVE = f"state IN ({', '.join(repr(str(state)) for state in sorted(LIVE))})"
HAZARD = "hazard"


class Hazard(Row, table=True):
    """`number` is given when the row is first written: people call the hazard H{number}.

    `chat_id` and `message_id` are the report in the group where the card stands; None when it stands in none (reported
    in private where no group is bound, or no business of the group). `discreet`: the reporter is not named. A draft
    with `due_at` waits and opens by itself then: it may be a duplicate of `original_id`, or was one of a flood. What
    is open may be asked about, too: then it has an `original_id`. `said_at`: when it was said, where that was read
    late; deadlines count from `created_at`, when it was read. `place_id`, `stop_id`: the place of the registry, and the
    stop of a round at which it was found, where that is known.
    """

    __tablename__ = "hazards"
    __table_args__ = (
        Index("ix_hazards_grid", "grid_id", "state"),
        Index("ix_hazards_live", "id", postgresql_where=text(IS_LIVE), sqlite_where=text(IS_LIVE)),
        Index("ix_hazards_reporter", "reporter_id", "id"),
        Index("ix_hazards_created", "grid_id", "created_at"),
        Index("ix_hazards_ended", "grid_id", "ended_at"),
        Index(
            "ix_hazards_waiting",
            "due_at",
            postgresql_where=text("state = 'draft' AND due_at IS NOT NULL"),
            sqlite_where=text("state = 'draft' AND due_at IS NOT NULL"),
        ),
        Index(
            "ix_hazards_put_off",
            "put_off_until",
            postgresql_where=text("put_off_until IS NOT NULL"),
            sqlite_where=text("put_off_until IS NOT NULL"),
        ),
        Index(
            "ix_hazards_place",
            "place_id",
            postgresql_where=text("place_id IS NOT NULL"),
            sqlite_where=text("place_id IS NOT NULL"),
        ),
        Index(
            "ix_hazards_album",
            "chat_id",
            "media_group_id",
            postgresql_where=text("media_group_id IS NOT NULL"),
            sqlite_where=text("media_group_id IS NOT NULL"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    number: int = Field(default=None, unique=True)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    chat_id: int | None = Field(default=None, sa_type=BigInteger, sa_column_kwargs=chat_column())
    message_id: int | None = Field(default=None, sa_type=BigInteger, sa_column_kwargs=message_column())
    media_group_id: str | None = Field(default=None, max_length=64)
    discreet: bool = False
    reporter_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    place_id: int | None = Field(default=None, sa_type=BigInteger)
    stop_id: int | None = Field(default=None, sa_type=BigInteger)
    text: str = Field(default="", sa_type=Text)
    category: str = Field(default="other", max_length=40)
    severity: Severity = word(Severity, default=Severity.ORDINARY)
    state: State = word(State, default=State.DRAFT)
    accepted_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    done_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    original_id: int | None = Field(default=None, foreign_key="hazards.id", sa_type=BigInteger, index=True)
    satisfied: bool | None = None
    objected: bool = False
    reopened: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    put_off_until: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def subject(self) -> Subject:
        return Subject(HAZARD, self.id)


class HazardEvent(Row, table=True):
    """What was done to a hazard, by whom, when; never changed afterwards."""

    __tablename__ = "hazard_events"
    __table_args__ = (Index("ix_hazard_events_person", "person_id", "at"),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    hazard_id: int = Field(foreign_key="hazards.id", sa_type=BigInteger, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    act: Act = word(Act)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    before: State | None = word(State, default=None, nullable=True)
    after: State = word(State)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
