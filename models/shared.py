"""Writes that share transactions: what comes in before the last of a transaction's jobs is done joins it.

So does an offer: a job that goes on with what another has just written, and said so with its signal or engaged it
beforehand. When one fails, all are rolled back and each is done again in a transaction of its own.
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
SIGNALS = "signals"  # in a session's info: the names of the bells that ring once it is committed
TOGETHER = "together"  # likewise: the shared transaction that it is


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


@dataclass
class Together:
    """A shared transaction: the jobs that are in it, and those that will still be done in it."""

    offers: dict[str, Job[Any]]
    taken: list[Job[Any]]
    engaged: deque[Job[Any]] = field(default_factory=deque)


def engage(session: AsyncSession, name: str) -> bool:
    """Whether an offer of this name is at hand: then it is done later in this transaction, or all of it fails."""
    together: Together | None = session.info.get(TOGETHER)
    job = together.offers.pop(name, None) if together is not None else None
    if together is None or job is None:
        return False
    together.taken.append(job)
    together.engaged.append(job)
    return True


class Shared:
    def __init__(self, transaction: Callable[[], AbstractAsyncContextManager[AsyncSession]]) -> None:
        self._transaction = transaction
        self._waiting: deque[Job[Any]] = deque()
        self._offers: dict[str, Job[Any]] = {}
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

    def offer(self, name: str, do: Callable[[AsyncSession], Awaitable[T]]) -> Job[T]:
        """`do` joins the next transaction that signals `name`, and answers that signal; one offer for each name."""
        self._offers[name] = job = Job(do)
        return job

    def withdraw(self, name: str, job: Job[Any]) -> bool:
        """Whether the offer had not been taken."""
        if self._offers.get(name) is not job:
            return False
        del self._offers[name]
        return True

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
            session.info[TOGETHER] = together = Together(self._offers, taken)
            while job := self._next(session, together):
                job.value = await job.do(session)
        for job in taken:
            job.done()

    def _next(self, session: AsyncSession, together: Together) -> Job[Any] | None:
        while self._waiting:
            job = self._waiting.popleft()
            if not job.result.done():  # nobody waits for what was cancelled
                together.taken.append(job)
                return job
        if together.engaged:
            return together.engaged.popleft()
        signals: set[str] = session.info.get(SIGNALS, set())
        called = next((name for name in self._offers if name in signals), None)
        if called is None:
            return None
        signals.discard(called)
        offer = self._offers.pop(called)
        together.taken.append(offer)
        return offer

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
