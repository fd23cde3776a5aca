"""Time that passes over a history: what falls due is done at its hour, and what is said by then has been said."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import new_id
from models.domains import DOMAINS
from models.due import DueRows, WallClock
from models.outbox.tables import MessageState, OutboxMessage

DUE: Sequence[DueRows[Any]] = [rows for domain in DOMAINS for rows in domain.due]
OVER = "said before the demo began"


class Passing:
    """All in one transaction. Nobody is sent anything of it: messages count as said while it lasts, as notices wait for
    that, and are none that stand once it is over.
    """

    def __init__(self, session: AsyncSession, zone: tzinfo) -> None:
        self._session = session
        self._zone = zone
        self._first = new_id()
        self._times = select(*(rows.next_due().scalar_subquery() for rows in DUE))

    async def until(self, moment: datetime) -> None:
        """The clock ticks whenever something is due."""
        while True:
            await self._session.flush()
            times = (await self._session.execute(self._times)).one()
            due = min((each for each in times if each is not None and each <= moment), default=None)
            if due is None:
                return
            for rows, at in zip(DUE, times, strict=True):
                if at is not None and at <= due:
                    await rows.take(self._session, WallClock(due, self._zone))
            await self._said(due)

    async def over(self) -> None:
        await self._session.flush()
        mine = update(OutboxMessage).where(col(OutboxMessage.id) >= self._first)
        await self._run(mine.values(state=MessageState.DROPPED, reason=OVER))

    async def _said(self, now: datetime) -> None:
        await self._session.flush()
        waits = col(OutboxMessage.id) >= self._first, col(OutboxMessage.state) == MessageState.PENDING
        await self._run(update(OutboxMessage).where(*waits).values(state=MessageState.SENT, sent_at=now))

    async def _run(self, statement: Any) -> None:
        await self._session.execute(statement.execution_options(synchronize_session=False))
