"""
What waits for one bot, from the moment it happened until the bot has confirmed it.

    pushed ──▶ pending ──▶ handed out (still pending) ──▶ confirmed by a higher offset, or by the webhook's 2xx
                  └──▶ dropped: 24 hours old, or a callback query 150 seconds old that nobody fetched

Identifiers only grow. One long poll waits at a time; a webhook and polling exclude each other.
"""

import asyncio
import json
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from sandbox.audit import Audit
from sandbox.errors import conflict

KEPT = 24 * 3600
CALLBACK_KEPT = 150
LONGEST_POLL = 50
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass(slots=True, eq=False)
class Update:
    """`queue` is the chat within which a webhook keeps the order; `at` is in seconds of the world's clock."""

    id: int
    kind: str
    queue: int
    at: float
    raw: str
    done: bool = False


class Push(Protocol):
    """Where updates go instead of waiting to be fetched."""

    def offer(self, update: Update) -> None: ...


class Updates:
    def __init__(self, audit: Audit, now: Callable[[], float]) -> None:
        self.audit = audit
        self.now = now
        self.next_id = random.randrange(100_000_000, 900_000_000)  # noqa: S311  (no secret)
        self.allowed: list[str] = []
        self.webhook: Push | None = None
        self._pending: deque[Update] = deque()
        self.polled = asyncio.Event()  # set while somebody waits
        self._poll: asyncio.Future[None] | None = None

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def push(self, kind: str, payload: dict[str, Any], queue: int) -> None:
        if not self.wants(kind):
            return
        self.audit.update({"update_id": self.next_id, kind: payload})
        raw = f'{{"update_id":{self.next_id},"{kind}":{json.dumps(payload)}}}'
        update = Update(self.next_id, kind, queue, self.now(), raw)
        self.next_id += 1
        self._pending.append(update)
        if self.webhook is not None:
            self.webhook.offer(update)
        else:
            self.wake()

    async def poll(self, offset: int, limit: int, timeout: int) -> str:
        """The updates as a JSON array."""
        if self.webhook is not None:
            raise conflict(WEBHOOK_ACTIVE)
        self.end_poll(OTHER_POLLER)
        self._confirm(offset)
        batch = self._batch(limit)
        if not batch and timeout > 0:
            await self._wait(min(timeout, LONGEST_POLL))
            batch = self._batch(limit)
        return "[" + ",".join(batch) + "]"

    async def _wait(self, timeout: float) -> None:
        loop = asyncio.get_running_loop()
        poll = self._poll = loop.create_future()
        bell = loop.call_later(timeout, self._ring, poll)
        self.polled.set()
        try:
            await poll
        finally:
            bell.cancel()
            if self._poll is poll:
                self._poll = None
                self.polled.clear()

    def wake(self) -> None:
        """Lets a waiting poll return with what there is."""
        if self._poll is not None:
            self._ring(self._poll)

    @staticmethod
    def _ring(poll: asyncio.Future[None]) -> None:
        if not poll.done():
            poll.set_result(None)

    def end_poll(self, why: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(conflict(why))

    def _confirm(self, offset: int) -> None:
        """A negative offset counts from the end and forgets all before."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
            return
        while self._pending and self._pending[0].id < offset:
            self._pending.popleft()

    def _batch(self, limit: int) -> list[str]:
        self.forget()
        now = self.now()
        fresh = (update.raw for update in self._pending if not expired(update, now))
        return list(islice(fresh, limit))

    def forget(self) -> None:
        """Drops from the front what is done or too old."""
        now = self.now()
        while self._pending and (self._pending[0].done or expired(self._pending[0], now)):
            self._pending.popleft()

    @property
    def pending(self) -> list[Update]:
        now = self.now()
        return [update for update in self._pending if not update.done and not expired(update, now)]

    def drop_pending(self) -> None:
        for update in self._pending:
            update.done = True
        self._pending.clear()


def expired(update: Update, now: float) -> bool:
    kept = CALLBACK_KEPT if update.kind == "callback_query" else KEPT
    return now - update.at > kept
