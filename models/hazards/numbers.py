"""Numbers that people read (H412): without gaps, given out inside the transaction that first writes the hazard."""

from collections.abc import Sequence
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


def number_new(session: Session, rows: Sequence[Row]) -> None:
    """Before they are written: one statement numbers all the hazards among them."""
    hazards = [row for row in rows if isinstance(row, Hazard)]
    new = sorted((row for row in hazards if row.number is None), key=lambda row: row.id)
    if not new:
        return
    with session.no_autoflush:
        last: int = session.execute(_raising(), {"more": len(new)}).scalar_one()
    for number, row in enumerate(new, start=last - len(new) + 1):
        row.number = number
