"""A hazard's ladder, frozen when it starts: each rung is a row with its due time."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id, word
from models.grids.tables import Level


class RungState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    CANCELLED = "cancelled"


class Lack(StrEnum):
    """What has not happened when a rung is due."""

    ACCEPTED = "accepted"
    DONE = "done"


class Rung(Row, table=True):
    """At `due_at`, if what it waits for has not happened, the hazard is told to `level` above its grid."""

    __tablename__ = "rungs"
    __table_args__ = (
        Index(
            "ix_rungs_due",
            "due_at",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        Index("ix_rungs_hazard", "hazard_id", "position"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    hazard_id: int = Field(foreign_key="hazards.id", sa_type=BigInteger)
    position: int
    lack: Lack = word(Lack)
    level: Level = word(Level)
    due_at: datetime = Field(sa_type=UtcDateTime)
    state: RungState = word(RungState, default=RungState.WAITING)
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
