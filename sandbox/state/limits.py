"""How fast a bot may send: the flood limits of the real server, as sliding windows."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

SECOND, MINUTE = 1.0, 60.0


@dataclass
class Window:
    """At most `most` sends within any `span` seconds. `sent` holds one time per send, oldest first."""

    span: float
    sent: deque[float] = field(default_factory=deque)

    def forget(self, now: float) -> None:
        while self.sent and now - self.sent[0] >= self.span:
            self.sent.popleft()

    def wait(self, now: float, cost: int, most: int) -> float:
        """Seconds until `cost` more sends fit; a cost above `most` fits once the window is empty."""
        self.forget(now)
        surplus = len(self.sent) + cost - most
        if surplus <= 0 or not self.sent:
            return 0.0
        last_in_the_way = self.sent[min(surplus, len(self.sent)) - 1]
        return last_in_the_way + self.span - now

    def add(self, now: float, cost: int) -> None:
        self.sent.extend([now] * cost)


def chat_windows() -> tuple[Window, Window]:
    return Window(SECOND), Window(MINUTE)


class Limits:
    """
    One chat: the published limit is one message a second, yet the real server lets short bursts through. Here a
    chat may get `per_chat_second` × `burst` (3) messages within a second, a private chat no more than
    `per_chat_second` × 60 within 60 seconds, a group no more than `per_group_minute` within 60 seconds. So a bot
    that keeps the published pace is never refused, and one that exceeds it for long always is.

    One bot, all chats together: `per_second`, without a burst. An album counts as its items (`cost`).
    A refused call is not counted.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.enabled = False
        self.per_second = 30
        self.per_chat_second = 1
        self.per_group_minute = 20
        self.burst = 3
        self.clock = clock
        self._bots: dict[int, Window] = {}
        self._chats: OrderedDict[tuple[int, int], tuple[Window, Window]] = OrderedDict()

    def take(self, bot_id: int, chat_id: int, is_group: bool, cost: int = 1) -> int | None:  # noqa: FBT001  (a fact about the chat)
        """None: allowed and counted. Otherwise `retry_after`: whole seconds until it would be allowed."""
        if not self.enabled or cost < 1:
            return None
        now = self.clock()
        self._forget_idle_chats(now)
        bot = self._bots.setdefault(bot_id, Window(SECOND))
        second, minute = self._chats.get((bot_id, chat_id)) or chat_windows()
        wait = max(
            bot.wait(now, cost, self.per_second),
            second.wait(now, cost, self.per_chat_second * self.burst),
            minute.wait(now, cost, self.per_group_minute if is_group else self.per_chat_second * 60),
        )
        if wait > 0:
            return max(1, ceil(wait))
        for window in (bot, second, minute):
            window.add(now, cost)
        self._chats[bot_id, chat_id] = second, minute
        self._chats.move_to_end((bot_id, chat_id))
        return None

    @property
    def chats_remembered(self) -> int:
        return len(self._chats)

    def _forget_idle_chats(self, now: float) -> None:
        """The chat that was sent to longest ago comes first."""
        while self._chats:
            chat, (_, minute) = next(iter(self._chats.items()))
            if now - minute.sent[-1] < minute.span:
                return
            del self._chats[chat]
