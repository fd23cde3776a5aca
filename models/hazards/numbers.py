"""Numbers that people read (H412): without gaps, given out inside the transaction that first writes the hazard."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from models.base import Row
from models.hazards.tables import Hazard


class Counter(Row, table=True):
    """Filled by the migration."""

    __tablename__ = "counters"

    name: str = Field(primary_key=True, max_length=24)
    value: int = 0


def number_new(session: Session, _context: Any, _instances: Any) -> None:
    """A before_flush hook: one statement numbers all hazards about to be written."""
    new = sorted((row for row in session.new if isinstance(row, Hazard) and row.number is None), key=lambda row: row.id)
    if not new:
        return
    raised = update(Counter).where(col(Counter.name) == "hazard").values(value=col(Counter.value) + len(new))
    last: int = session.execute(raised.returning(col(Counter.value))).scalar_one()
    for number, row in enumerate(new, start=last - len(new) + 1):
        row.number = number
