"""Households that are visited, and the visits (B7). Personal data: for the grid's members and leaders in private alone.

    due ──met, needs help──▶ due again from the next month, quarter or year on
     └──absent──▶ due again, within two weeks

What must always hold: an erased household has neither name, address nor phone, and no words of its visits; the rows
stay, as they are counted.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ColumnElement, Index, Text, text
from sqlmodel import Field, col

from models.base import Row, UtcDateTime, new_id, word
from models.visits.kinds import NAME_LIMIT

HOUSEHOLD = "household"
LIVING = "erased_at IS NULL"
ADDRESS_LIMIT, PERSON_LIMIT, WORDS_LIMIT = 200, 80, 1000


class Outcome(StrEnum):
    MET = "met"
    ABSENT = "absent"
    NEEDS_HELP = "needs_help"


class Household(Row, table=True):
    """`name` is of its head, `phone` E.164; due from `due_from` on, late from `due_until` on, both local midnights."""

    __tablename__ = "households"
    __table_args__ = (
        Index("ix_households_due", "grid_id", "due_from", postgresql_where=text(LIVING), sqlite_where=text(LIVING)),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    kind: str = Field(max_length=NAME_LIMIT)
    key: bool = False
    address: str = Field(max_length=ADDRESS_LIMIT)
    name: str = Field(max_length=PERSON_LIMIT)
    phone: str | None = Field(default=None, max_length=20)
    added_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    added_at: datetime = Field(sa_type=UtcDateTime)
    due_from: datetime = Field(sa_type=UtcDateTime)
    due_until: datetime = Field(sa_type=UtcDateTime)
    erased_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Visit(Row, table=True):
    """`due_until`: what the next visit was due by after this one; `report_id`: the must-report that it became."""

    __tablename__ = "visits"
    __table_args__ = (
        Index("ix_visits_household", "household_id", "said_at"),
        Index("ix_visits_said", "said_at"),
        Index("ix_visits_person", "person_id", "said_at"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    household_id: int = Field(foreign_key="households.id", sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    said_at: datetime = Field(sa_type=UtcDateTime)
    outcome: Outcome = word(Outcome)
    words: str = Field(default="", sa_type=Text)
    due_until: datetime = Field(sa_type=UtcDateTime)
    report_id: int | None = Field(default=None, foreign_key="matters.id", sa_type=BigInteger)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def living_households() -> ColumnElement[bool]:
    return col(Household.erased_at).is_(None)
