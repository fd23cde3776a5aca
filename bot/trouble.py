"""Trouble that passes, such as a database that is away: the log says when it begins and when it is over."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.logs import brief, mask

log = logging.getLogger(__name__)
STILL = 60.0  # seconds between lines while it lasts


@dataclass(eq=False)
class Trouble:
    """
    Met again and again until it is over: one line when it begins, one a minute, one when it is over.
    `name` is who has it, such as "listen"; `clock` tells seconds.
    """

    name: str
    clock: Callable[[], float] = time.monotonic
    reason: str = field(default="", init=False)
    _since: float | None = field(default=None, init=False)
    _told_at: float = field(default=0.0, init=False)
    _times: int = field(default=0, init=False)
    _until: float = field(default=0.0, init=False)

    @property
    def lasts(self) -> float | None:
        """Seconds since it began; None without any."""
        return None if self._since is None else self.clock() - self._since

    def met(self, what: str, error: BaseException | str, *, at_least: float = 0.0) -> None:
        """For `at_least` seconds from now it is not over, whatever succeeds."""
        now = self.clock()
        self.reason = mask(f"{what}: {error if isinstance(error, str) else brief(error)}")
        self._until = max(self._until, now + at_least)
        self._times += 1
        if self._since is None:
            self._since = self._told_at = now
            log.warning("%s: %s", self.name, self.reason)
        elif now - self._told_at >= STILL:
            self._told_at = now
            log.warning("%s: since %.0f s, %s", self.name, now - self._since, self.reason)

    def over(self) -> None:
        now = self.clock()
        if self._since is None or now < self._until:
            return
        log.warning("%s: goes on after %.0f s and %d failures", self.name, now - self._since, self._times)
        self._since, self._times, self.reason = None, 0, ""


@dataclass(frozen=True)
class Troubles:
    """Of one who needs both."""

    telegram: Trouble
    database: Trouble

    @classmethod
    def of(cls, name: str) -> "Troubles":
        return cls(Trouble(name), Trouble(name))
