"""What a database's refusals mean: which may pass by themselves, and which somebody must mend first."""

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

FAULTS = (DBAPIError, PoolTimeout, OSError)
LASTING_FILES = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST})
LASTING_SQLITE = frozenset(
    {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
    | {sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
)
LASTING_POSTGRES = ("28", "3D", "42", "0A")  # let in, database, right or table, what the server cannot do


def may_pass(error: BaseException) -> bool:
    """Whether it makes sense to try again with nothing changed."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, OSError):
        return cause.errno not in LASTING_FILES
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF not in LASTING_SQLITE
    state = getattr(cause, "sqlstate", None)
    return not (state or "").startswith(LASTING_POSTGRES)
