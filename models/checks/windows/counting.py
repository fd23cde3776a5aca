"""Which check counts for which duty: of two who owe the same place, neither does the other's."""

from collections.abc import Collection
from datetime import datetime, tzinfo

from models.checks.duties import LOOK_AFTER, Owner
from models.checks.tables import CheckWindow


def counts_for(owner: Owner, person_id: int, owing: Collection[int | None], *, own: bool) -> bool:
    """Of a check by this person; `own`: a self-check; `owing` are the people (by id) who owed it.

    A slot is filled by whoever may check the place.
    """
    if owner is Owner.SLOT:
        return True
    if owner is Owner.RESPONSIBLE:
        return own
    if owner in LOOK_AFTER:
        return person_id in owing
    return not own or person_id in owing


def within(window: CheckWindow, said_at: datetime, zone: tzinfo) -> bool:
    """In a slot's hours, or on one of the window's days."""
    if window.from_at is not None:
        return window.from_at <= said_at <= window.due_at
    return window.first <= said_at.astimezone(zone).date() <= window.last
