"""Numbers that people read (H412): without gaps, given out inside the transaction that first writes the hazard."""

from functools import cache

from sqlalchemy import Executable, bindparam, update
from sqlalchemy.orm import Session
from sqlmodel import Field

from models.base import Row
from models.hazards.tables import Hazard


class Counter(Row, table=True):
    """Filled by the migration."""

    __tablename__ = "counters"

    name: str = Field(primary_key=True, max_length=24)
    value: int = 0


@cache
def _raising() -> Executable:
    table = Row.metadata.tables["counters"]
    raised = update(table).where(table.c.name == "hazard").values(value=table.c.value + bindparam("more"))
    return raised.returning(table.c.value)


def number_new(session: Session) -> None:
    """Before they are written: one statement numbers all the new hazards."""
    hazards = [row for row in session.new if isinstance(row, Hazard) and row.number is None]
    new = sorted(hazards, key=lambda row: row.id)
    if not new:
        return
    last: int = session.execute(_raising(), {"more": len(new)}).scalar_one()
    for number, row in enumerate(new, start=last - len(new) + 1):
        row.number = number
