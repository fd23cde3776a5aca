"""Hearing of commits made by other processes (PostgreSQL)."""

import asyncio
import itertools
import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

CHANNEL = "wangge"
CHECK_SECONDS = 10.0
PAUSES = (0.1, 1, 5, 15)
log = logging.getLogger(__name__)


class PostgresListener:
    """A connection of its own on which PostgreSQL tells what others committed; when it dies, another is opened."""

    def __init__(
        self,
        engine: AsyncEngine,
        heard: Callable[[str], None],
        missed: Callable[[], None],
        *,
        check_seconds: float = CHECK_SECONDS,
    ) -> None:
        self._engine = engine
        self._check_seconds = check_seconds
        self._heard = heard
        self._missed = missed
        self._lost = asyncio.Event()
        self._connection: AsyncConnection | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def open(self) -> None:
        await self._connect()
        self._keeper = asyncio.create_task(self._keep())

    async def close(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._disconnect()

    async def _connect(self) -> None:
        self._connection = await self._engine.connect()
        self._lost = lost = asyncio.Event()
        raw = await self._driver(self._connection)
        raw.add_termination_listener(lambda _: lost.set())
        await raw.add_listener(CHANNEL, lambda _connection, _pid, _channel, name: self._heard(name))

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            (await self._driver(connection)).terminate()  # to part politely is to wait for one that may be silent
            await connection.invalidate()
            await connection.close()

    async def _keep(self) -> None:
        """A connection can also die without a word: it is asked now and then."""
        while True:
            if not await self._dies_within(self._check_seconds) and await self._answers():
                continue
            log.warning("the connection that hears of commits was lost; another is opened")
            await self._reconnect()
            self._missed()

    async def _dies_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await self._lost.wait()
        except TimeoutError:
            return False

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(self._check_seconds):
                if self._connection is not None:
                    await (await self._driver(self._connection)).execute("SELECT 1")
        except Exception:  # noqa: BLE001 - whatever it is, such a connection is of no use
            return False
        return self._connection is not None

    async def _reconnect(self) -> None:
        for pause in itertools.chain(PAUSES, itertools.repeat(PAUSES[-1])):
            try:
                await self._disconnect()
                await self._connect()
            except Exception as error:  # noqa: BLE001 - the driver raises errors of its own, and the next try may do
                log.debug("PostgreSQL cannot be listened to: %s", error)
                await asyncio.sleep(pause)
            else:
                log.info("commits of others are heard of again")
                return

    @staticmethod
    async def _driver(connection: AsyncConnection) -> Any:
        return (await connection.get_raw_connection()).driver_connection
