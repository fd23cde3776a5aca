"""PostgreSQL's connections in the pool: no wait for one is without end, and one that has rested is asked first.

SQLAlchemy's own `pool_pre_ping` asks each time, in three trips to the server: half as many as a report needs.
"""

import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from models.db.postgres_words import for_driver

RESTED = 1.0  # seconds
SINCE = "rests_since"
CONNECTING = 5.0  # seconds
ANSWERING = 3.0  # seconds, for one that has rested
# So that the server, too, notices a client that is gone: what such a client has locked is free again.
WATCHED = "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; "
WATCHED += "SET tcp_user_timeout = 10000"
LIMITED = "; SET statement_timeout = {0}; SET idle_in_transaction_session_timeout = {0}"


def open_pool(url: URL, size: int, *, rested: float = RESTED, patience: float | None = None) -> AsyncEngine:
    """`patience`: seconds that a statement may take, and a transaction wait for its next; None is without end."""
    plain, words = for_driver(url)
    engine = create_async_engine(
        plain,
        pool_size=size,
        pool_timeout=patience or 30,
        connect_args={"timeout": CONNECTING, "command_timeout": patience, **words},
    )
    settings = WATCHED + (LIMITED.format(round(patience * 1000)) if patience else "")

    def opened(connection: Any, _record: Any) -> None:
        connection.run_async(lambda driver: driver.execute(settings))

    def given_back(_connection: Any, record: Any) -> None:
        record.info[SINCE] = time.monotonic()

    def taken(connection: Any, record: Any, _whose: Any) -> None:
        if time.monotonic() - record.info.get(SINCE, time.monotonic()) >= rested:
            _ask(connection)

    event.listen(engine.sync_engine, "connect", opened)
    event.listen(engine.sync_engine, "checkin", given_back)
    event.listen(engine.sync_engine, "checkout", taken)
    event.listen(engine.sync_engine, "handle_error", _cut_short)
    return engine


def _ask(connection: Any) -> None:
    try:
        connection.run_async(lambda driver: driver.execute("SELECT 1", timeout=ANSWERING))
    except Exception as gone:
        connection.driver_connection.terminate()
        raise InvalidatePoolError from gone


def _cut_short(context: ExceptionContext) -> None:
    """A statement that nobody waits for any more takes its connection along: to part politely is to wait again."""
    error, connection = context.original_exception, context.connection
    if isinstance(error, Exception) and not isinstance(error, TimeoutError):
        return
    if connection is not None and not connection.closed and not connection.invalidated:
        driver: Any = connection.connection.driver_connection
        driver.terminate()
        context.is_disconnect = True
