"""PostgreSQL's connections in the pool: one that has rested is asked whether it still works before it is used.

SQLAlchemy's own `pool_pre_ping` asks each time, in three trips to the server: half as many as a report needs.
"""

import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from models.db.postgres_words import for_driver

RESTED = 1.0  # seconds
SINCE = "rests_since"


def open_pool(url: URL, size: int, *, rested: float = RESTED) -> AsyncEngine:
    plain, words = for_driver(url)
    engine = create_async_engine(plain, pool_size=size, connect_args=words)
    dialect = engine.dialect

    def given_back(_connection: Any, record: Any) -> None:
        record.info[SINCE] = time.monotonic()

    def taken(connection: Any, record: Any, _whose: Any) -> None:
        if time.monotonic() - record.info.get(SINCE, time.monotonic()) < rested:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as gone:
            raise InvalidatePoolError from gone

    event.listen(engine.sync_engine, "checkin", given_back)
    event.listen(engine.sync_engine, "checkout", taken)
    return engine
