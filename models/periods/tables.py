"""Times in which more is asked of a grid and all below it, between two days (B6, B10).

    planned ──its first day──▶ running ──its last day is over, or ended early──▶ over
       └──ended early──▶ over

What must always hold: the places of a campaign are those that were open when it began; a period holds from its first
day to its last or, ended early, to the day before it was ended.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Date, Index, text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, new_id, word

PERIOD = "period"
NAME_LIMIT, WHY_LIMIT = 40, 200
WAITS = "due_at IS NOT NULL"


class PeriodKind(StrEnum):
    """In a heightened one cycles are a step tighter; a campaign is over places of some kinds, with a target."""

    HEIGHTENED = "heightened"
    CAMPAIGN = "campaign"


class PeriodState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"


class Origin(StrEnum):
    """What opened it: a leader, or a warning."""

    PERSON = "person"
    WARNING = "warning"


class Period(Row, table=True):
    """`kinds` of places and `target`, in percent of those, are a campaign's. `ended_on`: the day it was ended early.
    `notice_id` is the warning that opened it.

    At `due_at` it begins or is over.
    """

    __tablename__ = "periods"
    __table_args__ = (
        Index("ix_periods_due", "due_at", postgresql_where=text(WAITS), sqlite_where=text(WAITS)),
        Index("ix_periods_last", "last"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    kind: PeriodKind = word(PeriodKind)
    name: str = Field(max_length=NAME_LIMIT)
    why: str = Field(default="", max_length=WHY_LIMIT)
    first: date = Field(sa_type=Date)
    last: date = Field(sa_type=Date)
    kinds: list[str] = Field(default_factory=list, sa_type=JSON)
    target: int | None = None
    origin: Origin = word(Origin, default=Origin.PERSON)
    notice_id: int | None = Field(default=None, foreign_key="notices.id", sa_type=BigInteger, index=True)
    opened_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    state: PeriodState = word(PeriodState, default=PeriodState.PLANNED)
    ended_on: date | None = Field(default=None, sa_type=Date)
    ended_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def subject(self) -> Subject:
        return Subject(PERIOD, self.id)

    @property
    def until(self) -> date:
        """The last day on which what was done for it counts."""
        return self.last if self.ended_on is None else min(self.last, self.ended_on)

    def holds_on(self, day: date) -> bool:
        return self.first <= day <= self.last and (self.ended_on is None or day < self.ended_on)

    def overlaps(self, first: date, last: date) -> bool:
        """Whether it holds on any of these days."""
        end = self.last if self.ended_on is None else min(self.last, self.ended_on - timedelta(days=1))
        return self.first <= end and self.first <= last and end >= first


class PeriodPlace(Row, table=True):
    """A place of a campaign, and the grid it was in when that began."""

    __tablename__ = "period_places"

    period_id: int = Field(
        primary_key=True, foreign_key="periods.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    place_id: int = Field(
        primary_key=True, foreign_key="places.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
