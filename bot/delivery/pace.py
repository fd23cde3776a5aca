"""How fast we may speak: sliding windows of our own, kept below those of the server.

A place in a window is taken when a message is chosen and is free again one span after the server can have counted
the message. The server counts it somewhere between request and answer, so the answer is the safe end; the shortest
round trip seen lately is taken off, since the next message cannot arrive sooner either. Network jitter thus never
puts more messages into a server's window than it allows, and a steady network costs no speed.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush, nsmallest
from math import inf

SECOND, MINUTE = 1.0, 60.0
MARGIN = 0.003
EVEN = 1.01  # a little slower than the window, so that gaps close instead of coming round every second
BURST = 1  # places of the even spread that may be caught up after a pause
KEPT_FOR_URGENT = 4
ROUND_TRIPS = 100
SOON = 0.05
TOGETHER = 0.005  # seconds: places that come free within this are taken at once
LONGEST_LEAD = 0.04  # less than SOON


@dataclass(frozen=True)
class Rates:
    """As Telegram allows them to one bot."""

    per_second: float = 30
    per_chat_second: float = 1
    per_group_minute: float = 20


class Window:
    """At most `rate` messages in any `span` seconds."""

    def __init__(self, rate: float, span: float) -> None:
        self.most = max(1, int(rate))
        self.span = span if rate >= 1 else span / rate
        self._held = 0
        self._free_at: list[float] = []

    @property
    def idle(self) -> bool:
        return not self._held and not self._free_at

    def forget(self, now: float) -> None:
        while self._free_at and self._free_at[0] <= now:
            heappop(self._free_at)

    def wait(self, now: float, cost: int = 1, kept: int = 0) -> float:
        """
        Seconds until `cost` places are free beside `kept`; inf while that depends on messages in flight.
        What is larger than the window goes when the window is empty.
        """
        self.forget(now)
        missing = cost + self._held + len(self._free_at) - max(self.most - kept, 1)
        if missing <= 0 or self.idle:
            return 0.0
        if missing > len(self._free_at) and cost <= self.most:
            return inf
        awaited = nsmallest(missing, self._free_at)
        return awaited[-1] - now if awaited else inf

    def hold(self, cost: int) -> None:
        self._held += cost

    def release(self, cost: int, counted_at: float) -> None:
        self._held -= cost
        for _ in range(cost):
            heappush(self._free_at, counted_at + self.span)

    def give_back(self, cost: int) -> None:
        self._held -= cost


class Spread:
    """Keeps messages `interval` apart on average, so that places come free one by one."""

    def __init__(self, per_second: float) -> None:
        self.interval = EVEN / per_second
        self._next = 0.0

    def wait(self, now: float, taken: int = 0) -> float:
        """Seconds until one may go, once `taken` others have gone."""
        first = max(self._next, now) if taken else self._next
        return max(0.0, first + (taken - BURST) * self.interval - now)

    def take(self, at: float) -> None:
        self._next = max(self._next, at) + self.interval

    def give_back(self, places: int) -> None:
        self._next -= places * self.interval


@dataclass
class Ticket:
    """Leave to send `cost` messages to a chat from `ready_at` on."""

    chat_id: int
    cost: int = 0
    chosen_at: float = 0.0
    ready_at: float = 0.0
    sent_at: float = 0.0


class Pacer:
    """`clock` is monotonic, in seconds."""

    def __init__(self, rates: Rates, clock: Callable[[], float] = time.monotonic) -> None:
        self.rates = rates
        self.clock = clock
        self._overall = Window(rates.per_second, SECOND)
        self._spread = Spread(rates.per_second)
        self._chats: OrderedDict[int, tuple[Window, Window]] = OrderedDict()
        self._resting: dict[int, float] = {}
        self._quiet_until = 0.0
        self._closed: set[int] = set()
        self._round_trips: deque[float] = deque(maxlen=ROUND_TRIPS)
        self.lead = 0.0  # seconds that choosing and wording a message lately took: how early to choose

    @property
    def chats_remembered(self) -> int:
        return len(self._chats) + len(self._resting)

    def wait(self, cost: int = 1) -> float:
        """Seconds until the bot as a whole may send `cost` more."""
        now = self.clock()
        places = self._overall.wait(now, cost)
        return max(SOON if places == inf else places, self._spread.wait(now), self._quiet_until - now, 0.0)

    def places(self, most: int) -> int:
        """How many messages may be chosen now, at least one: several only while nothing has to be spread out."""
        now = self.clock() + self.lead
        free = 1
        while free < most and self._spread.wait(now, free) <= TOGETHER and self._overall.wait(now, free + 1) <= 0:
            free += 1
        return free

    def chat_wait(self, chat_id: int, cost: int = 1, *, urgent: bool = True) -> float:
        """Seconds until a chat may get `cost` more; inf while it has one in flight that fills a window."""
        now = self.clock()
        rest = max(0.0, self._resting.get(chat_id, now) - now)
        if chat_id not in self._chats:
            return rest
        second, minute = self._chats[chat_id]
        return max(rest, second.wait(now, cost), minute.wait(now, cost, 0 if urgent else self._kept(minute)))

    def closed(self, *, urgent: bool) -> dict[int, float]:
        """The chats nothing may go to just now, each with the seconds that this lasts."""
        self._forget()
        waits = {chat_id: self.chat_wait(chat_id, urgent=urgent) for chat_id in self._closed}
        return {chat_id: wait for chat_id, wait in waits.items() if wait > 0}

    def take(self, chat_id: int, cost: int = 1, *, chosen_at: float = 0.0) -> Ticket:
        """Leave for `cost` messages, from the moment wait() names; ask closed() or chat_wait() first."""
        ticket = Ticket(chat_id, chosen_at=chosen_at)
        self.extend(ticket, cost)
        return ticket

    def extend(self, ticket: Ticket, cost: int) -> None:
        """Each picture of an album counts."""
        ticket.ready_at = self.clock() + self.wait(cost)
        ticket.cost += cost
        for _ in range(cost):
            self._spread.take(ticket.ready_at)
        for window in self._windows(ticket.chat_id):
            window.hold(cost)
        self._closed.add(ticket.chat_id)

    def prepared(self, ticket: Ticket) -> float:
        """The message is chosen and worded; seconds until it may go."""
        now = self.clock()
        self.lead = min(0.9 * self.lead + 0.1 * (now - ticket.chosen_at), LONGEST_LEAD)
        return max(0.0, ticket.ready_at - now)

    def sending(self, ticket: Ticket) -> None:
        ticket.sent_at = self.clock()

    def sent(self, ticket: Ticket) -> None:
        """Answered, refused or given up: the server may have counted it until now."""
        now = self.clock()
        if ticket.sent_at:
            self._round_trips.append(now - ticket.sent_at)
        counted_at = max(ticket.sent_at, now - self._shortest_round_trip()) + MARGIN
        for window in self._windows(ticket.chat_id):
            window.release(ticket.cost, counted_at)
        ticket.cost = 0

    def unused(self, ticket: Ticket) -> None:
        self._spread.give_back(ticket.cost)
        for window in self._windows(ticket.chat_id):
            window.give_back(ticket.cost)
        ticket.cost = 0

    def rest(self, chat_id: int, seconds: float) -> None:
        """Telegram asked for patience in this chat."""
        self._resting[chat_id] = max(self._resting.get(chat_id, 0.0), self.clock() + seconds)
        self._closed.add(chat_id)

    def rest_all(self, seconds: float) -> None:
        """Nobody can be spoken to for a while."""
        self._quiet_until = max(self._quiet_until, self.clock() + seconds)

    @property
    def quiet(self) -> bool:
        return self._quiet_until > self.clock()

    def seed(self, chat_id: int, age: float) -> None:
        """A message of an earlier life of this program, sent `age` seconds ago."""
        counted_at = self.clock() - max(age, 0.0)
        for window in self._windows(chat_id):
            window.hold(1)
            window.release(1, counted_at)
        self._closed.add(chat_id)

    def _kept(self, minute: Window) -> int:
        return min(KEPT_FOR_URGENT, minute.most // 5)

    def _shortest_round_trip(self) -> float:
        return min(self._round_trips) if len(self._round_trips) >= ROUND_TRIPS // 10 else 0.0

    def _windows(self, chat_id: int) -> tuple[Window, Window, Window]:
        if chat_id not in self._chats:
            per_minute = self.rates.per_group_minute if chat_id < 0 else self.rates.per_chat_second * MINUTE
            self._chats[chat_id] = Window(self.rates.per_chat_second, SECOND), Window(per_minute, MINUTE)
        self._chats.move_to_end(chat_id)
        second, minute = self._chats[chat_id]
        return self._overall, second, minute

    def _forget(self) -> None:
        """The chat that was spoken to longest ago comes first."""
        now = self.clock()
        for chat_id in [chat_id for chat_id, until in self._resting.items() if until <= now]:
            del self._resting[chat_id]
        self._closed = {chat_id for chat_id in self._closed if self.chat_wait(chat_id, urgent=False) > 0}
        while self._chats:
            chat_id, (second, minute) = next(iter(self._chats.items()))
            second.forget(now)
            minute.forget(now)
            if not (second.idle and minute.idle):
                return
            del self._chats[chat_id]
