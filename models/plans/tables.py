"""Emergency plans of grids (E5).

    in force ──the grid gets a newer one──▶ replaced

What must always hold: a grid has one plan in force at most; those before it stay, with their dates. A year after it
was set or confirmed, its leaders are asked whether it still holds, and again each week until one says so.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, new_id

PLAN = "plan"
WORDS_LIMIT = 2500
IN_FORCE, WAITS = "replaced_at IS NULL", "confirm_at IS NOT NULL"


class Plan(Row, table=True):
    """In words, photos, documents. `confirm_at`: when its leaders are to be asked whether it still holds."""

    __tablename__ = "plans"
    __table_args__ = (
        Index(
            "uq_plans_in_force", "grid_id", unique=True, postgresql_where=text(IN_FORCE), sqlite_where=text(IN_FORCE)
        ),
        Index("ix_plans_due", "confirm_at", postgresql_where=text(WAITS), sqlite_where=text(WAITS)),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    words: str = Field(default="", sa_type=Text)
    set_by: int = Field(foreign_key="people.id", sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirm_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replaced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def subject(self) -> Subject:
        return Subject(PLAN, self.id)
