"""Whether what a database said passes by itself (it restarts, is full, is not there yet), or somebody must act."""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

PASSING_STATES = ("08", "40", "53", "57P01", "57P02", "57P03", "58")  # PostgreSQL's classes of errors, and errors
PASSING_NAMES = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR")


def passes(error: BaseException) -> bool:
    if isinstance(error, DBAPIError):
        state, name = getattr(error.orig, "sqlstate", None) or "", getattr(error.orig, "sqlite_errorname", "")
        return error.connection_invalidated or state.startswith(PASSING_STATES) or name.startswith(PASSING_NAMES)
    return isinstance(error, OSError | NoConnectionFree)
