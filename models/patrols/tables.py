"""Rounds of patrol, who takes part, where they stopped, and live locations."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, chat_column, message_column, new_id, word

STOP = "patrol_stop"
RUNNING, PRESENT, WITH_POINTS = "ended_at IS NULL", "left_at IS NULL", "forgotten_at IS NULL"


class RoundKind(StrEnum):
    DAILY = "daily"
    KEY = "key"
    SURPRISE = "surprise"
    INSPECTION_DAY = "inspection_day"
    SPOT_CHECK = "spot_check"


class RoundEnd(StrEnum):
    CHECKED_OUT = "checked_out"
    LEFT_OPEN = "left_open"


class Proof(StrEnum):
    """What shows where a stop was, from the weakest up: nothing, a point that may be any on the map, what the phone
    gave when the button was pressed in private, a live location.
    """

    NONE = "none"
    PIN = "pin"
    PHONE = "phone"
    LIVE = "live"


class TrackEnd(StrEnum):
    STOPPED = "stopped"
    EXPIRED = "expired"
    LOST = "lost"
    CHECKED_OUT = "checked_out"


class PatrolRound(Row, table=True):
    """Its card stands in `chat_id`; at `due_at` it is looked at whether it was left open."""

    __tablename__ = "patrol_rounds"
    __table_args__ = (
        Index("ix_patrol_rounds_due", "due_at", postgresql_where=text(RUNNING), sqlite_where=text(RUNNING)),
        Index("ix_patrol_rounds_grid", "grid_id", "started_at"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    kind: RoundKind = word(RoundKind, default=RoundKind.DAILY)
    chat_id: int = Field(sa_type=BigInteger, sa_column_kwargs=chat_column())
    started_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_how: RoundEnd | None = word(RoundEnd, default=None, nullable=True)


class PatrolPerson(Row, table=True):
    """Somebody's part of a round; nobody is on two at a time."""

    __tablename__ = "patrol_people"
    __table_args__ = (
        Index(
            "uq_patrol_people_present",
            "person_id",
            unique=True,
            postgresql_where=text(PRESENT),
            sqlite_where=text(PRESENT),
        ),
        Index("ix_patrol_people_person", "person_id", "joined_at"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    round_id: int = Field(foreign_key="patrol_rounds.id", sa_type=BigInteger, index=True)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    joined_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PatrolStop(Row, table=True):
    """`said_at` is its message's own time; `late`: it was read some time after. In degrees, WGS-84, and metres."""

    __tablename__ = "patrol_stops"
    __table_args__ = (Index("ix_patrol_stops_person", "person_id", "said_at"),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    round_id: int = Field(foreign_key="patrol_rounds.id", sa_type=BigInteger, index=True)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    said_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
    late: bool = False
    words: str = Field(default="", sa_type=Text)
    place_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    proof: Proof = word(Proof, default=Proof.NONE)
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def subject(self) -> Subject:
        return Subject(STOP, self.id)


class LiveTrack(Row, table=True):
    """A live location that a stop began with, a row for each stretch between long silences, and the way walked in
    metres, which stays when its points are deleted.

    `lasts_until` is what the sender chose, None: until it is stopped. `reviewed_at`: a leader has read the log of that
    day; `forgotten_at`: the points are deleted.
    """

    __tablename__ = "live_tracks"
    __table_args__ = (
        Index("ix_live_tracks_due", "due_at", postgresql_where=text(RUNNING), sqlite_where=text(RUNNING)),
        Index("ix_live_tracks_message", "chat_id", "message_id"),
        Index("ix_live_tracks_person", "person_id", "began_at"),
        *(
            Index(f"ix_live_tracks_{at}", at, postgresql_where=text(WITH_POINTS), sqlite_where=text(WITH_POINTS))
            for at in ("reviewed_at", "last_at")
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    round_id: int = Field(foreign_key="patrol_rounds.id", sa_type=BigInteger, index=True)
    stop_id: int = Field(foreign_key="patrol_stops.id", sa_type=BigInteger, index=True)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger, sa_column_kwargs=chat_column())
    message_id: int | None = Field(default=None, sa_type=BigInteger, sa_column_kwargs=message_column())
    began_at: datetime = Field(sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime)
    lasts_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    metres: float = 0.0
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_how: TrackEnd | None = word(TrackEnd, default=None, nullable=True)
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    forgotten_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LivePoint(Row, table=True):
    """In degrees, WGS-84."""

    __tablename__ = "live_points"
    __table_args__ = (Index("ix_live_points_track", "track_id", "at"),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    track_id: int = Field(foreign_key="live_tracks.id", sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    latitude: float
    longitude: float
