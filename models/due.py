"""Rows that are due at a time of their own.

One declaration of DueRows gives the clock its tick, the auditor its proof that nothing was left lying, /metrics its
count, and tests the next time at which anything happens.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, Select, func, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Mapped

from models.base import Row
from models.db.session_value import SessionValue

READ_AHEAD: SessionValue[dict[str, Any]] = SessionValue("read_ahead", dict)  # by the name of the rows
R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class WallClock:
    """When something is done, in UTC, and the zone in which days and office hours begin."""

    now: datetime
    zone: tzinfo


@dataclass(frozen=True)
class TimedRows:
    """Rows of a table, named `name` to operators, that wait for the time in their column `due`.

    `waiting` is written in the words of the table's partial index, which is found by them; `slow` is how much later
    than others these rows may be handled.
    """

    name: str
    due: Mapped[Any]
    waiting: ColumnElement[bool]
    slow: timedelta = timedelta(0)

    def left_lying(self, until: datetime) -> Select[Any]:
        """How many should have been handled by `until`."""
        return select(func.count()).where(self.waiting, self.due < until - self.slow)

    def waiting_ids(self) -> Select[Any]:
        """By the first column of their keys."""
        row = cast("InstrumentedAttribute[Any]", self.due).class_
        return select(inspect(row).primary_key[0]).where(self.waiting)

    def next_due(self) -> Select[Any]:
        return select(func.min(self.due)).where(self.waiting)


@dataclass(frozen=True, kw_only=True)
class DueRows(TimedRows, Generic[R]):
    """Rows that the clock handles, looking for them every `seconds`: at most `batch` in one transaction, those that
    have been due longest first, and of the same time in the order of `then`.

    `handle` must make each of the rows it is given wait for a later time, or for none; those it leaves as they are must
    be fewer in each batch. What takes long to read `ahead` reads, before anything is locked; `handle` finds it in
    READ_AHEAD, or not, and then reads it itself.
    """

    row: type[R]
    handle: Callable[[AsyncSession, Sequence[R], WallClock], Awaitable[None]]
    seconds: float
    batch: int = 100
    then: tuple[Mapped[Any], ...] = ()
    ahead: Callable[[AsyncSession, Sequence[R], WallClock], Awaitable[Any]] | None = None

    def _next(self, clock: WallClock) -> Select[R]:
        due = select(self.row).where(self.waiting, self.due <= clock.now).order_by(self.due, *self.then)
        return due.limit(self.batch)

    async def read_ahead(self, session: AsyncSession, clock: WallClock) -> Any:
        """For the batch that is due; None where nothing is, or nothing is read ahead."""
        if self.ahead is None:
            return None
        rows = (await session.scalars(self._next(clock))).all()
        return await self.ahead(session, rows, clock) if rows else None

    async def take(self, session: AsyncSession, clock: WallClock) -> int:
        """Lock a batch of what is due and handle it; return how many rows that were."""
        rows = (await session.scalars(self._next(clock).with_for_update(skip_locked=True))).all()
        if rows:
            await self.handle(session, rows, clock)
        return len(rows)
