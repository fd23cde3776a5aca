"""A ladder, frozen when its subject starts to climb: each rung is a row with its due time.

    waiting ──due, and still lacking──▶ taken (one that repeats writes the next)
       └──what it waited for has happened──▶ cancelled

What must always hold: a subject that lacks something has a waiting rung. Each start of the ladder is a new round; rungs
of older rounds are history.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id, word
from models.grids.tables import Level


class RungState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    CANCELLED = "cancelled"


class Lack(StrEnum):
    """What has not happened when a rung is due; progress: anything by staff since it was accepted."""

    ACCEPTED = "accepted"
    DONE = "done"
    PROGRESS = "progress"
    REVIEWED = "reviewed"


class Aim(StrEnum):
    """Whom a rung tells: the members, all who were told at once, a level, one level above the highest told so far, or
    those who work on it."""

    MEMBERS = "members"
    TOLD = "told"
    GRID = "grid"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"
    ABOVE = "above"
    WORKERS = "workers"


class Rung(Row, table=True):
    """At `due_at`, if what it waits for has not happened, `aim` is told of the subject: a row of another table.

    `after` and `every` are seconds; `hours` are its hours on duty as hours.text() writes them; `told` are the levels,
    with spaces between, whose leaders heard at once. `reached` is the level that was aimed at once it is taken; a rung
    at position HANDED_UP was taken by hand.
    """

    __tablename__ = "rungs"
    __table_args__ = (
        Index(
            "ix_rungs_due",
            "due_at",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        Index("ix_rungs_subject", "subject_id", "position"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    subject_kind: str = Field(max_length=24)
    subject_id: int = Field(sa_type=BigInteger)
    round: int = 0
    position: int
    lack: Lack = word(Lack)
    aim: Aim = word(Aim)
    after: int = 0
    every: int | None = None
    hours: str = Field(default="", max_length=60)
    told: str = Field(default="", max_length=60)
    due_at: datetime = Field(sa_type=UtcDateTime)
    state: RungState = word(RungState, default=RungState.WAITING)
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reached: Level | None = word(Level, default=None, nullable=True)


HANDED_UP = -1


class OwnLadder(Row, table=True):
    """The ladder that a grid, and all below it without one of their own, has for a policy instead of the default."""

    __tablename__ = "ladders"

    grid_id: int = Field(foreign_key="grids.id", primary_key=True, sa_type=BigInteger)
    policy: str = Field(primary_key=True, max_length=24)
    ladder: dict[str, Any] = Field(sa_type=JSON)
    set_at: datetime = Field(sa_type=UtcDateTime)
