"""What happened to a subject, when, and by whom: rows that are added and never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Row
from models.db.database import insert
from models.members.tables import Person


def record_event(session: AsyncSession, kind: type[Row], person: Person | None, now: datetime, **columns: Any) -> None:
    """Add an event to the table `kind`; `columns` name its subject, what was done, the states and the data."""
    insert(session, kind, at=now, person_id=person.id if person else None, **columns)
