"""The ledger of publicity: what was held where, whom it went to and how many it reached (D4, D9).

    recorded ──taken back by its writer within a day──▶ withdrawn ──restored likewise──▶ recorded

What must always hold: whoever wrote it may put it right for a day, then it stays as it is; what is withdrawn counts
nowhere.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Date, Index, Text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, new_id, word

ACTIVITY = "activity"
WORDS_LIMIT, PLACE_LIMIT = 1000, 120


class ActivityKind(StrEnum):
    """A calling-out is made while on patrol; the last three write themselves when they are closed."""

    ACTIVITY = "activity"
    CALLING_OUT = "calling_out"
    MEETING = "meeting"
    DRILL = "drill"
    TRAINING = "training"


class Enters(StrEnum):
    """The five that publicity is to enter."""

    COMMUNITY = "community"
    SCHOOL = "school"
    ENTERPRISE = "enterprise"
    VILLAGE = "village"
    FAMILY = "family"


class Activity(Row, table=True):
    """`said_at` is its message's own time; `reached` in people. In degrees, WGS-84. Without a person: of a feature."""

    __tablename__ = "activities"
    __table_args__ = (
        Index("ix_activities_grid", "grid_id", "held_on"),
        Index("ix_activities_person", "person_id", "said_at"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    kind: ActivityKind = word(ActivityKind, default=ActivityKind.ACTIVITY)
    held_on: date = Field(sa_type=Date)
    said_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
    words: str = Field(default="", sa_type=Text)
    place: str = Field(default="", max_length=PLACE_LIMIT)
    latitude: float | None = None
    longitude: float | None = None
    enters: Enters | None = word(Enters, default=None, nullable=True)
    reached: int | None = None
    round_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def subject(self) -> Subject:
        return Subject(ACTIVITY, self.id)
