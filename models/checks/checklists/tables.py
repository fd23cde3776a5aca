"""A checklist of a place that somebody is filling in, and what may be found of its items."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, new_id, word
from models.checks.checking import WORDS_LIMIT

CHECKLIST = "checklist"
GOOD_FOR = timedelta(hours=12)


class Found(StrEnum):
    """Of an item: all right, not all right, or the place has no such thing."""

    PASS = "pass"  # noqa: S105 - no secret
    PROBLEM = "problem"
    NONE = "none"


class ChecklistState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Checklist(Row, table=True):
    """`items` are dicts of `item`, `name`, `report`, what was `found` (None: not yet), whether it was wrong `before`,
    and of equipment how many there should be, its `count`. `words` were sent in reply to it.
    """

    __tablename__ = "checklists"
    __table_args__ = (
        Index(
            "uq_checklists_open",
            "person_id",
            "place_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    place_id: int = Field(foreign_key="places.id", sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    stop_id: int | None = Field(default=None, foreign_key="patrol_stops.id", sa_type=BigInteger, index=True)
    check_id: int | None = Field(default=None, foreign_key="place_checks.id", sa_type=BigInteger, index=True)
    own: bool = False
    scanned: bool = False
    items: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    words: str = Field(default="", max_length=WORDS_LIMIT)
    state: ChecklistState = word(ChecklistState, default=ChecklistState.OPEN)
    opened_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def subject(self) -> Subject:
        return Subject(CHECKLIST, self.id)

    @property
    def problems(self) -> list[int]:
        """The numbers of the items that are not all right."""
        return [number for number, each in enumerate(self.items) if each["found"] == Found.PROBLEM]
