"""The ledger of fires (火灾台账): what burned, what it cost, and what was learnt from it (E7).

    draft ──recorded──▶ recorded ──corrected──▶ recorded, and reviewed or not
      └──nobody goes on for a day──▶ gone
    asked ──recorded──▶ recorded
      └──was none──▶ none

What must always hold: a call for help has one fire at most; a draft goes or is recorded; of what is asked somebody is
reminded until it is recorded or found to be none; what a record said before it was corrected stays in its events.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, chat_column, new_id, word

FIRE, SERIES = "fire", "fires"
WAITS = "next_at IS NOT NULL"
PLACE_LIMIT, UNITS_LIMIT, WORDS_LIMIT = 200, 200, 1000


class FireState(StrEnum):
    DRAFT = "draft"
    ASKED = "asked"
    RECORDED = "recorded"
    NONE = "none"


class FireCause(StrEnum):
    ELECTRICITY = "electricity"
    COOKING = "cooking"
    SMOKING = "smoking"
    E_BIKE = "e_bike"
    GAS = "gas"
    CHILDREN = "children"
    WORK = "work"
    FIREWORKS = "fireworks"
    ARSON = "arson"
    SPONTANEOUS = "spontaneous"
    OTHER = "other"
    UNKNOWN = "unknown"


class FireAct(StrEnum):
    RECORD = "record"
    CORRECT = "correct"
    NONE = "none"
    REVIEW = "review"


class Fire(Row, table=True):
    """People call it F{number}. `yuan` are the direct losses, `area` in square metres. `units` are those that came.
    `well` and `change` are its review, `requirement_id` the task that came of it. At `next_at` it is looked at: a draft
    is dropped, whoever was asked is reminded.
    """

    __tablename__ = "fires"
    __table_args__ = (
        Index("ix_fires_next", "next_at", postgresql_where=text(WAITS), sqlite_where=text(WAITS)),
        Index("ix_fires_grid", "grid_id", "happened_at"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    number: int = Field(unique=True)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    call_id: int | None = Field(default=None, foreign_key="calls.id", sa_type=BigInteger, unique=True)
    chat_id: int | None = Field(default=None, sa_type=BigInteger, sa_column_kwargs=chat_column())
    state: FireState = word(FireState, default=FireState.DRAFT)
    happened_at: datetime = Field(sa_type=UtcDateTime)
    place: str = Field(default="", max_length=PLACE_LIMIT)
    cause: FireCause | None = word(FireCause, default=None, nullable=True)
    yuan: int = 0
    area: int = 0
    injured: int = 0
    dead: int = 0
    units: str = Field(default="", max_length=UNITS_LIMIT)
    begun_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    recorded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    well: str = Field(default="", sa_type=Text)
    change: str = Field(default="", sa_type=Text)
    reviewed_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    requirement_id: int | None = Field(default=None, foreign_key="requirements.id", sa_type=BigInteger)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def subject(self) -> Subject:
        return Subject(FIRE, self.id)

    @property
    def code(self) -> str:
        return f"F{self.number}"


class FireEvent(Row, table=True):
    """What was done with a record, by whom; of a correction `data` are the columns as they were before."""

    __tablename__ = "fire_events"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    fire_id: int = Field(foreign_key="fires.id", sa_type=BigInteger, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    act: FireAct = word(FireAct)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
