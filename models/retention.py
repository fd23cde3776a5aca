"""For how long what nothing needs any more is kept; a chore lets go of a batch at a time until nothing is left."""

from dataclasses import dataclass
from datetime import timedelta

from models.db.session_value import SessionValue

BATCH = 500  # rows of a transaction


@dataclass(frozen=True)
class Retention:
    """`updates` that were handled, those `set_aside`, `messages` of what is over, `files` that no row knows,
    and, from when they were reviewed, the points of `tracks`: where somebody on patrol went.
    """

    updates: timedelta
    set_aside: timedelta
    messages: timedelta
    files: timedelta
    tracks: timedelta


def _unset() -> Retention:
    raise LookupError("only the settings say how long anything is kept")


RETENTION: SessionValue[Retention] = SessionValue("retention", _unset)
