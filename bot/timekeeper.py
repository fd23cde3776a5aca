"""The one place where the hour is read."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

SURELY_WRONG = datetime(2025, 1, 1, tzinfo=UTC)  # before there was such a program
SKEW = timedelta(minutes=1)  # by which clocks of several machines may differ


class HostClock:
    """The machine's hour. Where that is surely wrong, as after a dead battery, time goes on from the newest row until
    the clock is set; a clock that may be right is believed, whatever rows say.
    """

    def __init__(
        self,
        machine: Callable[[], datetime] = lambda: datetime.now(UTC),
        passed: Callable[[], float] = time.monotonic,
    ) -> None:
        self.machine, self._passed = machine, passed
        self._newest: tuple[datetime, float] | None = None

    def go_on_from(self, newest: datetime) -> None:
        self._newest = newest, self._passed()

    def now(self) -> datetime:
        machine = self.machine()
        if self._newest is None or machine >= SURELY_WRONG:
            return machine
        newest, since = self._newest
        return newest + timedelta(seconds=self._passed() - since)


HOST = HostClock()


def real_now() -> datetime:
    """For what a clock that is moved on must not touch, such as leases: what is in flight then is not lost."""
    return HOST.now()


def elapsed() -> float:
    """Seconds since some moment; those that the machine slept through count, and nobody sets it."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Timekeeper:
    """Real time, or real time moved on by whoever runs the demo or a test."""

    def __init__(self, start: datetime | None = None) -> None:
        self.offset = timedelta(0) if start is None else start - real_now()

    def now(self) -> datetime:
        return real_now() + self.offset

    def elapsed(self) -> float:
        """Seconds since some moment, moved on likewise."""
        return elapsed() + self.offset.total_seconds()

    def advance(self, by: timedelta) -> None:
        self.offset += by
