"""Who is on call for a grid, and from when to when (A9).

    planned ──begins──▶ asked ──“got it”──▶ confirmed
       │                  └──a quarter of an hour──▶ unanswered, the leaders are told ──“got it”──▶ confirmed
       └──over before anybody was asked──▶ passed

What must always hold: a shift waits for its next moment at `due_at`, or for none; leaders are told once.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id, word

WAITS = "due_at IS NOT NULL"
PERSON_LIMIT, NOTE_LIMIT = 80, 200


class ShiftState(StrEnum):
    PLANNED = "planned"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    UNANSWERED = "unanswered"
    PASSED = "passed"


class Shift(Row, table=True):
    """`phone` is E.164; `person_id` is who was asked, None where nobody with that phone could be written to."""

    __tablename__ = "shifts"
    __table_args__ = (
        Index("ix_shifts_grid", "grid_id", "ends_at"),
        Index("ix_shifts_due", "due_at", postgresql_where=text(WAITS), sqlite_where=text(WAITS)),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    begins_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    name: str = Field(max_length=PERSON_LIMIT)
    phone: str = Field(max_length=20, index=True)
    note: str = Field(default="", max_length=NOTE_LIMIT)
    state: ShiftState = word(ShiftState, default=ShiftState.PLANNED)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
