"""Volunteer fire brigades of grids: who is in them, and when they were called out (E6).

What must always hold: a grid has one brigade at most, which is called out once for a call for help.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id

NAME_LIMIT, STATION_LIMIT = 80, 40
IN_IT = "left_at IS NULL"


class Brigade(Row, table=True):
    """`station`: the code of the place whose equipment is its kit."""

    __tablename__ = "brigades"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger, unique=True)
    station: str = Field(default="", max_length=STATION_LIMIT)
    founded_at: datetime = Field(sa_type=UtcDateTime)


class BrigadeMember(Row, table=True):
    """Known by phone: who has shown the bot that number hears of call-outs in private. `leads`: its leader."""

    __tablename__ = "brigade_members"
    __table_args__ = (
        Index(
            "uq_brigade_members_phone",
            "brigade_id",
            "phone",
            unique=True,
            postgresql_where=text(IN_IT),
            sqlite_where=text(IN_IT),
        ),
        Index("ix_brigade_members_phone", "phone"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    brigade_id: int = Field(foreign_key="brigades.id", sa_type=BigInteger)
    name: str = Field(max_length=NAME_LIMIT)
    phone: str = Field(max_length=20)
    leads: bool = False
    joined_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CallOut(Row, table=True):
    """For which call for help, or drill, by whom."""

    __tablename__ = "brigade_callouts"
    __table_args__ = (Index("uq_brigade_callouts_call", "call_id", "brigade_id", unique=True),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    brigade_id: int = Field(foreign_key="brigades.id", sa_type=BigInteger, index=True)
    call_id: int = Field(foreign_key="calls.id", sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    drill: bool = False
    at: datetime = Field(sa_type=UtcDateTime)
