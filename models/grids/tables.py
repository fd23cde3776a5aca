"""The grid tree, the chats it is bound to, and the one-time codes that bind them.

A grid's `path` is the ids from the root down to itself, each followed by a slash: a subtree is a range of paths.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id, word
from models.grids.datum import Datum

PathText = String(160).with_variant(String(160, collation="C"), "postgresql")


class Level(StrEnum):
    """From the top of the tree down."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    CELL = "cell"


class Purpose(StrEnum):
    """What a bound chat is to its grid."""

    GROUP = "group"
    LEADERS = "leaders"


class Grid(Row, table=True):
    """Whose numbers anybody may read is in `published`: see public_numbers.py."""

    __tablename__ = "grids"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    code: str = Field(unique=True, max_length=40)
    name: str = Field(max_length=120)
    level: Level = word(Level)
    parent_id: int | None = Field(default=None, foreign_key="grids.id", sa_type=BigInteger, index=True)
    path: str = Field(sa_type=PathText, unique=True)
    supervision_phone: str = Field(default="", max_length=40)
    duty_phone: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": text("''")})
    published: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": text("''")})
    address: str = Field(default="", max_length=200)
    boundary: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    boundary_datum: Datum = word(
        Datum, default=Datum.WGS84, sa_column_kwargs={"server_default": text(f"'{Datum.WGS84}'")}
    )
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Chat(Row, table=True):
    """A Telegram chat as last seen; a private chat's id is its person's Telegram id.

    `topic_id` is the topic of a forum group that we speak in, None is its General; while it takes no messages, we try
    it from `topic_again_at` on.
    """

    __tablename__ = "chats"

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    type: str = Field(max_length=12)
    title: str = Field(default="", max_length=255)
    language: str | None = Field(default=None, max_length=12)
    reachable: bool = True
    unreachable_reason: str | None = Field(default=None, max_length=200)
    moved_to: int | None = Field(default=None, sa_type=BigInteger)
    topic_id: int | None = Field(default=None, sa_type=BigInteger)
    topic_again_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)

    def speak_in(self, topic: int | None) -> None:
        self.topic_id, self.topic_again_at = topic, None


class Binding(Row, table=True):
    """A chat serves a grid from `bound_at` until `unbound_at`; one of each purpose at a time."""

    __tablename__ = "bindings"
    __table_args__ = (
        Index(
            "uq_bindings_grid_now",
            "grid_id",
            "purpose",
            unique=True,
            postgresql_where=text("unbound_at IS NULL"),
            sqlite_where=text("unbound_at IS NULL"),
        ),
        Index(
            "uq_bindings_chat_now",
            "chat_id",
            unique=True,
            postgresql_where=text("unbound_at IS NULL"),
            sqlite_where=text("unbound_at IS NULL"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    purpose: Purpose = word(Purpose)
    chat_id: int = Field(foreign_key="chats.id", sa_type=BigInteger)
    bound_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    bound_at: datetime = Field(sa_type=UtcDateTime)
    unbound_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class BindCode(Row, table=True):
    """A one-time code: for a grid's group or leaders' chat, for one person's post, or for a department's own chat."""

    __tablename__ = "bind_codes"

    code: str = Field(primary_key=True, max_length=32)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger, index=True)
    purpose: Purpose | None = word(Purpose, default=None, nullable=True)
    post_id: int | None = Field(default=None, foreign_key="posts.id", sa_type=BigInteger, index=True)
    department_id: int | None = Field(default=None, foreign_key="departments.id", sa_type=BigInteger, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
