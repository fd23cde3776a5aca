"""Calls for help, who went, what happened, and what is due."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, chat_column, message_column, new_id, word
from models.emergencies.workflow import CallAct, CallLack, CallState, Finding, Outcome

CALL = "call"
RUNNING = "state IN ('calling', 'going', 'arrived')"


class Call(Row, table=True):
    """People call it S{number}. `caller_id` is None for anonymous administrators.

    `reach` are the ids of the grids that were told: its own, those adjoining, and those it was moved from. Until a
    place or a person says otherwise, a grid may be `guessed`; with none the call is known to whoever is above all.
    `finding` is what it is confirmed to be, also while it runs; `outcome` is missing from what ended before there were
    outcomes. `said_at`: when help was called, where that was read late, at `created_at`.
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_grid", "grid_id", postgresql_where=text(RUNNING), sqlite_where=text(RUNNING)),
        Index("ix_calls_chat", "chat_id", "created_at"),
        Index("ix_calls_caller", "caller_id", "created_at"),
        Index("ix_calls_place", "place_chat_id", "place_message_id"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    number: int = Field(unique=True)
    grid_id: int | None = Field(default=None, foreign_key="grids.id", sa_type=BigInteger)
    guessed: bool = False
    reach: list[int] = Field(default_factory=list, sa_type=JSON)
    caller_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    hazard_id: int | None = Field(default=None, foreign_key="hazards.id", sa_type=BigInteger, index=True)
    chat_id: int = Field(sa_type=BigInteger, sa_column_kwargs=chat_column())
    message_id: int | None = Field(default=None, sa_type=BigInteger, sa_column_kwargs=message_column())
    text: str = Field(default="", sa_type=Text)
    photo: str | None = Field(default=None, max_length=255)
    drill: bool = False
    place: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    place_chat_id: int | None = Field(default=None, sa_type=BigInteger)
    place_message_id: int | None = Field(default=None, sa_type=BigInteger)
    state: CallState = word(CallState, default=CallState.CALLING)
    finding: Finding | None = word(Finding, default=None, nullable=True)
    found: str = Field(default="", sa_type=Text)
    outcome: Outcome | None = word(Outcome, default=None, nullable=True)
    ended_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UtcDateTime)
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def subject(self) -> Subject:
        return Subject(CALL, self.id)


class CallEvent(Row, table=True):
    """What happened to a call, by whom, when; never changed afterwards."""

    __tablename__ = "call_events"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    call_id: int = Field(foreign_key="calls.id", sa_type=BigInteger, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    act: CallAct = word(CallAct)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    before: CallState | None = word(CallState, default=None, nullable=True)
    after: CallState = word(CallState)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Helper(Row, table=True):
    """Somebody on the staff who goes, or went."""

    __tablename__ = "call_helpers"

    call_id: int = Field(primary_key=True, foreign_key="calls.id", sa_type=BigInteger)
    person_id: int = Field(primary_key=True, foreign_key="people.id", sa_type=BigInteger)
    going_at: datetime = Field(sa_type=UtcDateTime)
    arrived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StepState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    CANCELLED = "cancelled"


class CallStep(Row, table=True):
    """What is done at `due_at` if what it waits for is still lacking."""

    __tablename__ = "call_steps"
    __table_args__ = (
        Index(
            "ix_call_steps_due",
            "due_at",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        Index("ix_call_steps_call", "call_id", "state"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    call_id: int = Field(foreign_key="calls.id", sa_type=BigInteger)
    lack: CallLack = word(CallLack)
    position: int
    due_at: datetime = Field(sa_type=UtcDateTime)
    state: StepState = word(StepState, default=StepState.WAITING)
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
