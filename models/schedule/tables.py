from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, Index, Integer, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, word


class WorkdaySource(StrEnum):
    """Who says how a day is worked; of several the last here is believed."""

    LIBRARY = "library"
    IMPORT = "import"
    OVERRIDE = "override"


class Workday(Row, table=True):
    """What one source says of a local day; `note` is the feast, or why."""

    __tablename__ = "workdays"

    day: date = Field(primary_key=True, sa_type=Date)
    source: WorkdaySource = word(WorkdaySource, primary_key=True)
    works: bool
    note: str = Field(default="", max_length=80)


class CalendarReminder(Row, table=True):
    """Administrators are reminded at `next_at` that nothing is announced of the year; never again, once it is None."""

    __tablename__ = "calendar_reminders"
    __table_args__ = (
        Index(
            "ix_calendar_reminders_next",
            "next_at",
            postgresql_where=text("next_at IS NOT NULL"),
            sqlite_where=text("next_at IS NOT NULL"),
        ),
    )

    year: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
