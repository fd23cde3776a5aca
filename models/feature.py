"""What a feature declares of itself on this floor: its tables, what is due in them, what proves that it is done, and
what of it waits for people.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Row
from models.due import DueRows, TimedRows
from models.worklist import WorklistSource


class Check(Protocol):
    """Proves from a feature's own terms, not from its due times, that nothing was forgotten: a module will do."""

    async def lost(self, session: AsyncSession) -> Sequence[str]:
        """Codes, such as H12, of what has no next step."""

    async def late(self, session: AsyncSession, until: datetime) -> Sequence[str]:
        """Codes of what had a step due by `until` that left no trace."""


@dataclass(frozen=True)
class Chore:
    """Tidying that the clock does every `seconds`, again as long as `do` found something; nothing is late without."""

    name: str
    do: Callable[[AsyncSession, datetime], Awaitable[Any]]
    seconds: float = 3600


@dataclass(frozen=True)
class Domain:
    """`due` is handled by the clock, `queues` by somebody else.

    `live` are the ids of rows that go on: what was said about them is kept.
    `standing` are kinds of messages that are edited as the row that is their subject moves, whoever moves it.
    `retired` looks after what the feature has in grids (by id) that have just left the roster; `in_grids` selects how
    many of it go on there, by grid.
    """

    slug: str
    tables: tuple[type[Row], ...]
    due: tuple[DueRows[Any], ...] = ()
    queues: tuple[TimedRows, ...] = ()
    chores: tuple[Chore, ...] = ()
    checks: tuple[Check, ...] = ()
    worklist: WorklistSource[Any] | None = None
    standing: tuple[str, ...] = ()
    live: tuple[Select[Any], ...] = ()
    retired: Callable[[AsyncSession, Sequence[int], datetime], Awaitable[None]] | None = None
    in_grids: Callable[[Sequence[int]], Select[Any, Any]] | None = None

    @property
    def timed(self) -> tuple[TimedRows, ...]:
        return (*self.due, *self.queues)
