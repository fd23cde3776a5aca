"""What a street has set for the texts of publicity in its groups, its own texts, and which text a group was told when.

What must always hold: a group is told one text a day at most, and no text twice running.
"""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Date, Index, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, chat_column

NAME_LIMIT = 40
WAITS = "next_at IS NOT NULL"


class PublicitySaid(Row, table=True):
    """At `said_at` the chat was told this text last."""

    __tablename__ = "publicity_said"

    chat_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False, **chat_column()}
    )
    text: str = Field(primary_key=True, max_length=NAME_LIMIT)
    said_at: datetime = Field(sa_type=UtcDateTime)


class PublicityPlan(Row, table=True):
    """What a leader has set for a grid and all below it, until somebody below sets it otherwise; `weekday` and
    `day_rule` as in planning.Rule.
    """

    __tablename__ = "publicity_plans"

    grid_id: int = Field(
        primary_key=True, foreign_key="grids.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    enabled: bool
    weekday: int | None = None
    day_rule: str = Field(default="", max_length=20)
    set_by: int = Field(foreign_key="people.id", sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)


class PublicityTurn(Row, table=True):
    """Of a grid that has a group: at `next_at` it is looked whether something is to be said. Of all days up to
    `done_to` that is done; None: its times are yet to be found.
    """

    __tablename__ = "publicity_turns"
    __table_args__ = (
        Index("ix_publicity_turns_next", "next_at", postgresql_where=text(WAITS), sqlite_where=text(WAITS)),
    )

    grid_id: int = Field(
        primary_key=True, foreign_key="grids.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    done_to: date | None = Field(default=None, sa_type=Date)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PublicityText(Row, table=True):
    """A text as it stands in a grid and all below it. With a title it is their own: a new one, or in place of the one
    of that name from above; without, that one. `off`: it is not said there.
    """

    __tablename__ = "publicity_texts"

    grid_id: int = Field(
        primary_key=True, foreign_key="grids.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    name: str = Field(primary_key=True, max_length=NAME_LIMIT)
    off: bool = False
    title: str = Field(default="", max_length=60)
    lines: list[str] = Field(default_factory=list, sa_type=JSON)
    occasion: str = Field(default="", max_length=120)
    set_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)


class QuietChat(Row, table=True):
    """A group whose administrators, or the grid's staff, want no routine posts: never of warnings and notices."""

    __tablename__ = "quiet_chats"

    chat_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False, **chat_column()}
    )
    set_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)
