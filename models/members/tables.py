"""People as Telegram knows them, and posts as the roster names them; claiming joins the two."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id, word


class Role(StrEnum):
    """The roster names all but the last; a liaison speaks for a line department of the grid."""

    LEADER = "leader"
    MEMBER = "member"
    BACKUP = "backup"
    POLICE = "police"
    ADOPTING = "adopting"
    TEAM = "team"
    LIAISON = "liaison"


LOOKING_AFTER = (Role.POLICE, Role.ADOPTING, Role.TEAM)
"""They look after a grid, and all below it, from beside its line: as staff, but they neither lead nor tend it."""


class Person(Row, table=True):
    __tablename__ = "people"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    tg_user_id: int = Field(unique=True, sa_type=BigInteger)
    name: str = Field(default="", max_length=160)
    username: str | None = Field(default=None, max_length=40)
    language: str | None = Field(default=None, max_length=12)
    phone: str | None = Field(default=None, max_length=20, index=True)
    started: bool = False
    first_seen: datetime = Field(sa_type=UtcDateTime)


class Post(Row, table=True):
    """Person × grid × role, from the roster; `phone` is E.164, `person_id` is set once it is claimed."""

    __tablename__ = "posts"
    __table_args__ = (
        Index(
            "uq_posts_now",
            "grid_id",
            "role",
            "phone",
            unique=True,
            postgresql_where=text("ended_at IS NULL AND department_id IS NULL"),
            sqlite_where=text("ended_at IS NULL AND department_id IS NULL"),
        ),
        Index(
            "uq_posts_liaison_now",
            "department_id",
            "phone",
            unique=True,
            postgresql_where=text("ended_at IS NULL AND department_id IS NOT NULL"),
            sqlite_where=text("ended_at IS NULL AND department_id IS NOT NULL"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    role: Role = word(Role)
    department_id: int | None = Field(default=None, foreign_key="departments.id", sa_type=BigInteger, index=True)
    rank: int = 0
    name: str = Field(max_length=80)
    phone: str = Field(max_length=20, index=True)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LeaveState(StrEnum):
    PLANNED = "planned"
    AWAY = "away"
    OVER = "over"
    CANCELLED = "cancelled"


class Leave(Row, table=True):
    """A person is away from `begins_at` until `ends_at`, both midnights; `next_at` is when it next needs attention."""

    __tablename__ = "leaves"
    __table_args__ = (
        Index("ix_leaves_person", "person_id", "state"),
        Index(
            "ix_leaves_due",
            "next_at",
            postgresql_where=text("next_at IS NOT NULL"),
            sqlite_where=text("next_at IS NOT NULL"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    begins_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    state: LeaveState = word(LeaveState, default=LeaveState.PLANNED)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    filed_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
