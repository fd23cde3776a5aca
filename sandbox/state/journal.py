"""A numbered record of what happened, that readers follow from where they left off."""

import asyncio
from typing import Any

Entry = dict[str, Any]


class Journal:
    """Holds the newest `limit` entries, at times up to twice as many. Numbers `n` start at 1, without gaps."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.last = 0
        self._entries: list[Entry] = []
        self._grown: asyncio.Event | None = None

    def add(self, **entry: Any) -> None:
        self.last += 1
        self._entries.append({"n": self.last, **entry})
        if len(self._entries) >= self.limit * 2:
            del self._entries[: -self.limit]
        if self._grown is not None:
            self._grown.set()
            self._grown = None

    def since(self, after: int) -> list[Entry]:
        missing = self.last - after
        return self._entries[-missing:] if missing > 0 else []

    async def wait(self, after: int, timeout: float) -> list[Entry]:
        """What came after `after`; if nothing yet, the first to come within `timeout` seconds."""
        if self.last <= after and timeout > 0:
            self._grown = self._grown or asyncio.Event()
            try:
                await asyncio.wait_for(self._grown.wait(), timeout)
            except TimeoutError:
                return []
        return self.since(after)
