"""One owner at a time, over all processes: of a token's sending budget, of the clock.

    standing by ──the other is gone──▶ owner ──connection lost──▶ OwnershipLost, standing by again

On PostgreSQL the sign of ownership is an advisory lock, which lives as long as its connection; on SQLite it is a lock
on a file beside the database, which lives as long as the process.
"""

import asyncio
import fcntl
import hashlib
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from models.db.database import Database

logger = logging.getLogger(__name__)

ASK_AGAIN = 1.0  # seconds between tries of one that stands by
CHECK = 3.0  # seconds between an owner's looks at its connection


class OwnershipLost(Exception):
    """Another process may be the owner by now."""


class Sign(Protocol):
    async def take(self) -> bool:
        """Whether it is ours now."""

    async def lost(self) -> None:
        """Returns when it is not ours any more."""

    async def drop(self) -> None: ...


class SoleOwner:
    """
    `async with SoleOwner(…)` waits until nobody else is the owner; when ownership is lost inside, the block is
    cancelled and OwnershipLost raised. `name` is what is owned, such as "speak".
    """

    def __init__(self, database: Database, name: str, token: str, *, ask_again: float = ASK_AGAIN) -> None:
        self._name = name
        self._ask_again = ask_again
        self._sign: Sign = FileSign(database, name) if database.embedded else SessionSign(database, f"{name}:{token}")
        self._watch: asyncio.Task[None] | None = None
        self._lost = False

    async def hold(self, work: Callable[[], Awaitable[None]]) -> None:
        """Does `work` whenever it is the owner, until the work ends by itself."""
        while True:
            try:
                async with self:
                    return await work()
            except OwnershipLost:
                logger.warning("%s: no longer the owner, standing by", self._name)

    async def __aenter__(self) -> Self:
        try:
            await self._wait_turn()
        except BaseException:
            await self._sign.drop()
            raise
        self._lost = False
        self._watch = asyncio.create_task(self._cancel_when_lost(asyncio.current_task()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
        await self._sign.drop()
        if not self._lost:
            return
        task = asyncio.current_task()
        if task is not None and task.uncancel() == 0:
            raise OwnershipLost(self._name) from error

    async def _wait_turn(self) -> None:
        told = False
        while not await self._sign.take():
            if not told:
                logger.warning("%s: another process does this already; this one stands by", self._name)
                told = True
            await asyncio.sleep(self._ask_again)

    async def _cancel_when_lost(self, owner: asyncio.Task[object] | None) -> None:
        await self._sign.lost()
        self._lost = True
        if owner is not None:
            owner.cancel()


class FileSign:
    def __init__(self, database: Database, name: str) -> None:
        place = database.engine.url.database
        self._path = Path(f"{place}.{name}.lock") if place and place != ":memory:" else None
        self._file: IO[str] | None = None

    async def take(self) -> bool:
        if self._path is None:
            return True
        file = self._path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    async def lost(self) -> None:
        await asyncio.Event().wait()

    async def drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class SessionSign:
    def __init__(self, database: Database, what: str) -> None:
        self._database = database
        self._key = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)
        self._connection: AsyncConnection | None = None
        self._terminated = asyncio.Event()

    async def take(self) -> bool:
        try:
            if self._connection is None:
                self._connection = await self._connect()
            asked = text("SELECT pg_try_advisory_lock(:key)")
            return bool((await self._connection.execute(asked, {"key": self._key})).scalar())
        except (SQLAlchemyError, OSError):
            logger.exception("the database cannot be asked who the owner is")
            await self.drop()
            return False

    async def _connect(self) -> AsyncConnection:
        connection = await self._database.engine.connect()
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        raw = await connection.get_raw_connection()
        self._terminated.clear()
        raw.driver_connection.add_termination_listener(lambda _: self._terminated.set())  # type: ignore[union-attr]
        return connection

    async def lost(self) -> None:
        while not await self._gone_within(CHECK):
            continue

    async def _gone_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._terminated.wait()
                return True
        except TimeoutError:
            return not await self._answers()

    async def _answers(self) -> bool:
        if self._connection is None:
            return False
        try:
            async with asyncio.timeout(CHECK):
                await self._connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True

    async def drop(self) -> None:
        if self._connection is not None:
            await self._connection.invalidate()
            await self._connection.close()
            self._connection = None
