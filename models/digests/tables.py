"""The numbers of a week, a month, a half and a year of a grid, as they were when it ended, and whose turn it is.

What must always hold: what was frozen is never changed, so that a number that people were told stays what it was; of a
grid, a kind and a first day there is one row.
"""

from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, Index, UniqueConstraint, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id, word
from models.schedule.report_periods.periods import PeriodKind, ReportPeriod, period_of

WAITS = "tell_at IS NOT NULL"
LATE = timedelta(hours=1)


class DigestTurn(Row, table=True):
    """Of a grid that has parts: at `next_at` its period that begins on `first` has ended; None: the first one is yet to
    be found. Of periods that ended before `begun_at` nobody is told.
    """

    __tablename__ = "digest_turns"
    __table_args__ = (Index("ix_digest_turns_next", "next_at"),)

    grid_id: int = Field(
        primary_key=True, foreign_key="grids.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    kind: PeriodKind = word(PeriodKind, primary_key=True)
    first: date | None = Field(default=None, sa_type=Date)
    next_at: datetime = Field(sa_type=UtcDateTime)
    begun_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def period(self) -> ReportPeriod | None:
        return None if self.first is None else period_of(self.kind, self.first)

    def wait_for(self, period: ReportPeriod, zone: tzinfo) -> None:
        self.first, self.next_at = period.first, period.bounds(zone)[1]


class FrozenPeriod(Row, table=True):
    """`figures` as codec.py reads them; `warnings` as warnings.py does, of weeks alone. It is told at `tell_at`, was to
    be at `planned_at`, and was at `told_at`.
    """

    __tablename__ = "frozen_periods"
    __table_args__ = (
        UniqueConstraint("grid_id", "kind", "first"),
        Index("ix_frozen_periods_tell", "tell_at", postgresql_where=text(WAITS), sqlite_where=text(WAITS)),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    kind: PeriodKind = word(PeriodKind)
    first: date = Field(sa_type=Date)
    figures: dict[str, Any] = Field(sa_type=JSON)
    warnings: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    as_of: datetime = Field(sa_type=UtcDateTime)
    frozen_at: datetime = Field(sa_type=UtcDateTime)
    planned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tell_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def period(self) -> ReportPeriod:
        return period_of(self.kind, self.first)

    @property
    def late(self) -> bool:
        """Whether people were told well after they were to be."""
        return self.planned_at is not None and self.told_at is not None and self.told_at - self.planned_at > LATE
