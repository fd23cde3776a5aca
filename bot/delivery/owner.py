"""One owner at a time, over all processes: of a token's sending budget, of the clock.

    standing by ──the other is gone──▶ owner ──not renewed in time──▶ OwnershipLost, standing by again

On PostgreSQL the sign of ownership is a row that the owner renews, on SQLite a lock on a file beside the database,
which lives as long as the process. What must always hold: an owner has ended its work before another may begin. So it
counts the time from when it asked for its last renewal, and whoever waits from when it saw one (decisions/owners.md).
"""

import asyncio
import fcntl
import hashlib
import logging
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.timekeeper import elapsed
from bot.trouble import Trouble
from models.db.database import Database
from models.processes import owners

logger = logging.getLogger(__name__)

ASK_AGAIN = 1.0  # seconds between tries of one that stands by
RENEW = 2.0  # seconds between an owner's renewals
ANSWERS = 3.0  # seconds that one of them may take
HELD = 9.0  # seconds for which a renewal is good; then come the drain's FAREWELL and two seconds to spare
LEASE = 15.0  # seconds without a renewal after which another takes over


class OwnershipLost(Exception):
    """Another process may be the owner by now."""


class Sign(Protocol):
    @property
    def held(self) -> bool:
        """Whether it is ours at this moment."""

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

    def __init__(
        self,
        database: Database,
        name: str,
        token: str,
        *,
        ask_again: float = ASK_AGAIN,
        trouble: Trouble | None = None,
    ) -> None:
        self._name = name
        self._ask_again = ask_again
        self._sign: Sign
        if database.embedded:
            self._sign = FileSign(database, name)
        else:
            self._sign = RowSign(database, name, token, trouble or Trouble(name))
        self._watch: asyncio.Task[None] | None = None
        self._lost = False

    @property
    def held(self) -> bool:
        """Whether it may act at this moment."""
        return self._sign.held

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
        if told:
            logger.warning("%s: this process is the owner now", self._name)

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

    @property
    def held(self) -> bool:
        return self._path is None or self._file is not None

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


class RowSign:
    """On a connection of its own, so that it waits for nobody. `clock` tells seconds."""

    def __init__(
        self, database: Database, name: str, token: str, trouble: Trouble, *, clock: Callable[[], float] = elapsed
    ) -> None:
        self._database = database
        self._what = f"{name}:{hashlib.sha256(token.encode()).hexdigest()[:32]}"
        self._holder = uuid.uuid4().hex
        self._trouble = trouble
        self._clock = clock
        self._connection: AsyncConnection | None = None
        self._held_until = 0.0
        self._seen: owners.Holding | None = None
        self._seen_at = 0.0

    @property
    def held(self) -> bool:
        return self._clock() < self._held_until

    async def take(self) -> bool:
        return bool(await self._asked(self._take_if_free))

    async def _take_if_free(self, connection: AsyncConnection) -> bool:
        seen = await owners.look(connection, self._what)
        if seen != self._seen:
            self._seen, self._seen_at = seen, self._clock()
        free = seen.holder in (None, self._holder) or self._clock() - self._seen_at >= LEASE
        asked_at = self._clock()
        if not free or not await owners.take(connection, self._what, seen, self._holder):
            return False
        self._held_until = asked_at + HELD
        return True

    async def lost(self) -> None:
        while self.held:
            await asyncio.sleep(min(RENEW, max(self._held_until - self._clock(), 0)))
            if self.held and await self._asked(self._renew) is False:
                break
        self._held_until = 0.0

    async def _renew(self, connection: AsyncConnection) -> bool:
        asked_at = self._clock()
        if not await owners.renew(connection, self._what, self._holder):
            return False
        self._held_until = asked_at + HELD
        return True

    async def _asked(self, ask: Callable[[AsyncConnection], Awaitable[bool]]) -> bool | None:
        """None when the database does not answer."""
        try:
            async with asyncio.timeout(ANSWERS):
                answer = await ask(await self._connected())
        except Exception as error:  # noqa: BLE001 - the driver raises errors of its own, and the next try may do
            self._trouble.met("the database does not say who the owner is", error)
            await self._disconnect()
            return None
        self._trouble.over()
        return answer

    async def _connected(self) -> AsyncConnection:
        if self._connection is None:
            connection = await self._database.engine.connect()
            self._connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        return self._connection

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError, OSError):
                await connection.invalidate()
                await connection.close()

    async def drop(self) -> None:
        if self.held:
            await self._asked(self._release)
        self._held_until = 0.0
        await self._disconnect()

    async def _release(self, connection: AsyncConnection) -> bool:
        await owners.release(connection, self._what, self._holder)
        return True
