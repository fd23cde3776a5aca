"""What is asked of many by a date, and each owner's share of it, with its proof (A4, C10, C11, D6, D7, D8, E4).

A requirement (要求)

    draft ──confirmed──▶ open ──all shares done or excused, or ended──▶ closed
                          ▲  └──withdrawn──▶ withdrawn                     │
                          └──────────────── a share is sent back ──────────┘

and an obligation (任务), the share of one owner: see workflow.py.

What must always hold: an obligation has one owner, a post, a place, a department or, with none of these, a grid; of a
closed requirement each is done or excused; a rate is counted from rows and kept nowhere.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, chat_column, message_column, new_id, word
from models.members.tables import Role
from models.obligations.kinds import TaskKind
from models.obligations.workflow import Act, Excuse, State

REQUIREMENT, OBLIGATION = "requirement", "obligation"
SERIES = "requirements"
TITLE_LIMIT, PLACE_LIMIT = 60, 120
NEXT = "next_at IS NOT NULL"


class RequirementState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Requirement(Row, table=True):
    """`grid_id` is the subtree that it speaks to; `chat_id` is where it was set: there its card stands. `asked` is an
    Asked as JSON. `post_id` is by which post it was set: nobody's for a resident's opinion, which was written in the
    group as `message_id`.

    What is met for has `happens_at` and `place`; `outcome` are its minutes. `first_id` is the first of a series that
    `repeats`, `of_id` the meeting that decided it. At `next_at` it is looked at by the clock. Who is silent is reminded
    `remind_after` seconds, where it is not as its kind says.
    """

    __tablename__ = "requirements"
    __table_args__ = (
        Index("ix_requirements_next", "next_at", postgresql_where=text(NEXT), sqlite_where=text(NEXT)),
        Index("ix_requirements_grid", "grid_id", "state"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    number: int = Field(unique=True)
    kind: TaskKind = word(TaskKind)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    author_id: int = Field(foreign_key="people.id", sa_type=BigInteger, index=True)
    post_id: int | None = Field(default=None, foreign_key="posts.id", sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger, sa_column_kwargs=chat_column())
    message_id: int | None = Field(default=None, sa_type=BigInteger, sa_column_kwargs=message_column())
    title: str = Field(default="", max_length=TITLE_LIMIT)
    words: str = Field(default="", sa_type=Text)
    asked: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    due_at: datetime = Field(sa_type=UtcDateTime)
    happens_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    place: str = Field(default="", max_length=PLACE_LIMIT)
    repeats: str | None = Field(default=None, max_length=24)
    first_id: int | None = Field(default=None, foreign_key="requirements.id", sa_type=BigInteger)
    of_id: int | None = Field(default=None, foreign_key="requirements.id", sa_type=BigInteger, index=True)
    outcome: str = Field(default="", sa_type=Text)
    state: RequirementState = word(RequirementState, default=RequirementState.OPEN)
    created_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    remind_after: int | None = None
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def subject(self) -> Subject:
        return Subject(REQUIREMENT, self.id)

    @property
    def code(self) -> str:
        return f"T{self.number}"


class Obligation(Row, table=True):
    """`grid_id` is where its owner is; `role` is that of a post, also where the grid has nobody in it. At `next_at` its
    owner is asked (`asked_at`) or reminded, for the `reminded`th time.

    `words` and `answers` are what it was done with, `reason` is why it was sent back or excused. Of an opinion: the
    hazard that it became, and whether its author is `satisfied` with the answer; of a whistle: the hazard that it is
    about.
    """

    __tablename__ = "obligations"
    __table_args__ = (
        Index("ix_obligations_next", "next_at", postgresql_where=text(NEXT), sqlite_where=text(NEXT)),
        Index("ix_obligations_requirement", "requirement_id", "state"),
        Index("uq_obligations_post", "requirement_id", "post_id", unique=True),
        Index("uq_obligations_place", "requirement_id", "place_id", unique=True),
        Index("uq_obligations_department", "requirement_id", "department_id", unique=True),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    requirement_id: int = Field(foreign_key="requirements.id", sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger, index=True)
    role: Role | None = word(Role, default=None, nullable=True)
    post_id: int | None = Field(default=None, foreign_key="posts.id", sa_type=BigInteger, index=True)
    place_id: int | None = Field(default=None, foreign_key="places.id", sa_type=BigInteger, index=True)
    department_id: int | None = Field(default=None, foreign_key="departments.id", sa_type=BigInteger, index=True)
    state: State = word(State, default=State.OPEN)
    excuse: Excuse | None = word(Excuse, default=None, nullable=True)
    due_at: datetime = Field(sa_type=UtcDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded: int = 0
    coming_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    arrived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    words: str = Field(default="", sa_type=Text)
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    returned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = Field(default="", sa_type=Text)
    satisfied: bool | None = None
    hazard_id: int | None = Field(default=None, sa_type=BigInteger)

    @property
    def subject(self) -> Subject:
        return Subject(OBLIGATION, self.id)


class ObligationEvent(Row, table=True):
    """What became of an obligation, by whom; never changed afterwards."""

    __tablename__ = "obligation_events"
    __table_args__ = (Index("ix_obligation_events_person", "person_id", "at"),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    obligation_id: int = Field(foreign_key="obligations.id", sa_type=BigInteger, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    act: Act = word(Act)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
