"""What a number is asked for."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, case, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from models.grids.tables import Grid

AT_ONCE = 1000  # rows


@dataclass(frozen=True)
class Counted:
    """Of which grid and all below it, between which two moments (the second excluded), as known when."""

    grid: Grid
    begin: datetime
    end: datetime
    as_of: datetime

    def within(self, at: ColumnElement[datetime] | Mapped[datetime]) -> ColumnElement[bool]:
        return and_(at >= self.begin, at < self.end)

    def over_in(self, at: ColumnElement[datetime] | Mapped[datetime]) -> ColumnElement[bool]:
        """Of what lasts until then: a day is over at the midnight that ends it, and a week with its Sunday."""
        return and_(at > self.begin, at <= self.end)


async def in_pieces(session: AsyncSession, rows: Executable) -> AsyncIterator[Sequence[Any]]:
    """Of many rows: others have their turn while they are made of what the database gave."""
    for several in (await session.execute(rows)).partitions(AT_ONCE):
        yield several
        await asyncio.sleep(0)


async def read_all(session: AsyncSession, rows: Executable) -> list[Any]:
    return [row async for several in in_pieces(session, rows) for row in several]


def number_of(counted: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of a group are so."""
    return func.sum(case((counted, 1), else_=0))
