"""What must be reported but is no hazard: a house let, newcomers, people in need, unrest.

    told ──“got it” by a leader──▶ acknowledged
      ├──nobody in time──▶ told, one level up
      └──“it is a hazard”──▶ a hazard (reported without the reporter's name)

What must always hold: its words go to leaders in private alone, never to a group; it climbs until somebody has it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, false, text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, new_id, word

MANDATORY_REPORT, THANKS, HEARD = "hazards.matter", "hazards.matter_thanks", "hazards.matter_heard"
SUBJECT = "mandatory_report"
TEXT_LIMIT = 4000


class MandatoryReportState(StrEnum):
    TOLD = "told"
    ACKNOWLEDGED = "acknowledged"
    HAZARD = "hazard"


class MandatoryReport(Row, table=True):
    """`found` are attach.Found as dicts, `level_id` is the grid told last; `confidential`: never to be a hazard."""

    __tablename__ = "matters"
    __table_args__ = (
        Index(
            "ix_matters_told",
            "level_id",
            postgresql_where=text("state = 'told'"),
            sqlite_where=text("state = 'told'"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    kind: str = Field(max_length=40)
    reporter_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger, index=True)
    text: str = Field(default="", sa_type=Text)
    found: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    state: MandatoryReportState = word(MandatoryReportState, default=MandatoryReportState.TOLD)
    level_id: int | None = Field(default=None, foreign_key="grids.id", sa_type=BigInteger)
    taken_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UtcDateTime)
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confidential: bool = Field(default=False, sa_column_kwargs={"server_default": false()})

    @property
    def subject(self) -> Subject:
        return Subject(SUBJECT, self.id)
