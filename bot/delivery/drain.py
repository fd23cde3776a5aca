"""The drain empties the outbox: each time a place in the windows comes free, the most urgent message takes it."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from math import inf

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.counts import Counts
from bot.delivery.deliver import Delivery
from bot.delivery.pace import MINUTE, Pacer, Ticket
from bot.timekeeper import real_now
from models.outbox import claim
from models.outbox.tables import SIGNAL, Lane, OutboxMessage

logger = logging.getLogger(__name__)

SENDERS = 8
LEASE = timedelta(seconds=120)
FAREWELL = 4.0  # seconds for what is in flight; less than an owner has, see owner.py
LONGEST_IDLE = 5.0
BLOCKED_IDLE = 1.0
DATABASE_PAUSE = 1.0


class Drain:
    """One for each bot token: see SoleOwner."""

    def __init__(self, delivery: Delivery, *, senders: int = SENDERS, lease: timedelta = LEASE) -> None:
        self._delivery = delivery
        self._database = delivery.database
        self._now: Callable[[], datetime] = delivery.now
        self._pacer: Pacer = delivery.pacer
        self._senders = asyncio.Semaphore(senders)
        self._lease = lease
        self._signal = self._database.signal(SIGNAL)
        self._stopping = asyncio.Event()
        self._stopped = asyncio.Event()
        self._stopped.set()
        self._awaiting_rest: set[asyncio.Event] = set()
        self._asked_before_look: frozenset[asyncio.Event] = frozenset()
        self._exhausted = False
        self._due: datetime | None = None
        self._flying: dict[int, asyncio.Task[None]] = {}  # by message
        self._unsure = False  # whether something may be leased that is not flying

    @property
    def counts(self) -> Counts:
        return self._delivery.counts

    async def run(self) -> None:
        """Sends until stopped or cancelled; what is in flight is finished either way."""
        self._stopping.clear()
        self._stopped.clear()
        try:
            await self._take_over()
            while not self._stopping.is_set():
                await self._choose()
        finally:
            self._stopping.set()
            await self._finish()
            self._stopped.set()

    async def _finish(self) -> None:
        if self._flying:
            _, late = await asyncio.wait(self._flying.values(), timeout=FAREWELL)
            for each in late:
                each.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def stop(self) -> None:
        """Chooses no more, and waits for what is in flight."""
        self._stopping.set()
        self._signal.ring()
        await self._stopped.wait()

    async def drained(self) -> None:
        """Returns when a look begun after this call found nothing due, and nothing is in flight."""
        at_rest = asyncio.Event()
        self._awaiting_rest.add(at_rest)
        try:
            self._signal.ring()
            await at_rest.wait()
        finally:
            self._awaiting_rest.discard(at_rest)

    async def _take_over(self) -> None:
        """Whoever had these leases has ended: see SoleOwner."""
        now, leased_at = self._now(), real_now()
        minute_ago = now - timedelta(seconds=MINUTE)
        async with self._database.write() as session:
            await claim.shorten_leases(session, leased_at)
            for chat_id, at in await claim.sent_since(session, minute_ago):
                self._pacer.seed(chat_id, (now - at).total_seconds() if at else 0.0)

    async def _choose(self) -> None:
        """Takes what may go now: one message each time a place comes free, several while the windows are open."""
        await self._senders.acquire()
        free = 1 + await self._free_senders()
        self._exhausted = False
        try:
            if self._unsure:
                await self._free_orphans()
            taken = await self._take(free)
        except (SQLAlchemyError, OSError) as error:
            self._unsure = True
            self._delivery.troubles.database.met("the outbox cannot be read", error)
            self._release(free)
            await self._nap(DATABASE_PAUSE)
        else:
            self._delivery.troubles.database.over()
            self._release(free - taken)
        await self._idle()

    async def _free_orphans(self) -> None:
        """What was leased as the database went away is not left to its lease: nobody is sending it."""
        async with self._database.write() as session:
            await claim.shorten_leases(session, real_now(), but=self._flying.keys())
        self._unsure = False

    async def _free_senders(self) -> int:
        """All that are free are the caller's now."""
        free = 0
        while not self._senders.locked():
            await self._senders.acquire()
            free += 1
        return free

    def _release(self, senders: int) -> None:
        for _ in range(senders):
            self._senders.release()

    def _let_fly(self, message: OutboxMessage, ticket: Ticket) -> None:
        flying = self._flying[message.id] = asyncio.create_task(self._send(message, ticket))
        flying.add_done_callback(partial(self._landed, message.id))

    def _landed(self, message_id: int, flight: asyncio.Task[None]) -> None:
        if self._flying.get(message_id) is flight:
            del self._flying[message_id]

    async def _take(self, most: int) -> int:
        """How many are on their way, each with a sender."""
        async with self._delivery.turn:
            await self._until_free()
            if self._stopping.is_set():
                return 0
            began = self._pacer.clock()
            places = self._pacer.places(most)
            messages = await self._database.shared.write(lambda session: self._next(session, places))
            choosing = self._pacer.clock() - began
            for message in messages:
                self._let_fly(message, await self._ticket(message, choosing))
            return len(messages)

    async def _ticket(self, message: OutboxMessage, choosing: float) -> Ticket:
        """An album waits for all its places; one that its chat has no room for is left to its sender.

        `choosing`: seconds that it took to choose it.
        """
        chat, urgent = message.chat_id, message.lane == Lane.URGENT
        cost = message.cost if self._pacer.chat_wait(chat, message.cost, urgent=urgent) <= 0 else 1
        await self._until_free(cost)
        return self._pacer.take(chat, cost, chosen_at=self._pacer.clock() - choosing)

    async def _until_free(self, places: int = 1) -> None:
        while (early := self._pacer.wait(places) - self._pacer.lead) > 0 and not self._stopping.is_set():
            await self._nap(early)

    async def _next(self, session: AsyncSession, most: int) -> list[OutboxMessage]:
        closed = self._pacer.closed(urgent=True).keys()
        urgent_only = self._pacer.closed(urgent=False).keys() - closed
        messages: list[OutboxMessage] = []
        self._delivery.others_wait = True  # as long as it is not known
        self._exhausted = False
        self._asked_before_look = frozenset(self._awaiting_rest)
        while len(messages) < most and not self._exhausted:
            message = await claim.next_message(
                session, self._now(), closed, self._lease, urgent_only=urgent_only, leased_at=real_now()
            )
            if message is not None:
                messages.append(message)
            if message is None or len(messages) < most:
                self._due = await claim.next_due(session)
                self._exhausted = message is None or self._due is None or self._due > self._now()
        return messages

    async def _idle(self) -> None:
        """Until a message is enqueued, one falls due, or a chat may be spoken to again."""
        if not self._exhausted:
            return
        self._delivery.others_wait = self._due is not None and self._due <= self._now()
        if not self._flying and not self._delivery.others_wait:
            for at_rest in self._asked_before_look:
                at_rest.set()
        await self._signal.wait(self._pause(self._due))

    def _pause(self, due: datetime | None) -> float:
        if due is None:
            return LONGEST_IDLE
        ahead = (due - self._now()).total_seconds()
        if ahead > 0:
            return min(ahead, LONGEST_IDLE)
        reopened = min(self._pacer.closed(urgent=False).values(), default=inf)
        return min(reopened, BLOCKED_IDLE)

    async def _send(self, message: OutboxMessage, ticket: Ticket) -> None:
        try:
            await self._delivery.deliver(message, ticket)
        except (SQLAlchemyError, OSError) as error:
            self._delivery.troubles.database.met("a message is left to its lease", error)
        except Exception:
            logger.exception("message %s is left to its lease", message.id)
        finally:
            self._senders.release()
            if self._awaiting_rest:
                self._signal.ring()

    async def _nap(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
