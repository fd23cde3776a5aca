"""Quizzes: one a week in groups where a leader has switched them on, and training that people take in private.

    of a group  asked ──its week is over, or it is switched off──▶ closed ──SETTLES later──▶ settled
    training    open ──the last question is answered──▶ done
                  └──too old when its person comes back──▶ dropped

What must always hold: in a grid no question is asked twice within a year; of a settled round only totals are kept, and
nobody's answers.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Index, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, chat_column, new_id, word

WAITS = "next_at IS NOT NULL"
SETTLES = timedelta(days=2)  # longer than Telegram keeps an update that we have not fetched


class QuizPlan(Row, table=True):
    """What a leader has set for a grid and all below it, until somebody below sets it otherwise. `weekday` is 0 on a
    Monday, `hour` local.
    """

    __tablename__ = "quiz_plans"

    grid_id: int = Field(
        primary_key=True, foreign_key="grids.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    enabled: bool
    named: bool = False
    weekday: int
    hour: int
    set_by: int = Field(foreign_key="people.id", sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)


class QuizTurn(Row, table=True):
    """Of a grid that has a group: at `next_at` the next question is due or, unless `planned`, its time is found."""

    __tablename__ = "quiz_turns"
    __table_args__ = (Index("ix_quiz_turns_next", "next_at", postgresql_where=text(WAITS), sqlite_where=text(WAITS)),)

    grid_id: int = Field(
        primary_key=True, foreign_key="grids.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    planned: bool = False
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class QuizRound(Row, table=True):
    """A question put to a group; at `next_at` it is closed, or settled. `voters` and `rights` are its totals then."""

    __tablename__ = "quiz_rounds"
    __table_args__ = (
        Index("ix_quiz_rounds_grid", "grid_id", "asked_at"),
        Index("ix_quiz_rounds_next", "next_at", postgresql_where=text(WAITS), sqlite_where=text(WAITS)),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger, sa_column_kwargs=chat_column())
    question: str = Field(max_length=40)
    right: int
    named: bool = False
    asked_at: datetime = Field(sa_type=UtcDateTime)
    closes_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    voters: int | None = None
    rights: int | None = None


class TrainingState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class QuizTraining(Row, table=True):
    """`questions` are names; `answers` the options chosen so far. `explained`: the newest answer is being explained;
    `stopped`: its person goes on another time.
    """

    __tablename__ = "quiz_trainings"
    __table_args__ = (
        Index("ix_quiz_trainings_person", "person_id", "done_at"),
        Index(
            "uq_quiz_trainings_open",
            "person_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    questions: list[str] = Field(default_factory=list, sa_type=JSON)
    answers: list[int] = Field(default_factory=list, sa_type=JSON)
    rights: int = 0
    explained: bool = False
    stopped: bool = False
    state: TrainingState = word(TrainingState, default=TrainingState.OPEN)
    begun_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
