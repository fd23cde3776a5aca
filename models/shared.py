"""Writes that share transactions: what comes in before the last of a transaction's jobs is done joins it.

When one fails, all are rolled back and each is done again in a transaction of its own.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")


@dataclass(eq=False)
class Job:
    do: Callable[[AsyncSession], Awaitable[Any]]
    result: asyncio.Future[Any]
    value: Any = None

    def done(self) -> None:
        if not self.result.done():
            self.result.set_result(self.value)

    def failed(self, error: Exception) -> None:
        if not self.result.done():
            self.result.set_exception(error)


class Shared:
    def __init__(self, transaction: Callable[[], AbstractAsyncContextManager[AsyncSession]]) -> None:
        self._transaction = transaction
        self._waiting: deque[Job] = deque()
        self._working: asyncio.Task[None] | None = None

    async def write(self, do: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """What `do` returned, once it is committed; `do` may be called twice."""
        result: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(Job(do, result))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await result

    async def _work(self) -> None:
        while self._waiting:
            taken: list[Job] = []
            try:
                await self._together(taken)
            except Exception as error:  # noqa: BLE001 - whoever waits for it raises it
                await self._apart(taken or self._all_waiting(), error)

    def _all_waiting(self) -> list[Job]:
        jobs = list(self._waiting)
        self._waiting.clear()
        return jobs

    async def _together(self, taken: list[Job]) -> None:
        async with self._transaction() as session:
            while self._waiting:
                job = self._waiting.popleft()
                if not job.result.done():  # nobody waits for what was cancelled
                    taken.append(job)
                    job.value = await job.do(session)
        for job in taken:
            job.done()

    async def _apart(self, jobs: Sequence[Job], error: Exception) -> None:
        if len(jobs) == 1:
            jobs[0].failed(error)
            return
        for job in jobs:
            try:
                await self._alone(job)
            except Exception as own:  # noqa: BLE001 - likewise
                job.failed(own)

    async def _alone(self, job: Job) -> None:
        async with self._transaction() as session:
            job.value = await job.do(session)
        job.done()
