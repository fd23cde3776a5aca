import socket
import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from models.db.away import passes


def said(*, sqlstate: str = "", sqlite: str = "", invalidated: bool = False) -> DBAPIError:
    """What SQLAlchemy makes of a driver's error."""
    orig = sqlite3.OperationalError("no")
    if sqlite:
        orig.sqlite_errorname = sqlite
    else:
        orig.sqlstate = sqlstate  # type: ignore[attr-defined]
    return DBAPIError("SELECT 1", {}, orig, connection_invalidated=invalidated)


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (ConnectionRefusedError(), True),
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (socket.gaierror(-3, "Temporary failure in name resolution"), True),
        (NoConnectionFree(), True),
        (said(sqlstate="57P03"), True),  # it is starting up
        (said(sqlstate="57P01"), True),  # it shuts down
        (said(sqlstate="53300"), True),  # too many connections
        (said(sqlstate="53100"), True),  # disk full
        (said(sqlstate="08006"), True),  # the connection failed
        (said(sqlstate="25006"), False),  # read-only
        (said(sqlstate="28P01"), False),  # wrong password
        (said(sqlstate="3D000"), False),  # no such database
        (said(sqlstate="57014"), False),  # a statement took too long
        (said(sqlstate="22003", invalidated=True), True),
        (said(sqlite="SQLITE_BUSY"), True),
        (said(sqlite="SQLITE_FULL"), True),
        (said(sqlite="SQLITE_IOERR_WRITE"), True),
        (said(sqlite="SQLITE_CANTOPEN"), False),
        (said(sqlite="SQLITE_NOTADB"), False),
        (IntegrityError("INSERT", {}, sqlite3.IntegrityError("twice")), False),
        (ValueError(), False),
    ],
)
def test_what_passes_by_itself_is_told_from_what_somebody_must_mend(error: Exception, passing: bool) -> None:
    assert passes(error) is passing
