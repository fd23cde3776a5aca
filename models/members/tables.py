"""People as Telegram knows them, and posts as the roster names them; claiming joins the two."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id, word


class Role(StrEnum):
    LEADER = "leader"
    MEMBER = "member"
    BACKUP = "backup"


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
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    role: Role = word(Role)
    rank: int = 0
    name: str = Field(max_length=80)
    phone: str = Field(max_length=20, index=True)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
