"""Writes that share transactions: what comes in before the last of a transaction's jobs is done joins it.

When one fails, all are rolled back and each is done again in a transaction of its own.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from math import inf
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")


@dataclass(eq=False)
class Job(Generic[T]):
    do: Callable[[AsyncSession], Awaitable[T]]
    result: asyncio.Future[T] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
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
        self._waiting: deque[Job[Any]] = deque()
        self._working: asyncio.Task[None] | None = None
        self.used_at = -inf  # by the loop's clock

    async def write(self, do: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """What `do` returned, once it is committed; `do` may be called twice."""
        job = Job(do)
        self.used_at = asyncio.get_running_loop().time()
        self._waiting.append(job)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await job.result

    async def _work(self) -> None:
        while self._waiting:
            taken: list[Job[Any]] = []
            try:
                await self._together(taken)
            except Exception as error:  # noqa: BLE001 - whoever waits for it raises it
                await self._apart(taken or self._all_waiting(), error)

    def _all_waiting(self) -> list[Job[Any]]:
        jobs = list(self._waiting)
        self._waiting.clear()
        return jobs

    async def _together(self, taken: list[Job[Any]]) -> None:
        async with self._transaction() as session:
            while self._waiting:
                job = self._waiting.popleft()
                if not job.result.done():  # nobody waits for what was cancelled
                    taken.append(job)
                    job.value = await job.do(session)
        for job in taken:
            job.done()

    async def _apart(self, jobs: Sequence[Job[Any]], error: Exception) -> None:
        if len(jobs) == 1:
            jobs[0].failed(error)
            return
        for job in jobs:
            try:
                await self._alone(job)
            except Exception as own:  # noqa: BLE001 - likewise
                job.failed(own)

    async def _alone(self, job: Job[Any]) -> None:
        async with self._transaction() as session:
            job.value = await job.do(session)
        job.done()
