"""What is owed in which window, what was done, and what was missed.

    open ──its last day is over──▶ closed, with a miss for each place (or round) that was not checked

What must always hold: what is expected and from whom is written when the window opens and never changes; each
expected check was done within the window or has one row among the misses, never both. A post that ends passes on what
it owed to those that follow it in its grid and role.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, Index, false, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id, word
from models.checks.duties import Owner

OPEN, TO_TELL, TO_OPEN = "closed_at IS NULL", "tell_at IS NOT NULL", "next_at IS NOT NULL"
DUTY_LIMIT = 400


class DutyTable(Row, table=True):
    """A grid's own table of duties, for itself and all below it, as duties.as_text() writes it."""

    __tablename__ = "duty_tables"

    grid_id: int = Field(
        primary_key=True, foreign_key="grids.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    duties: str = Field(max_length=4000)
    set_at: datetime = Field(sa_type=UtcDateTime)


class DutyDay(Row, table=True):
    """Of a grid: up to which day its windows have been opened; None: none yet. At `next_at` that is done again.

    `heightened`: those of a heightened period were opened on that day, too.
    """

    __tablename__ = "duty_days"
    __table_args__ = (
        Index("ix_duty_days_next", "next_at", postgresql_where=text(TO_OPEN), sqlite_where=text(TO_OPEN)),
    )

    grid_id: int = Field(
        primary_key=True, foreign_key="grids.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    opened_to: date | None = Field(default=None, sa_type=Date)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    heightened: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class CheckWindow(Row, table=True):
    """`duty` is its row of the table. `places` are the ids of those to be checked; without any a round of patrol is
    owed in the grid or, if `hours`, each person's time on patrol. `owed_by` are posts (by id) that owed it when it
    opened. A time slot of the day begins at `from_at`; it is owed by the slots (by id) of its places, in their order.
    It closes at `due_at`; at `tell_at`, on the morning of `told_on`, what was missed is told to leaders; where
    nobody can be reached both move on.
    `heightened`: a heightened period has opened it, beside those of the usual cycle.
    """

    __tablename__ = "check_windows"
    __table_args__ = (
        Index("uq_check_windows_duty", "grid_id", "duty", "first", "heightened", unique=True),
        Index("ix_check_windows_due", "due_at", postgresql_where=text(OPEN), sqlite_where=text(OPEN)),
        Index("ix_check_windows_told", "told_on", "grid_id"),
        Index("ix_check_windows_closed", "grid_id", "closed_at"),
        Index("ix_check_windows_tell", "tell_at", postgresql_where=text(TO_TELL), sqlite_where=text(TO_TELL)),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    duty: str = Field(max_length=DUTY_LIMIT)
    owner: Owner = word(Owner)
    first: date = Field(sa_type=Date)
    last: date = Field(sa_type=Date)
    heightened: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    places: list[int] = Field(default_factory=list, sa_type=JSON)
    hours: bool = False
    owed_by: list[int] = Field(default_factory=list, sa_type=JSON)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    from_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    missed: int = 0
    told_on: date | None = Field(default=None, sa_type=Date)
    tell_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def begun_at(self) -> datetime:
        return begun_at(self.first, self.last, self.from_at, self.due_at)


def begun_at(first: date, last: date, from_at: datetime | None, due_at: datetime) -> datetime:
    """Of a window, when its days or its slot began."""
    return from_at or due_at - timedelta(days=(last - first).days + 1)


class Outcome(StrEnum):
    """Of a check: all in order, something found, or nobody could enter."""

    ORDER = "order"
    PROBLEM = "problem"
    NO_ENTRY = "no_entry"


class PlaceCheck(Row, table=True):
    """`said_at` is its message's own time, by which it counts; `own`: by who keeps the place, a 自查;
    `scanned`: by the code at the place.

    `items` is the checklist as it was, with what was found of each item.
    """

    __tablename__ = "place_checks"
    __table_args__ = (
        Index("ix_place_checks_place", "place_id", "said_at"),
        Index("ix_place_checks_person", "person_id", "said_at"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    place_id: int = Field(foreign_key="places.id", sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    stop_id: int | None = Field(default=None, foreign_key="patrol_stops.id", sa_type=BigInteger, index=True)
    own: bool = False
    scanned: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    outcome: Outcome = word(Outcome)
    items: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    words: str = Field(default="", max_length=1000)
    said_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)


class Why(StrEnum):
    """Why a check that was expected is among the misses: it was missed, or it could not be asked of anybody."""

    MISSED = "missed"
    NO_ENTRY = "no_entry"
    CALENDAR = "calendar"
    LEAVE = "leave"
    VACANT = "vacant"
    CLOSED = "closed"
    EXEMPT = "exempt"


MISSED = (Why.MISSED, Why.NO_ENTRY, Why.VACANT)
"""What is told to leaders; all else excuses."""


class CheckMiss(Row, table=True):
    """Of a place, of a post's time on patrol (`post_id`, with the `minutes` that were done), or else of a round.

    `again`: missed in the window before, too. `made_up_at`: when the check was received that was made after the window,
    but before the next one of the duty had closed, or was read late.
    """

    __tablename__ = "check_misses"
    __table_args__ = (
        Index("uq_check_misses_place", "window_id", "place_id", unique=True),
        Index("ix_check_misses_place", "place_id", "window_id"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    window_id: int = Field(foreign_key="check_windows.id", sa_type=BigInteger)
    place_id: int | None = Field(default=None, foreign_key="places.id", sa_type=BigInteger)
    post_id: int | None = Field(default=None, foreign_key="posts.id", sa_type=BigInteger)
    minutes: int | None = None
    why: Why = word(Why)
    again: bool = False
    made_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
