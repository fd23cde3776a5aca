"""The hazard's own number, given when it is first written."""

from sqlalchemy.orm import Session

from models.hazards.tables import HAZARD, Hazard
from models.numbers import raising


def number_new(session: Session) -> None:
    """Before they are written: one statement numbers all the new hazards."""
    new = [row for row in session.new if isinstance(row, Hazard) and row.number is None]
    if not new:
        return
    last: int = session.execute(raising(session, HAZARD, by=len(new))).scalar_one()
    for number, row in enumerate(sorted(new, key=lambda row: row.id), start=last - len(new) + 1):
        row.number = number
