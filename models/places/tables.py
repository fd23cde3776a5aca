"""The registry of places (F1, F3, B11): what there is in a grid that is looked after and checked.

    open ──closed──▶ closed ──reopened──▶ open
      └──moved, confirmed, edited──▶ open

    a member closes, reopens or moves it ──▶ waiting ──a leader agrees──▶ accepted, and it is done
                                                └──a leader does not──▶ declined

What must always hold: a code is one place's for ever; an open place is to be confirmed again at `due_at`, or is asked
about since `asked_at`; a place has one proposal that waits at most.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, Date, Index, and_, text
from sqlmodel import Field, col

from models.base import Row, Subject, UtcDateTime, new_id, word
from models.places.kinds import NAME_LIMIT, Cycle

PLACE = "place"
YEAR = timedelta(days=365)
WHY_LIMIT = 200
OPEN_DUE = "closed_at IS NULL AND due_at IS NOT NULL"
TO_REMIND = "remind_at IS NOT NULL"
OPEN_ASKED = "closed_at IS NULL AND asked_at IS NOT NULL"


class Risk(StrEnum):
    """The four classes of Chinese practice, red to blue."""

    MAJOR = "major"
    CONSIDERABLE = "considerable"
    ORDINARY = "ordinary"
    LOW = "low"


class PlaceAct(StrEnum):
    """What happened to a place; those of a proposal are close, reopen and move. An `old_code` was scanned after it was
    renewed; from `exempt` on it needs no check for a while, from `need` on it does again.
    """

    ADD = "add"
    EDIT = "edit"
    MOVE = "move"
    CLOSE = "close"
    REOPEN = "reopen"
    CONFIRM = "confirm"
    CLAIM = "claim"
    PROPOSE = "propose"
    DECLINE = "decline"
    RENEW = "renew"
    OLD_CODE = "old_code"
    EXEMPT = "exempt"
    NEED = "need"


class ProposalState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Place(Row, table=True):
    """`latitude` and `longitude` are WGS-84 degrees, as Telegram gives them. `phone` is E.164, of who is responsible;
    `responsible_id` is set once that person has claimed the place. `cycle` is the kind's unless it is set.
    `print_number` is that of its newest printed code: older ones are no longer good. From `exempt_from` to
    `exempt_until` it needs no check, for the reason `exempt_why`.
    """

    __tablename__ = "places"
    __table_args__ = (
        Index("ix_places_grid", "grid_id", "kind", "name"),
        Index("ix_places_due", "due_at", postgresql_where=text(OPEN_DUE), sqlite_where=text(OPEN_DUE)),
        Index("ix_places_asked", "grid_id", postgresql_where=text(OPEN_ASKED), sqlite_where=text(OPEN_ASKED)),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    code: str = Field(unique=True, max_length=24)
    kind: str = Field(max_length=NAME_LIMIT)
    name: str = Field(max_length=120)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    address: str = Field(default="", max_length=200)
    latitude: float | None = None
    longitude: float | None = None
    responsible: str = Field(default="", max_length=80)
    phone: str | None = Field(default=None, max_length=20, index=True)
    responsible_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger, index=True)
    risk: Risk | None = word(Risk, default=None, nullable=True)
    cycle: Cycle | None = word(Cycle, default=None, nullable=True)
    guard_group: str = Field(default="", max_length=80)
    print_number: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    added_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    exempt_from: date | None = Field(default=None, sa_type=Date)
    exempt_until: date | None = Field(default=None, sa_type=Date)
    exempt_why: str | None = Field(default=None, max_length=WHY_LIMIT)

    def exempt_on(self, day: date) -> bool:
        if self.exempt_from is None or self.exempt_until is None:
            return False
        return self.exempt_from <= day <= self.exempt_until

    @property
    def subject(self) -> Subject:
        return Subject(PLACE, self.id)

    @property
    def location(self) -> dict[str, float] | None:
        """As evidence has it."""
        if self.latitude is None or self.longitude is None:
            return None
        return {"latitude": self.latitude, "longitude": self.longitude}


class PlaceItem(Row, table=True):
    """Equipment that a place holds: `item` of the standard kit, or as somebody wrote it. At `remind_at` the clock looks
    whether it is to be replaced.
    """

    __tablename__ = "place_items"
    __table_args__ = (
        Index("uq_place_items_item", "place_id", "item", unique=True),
        Index("ix_place_items_remind", "remind_at", postgresql_where=text(TO_REMIND), sqlite_where=text(TO_REMIND)),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    place_id: int = Field(foreign_key="places.id", sa_type=BigInteger)
    item: str = Field(max_length=40)
    count: int
    replace_on: date | None = Field(default=None, sa_type=Date)
    remind_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PlaceEvent(Row, table=True):
    """What happened to a place, by whom, when; never changed afterwards. `data` of an edit: the columns changed."""

    __tablename__ = "place_events"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    place_id: int = Field(foreign_key="places.id", sa_type=BigInteger, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    act: PlaceAct = word(PlaceAct)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class PlaceProposal(Row, table=True):
    """What a member has done in the field and a leader has yet to agree to; `level_id`: whose leaders were told."""

    __tablename__ = "place_proposals"
    __table_args__ = (
        Index(
            "uq_place_proposals_waiting",
            "place_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    place_id: int = Field(foreign_key="places.id", sa_type=BigInteger)
    act: PlaceAct = word(PlaceAct)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    state: ProposalState = word(ProposalState, default=ProposalState.WAITING)
    level_id: int | None = Field(default=None, foreign_key="grids.id", sa_type=BigInteger)
    decided_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def open_places() -> ColumnElement[bool]:
    return col(Place.closed_at).is_(None)


def exempt_on(day: date) -> ColumnElement[bool]:
    """Needs no check on this day."""
    return and_(col(Place.exempt_from).is_not(None), col(Place.exempt_from) <= day, col(Place.exempt_until) >= day)
