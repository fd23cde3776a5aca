"""Files made in the pool: what many messages show is made once, not once for each."""

import asyncio
import logging
import pickle
from collections import OrderedDict
from concurrent.futures import BrokenExecutor, Executor
from datetime import timedelta
from hashlib import sha256

from handlers.messages import Making

log = logging.getLogger(__name__)
MAKING = 3  # files, and views that read much, at once: fewer than there are senders, see bot/delivery/drain.py
KEPT = 16  # of those made last
LARGEST = 512 * 1024  # bytes of one that is kept


class MuchUnderWay(Exception):
    """So much is being made or read that one more would hold up the messages that take none of it."""

    pause = timedelta(seconds=2)


class Makings:
    """Without a `pool` they are made in a thread."""

    def __init__(self, pool: Executor | None = None) -> None:
        self.slots = asyncio.Semaphore(MAKING)
        self._pool = pool
        self._again = asyncio.Lock()
        self._under_way: dict[bytes, asyncio.Future[bytes]] = {}
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()

    async def made(self, content: Making) -> bytes:
        """Raises MuchUnderWay, or whatever making it raises."""
        key = _key_of(content)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if self.slots.locked():
            raise MuchUnderWay
        async with self.slots:
            return await asyncio.shield(self._under_way.get(key) or self._begun(key, content))

    def _begun(self, key: bytes, content: Making) -> asyncio.Future[bytes]:
        begun = asyncio.ensure_future(self._twice(content))
        self._under_way[key] = begun
        begun.add_done_callback(lambda made: self._ended(key, made))
        return begun

    async def _twice(self, content: Making) -> bytes:
        """Once more where a process of the pool died, as what waited for it failed too; then one by one, so that what
        kills its process takes nothing else along.
        """
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, content)
        except BrokenExecutor:
            log.warning("a process died while a file was being made; it is tried once more")
        async with self._again:
            return await loop.run_in_executor(self._pool, content)

    def _ended(self, key: bytes, made: asyncio.Future[bytes]) -> None:
        del self._under_way[key]
        if made.cancelled() or made.exception() or len(made.result()) > LARGEST:
            return
        self._kept[key] = made.result()
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)


def _key_of(content: Making) -> bytes:
    """Of what is alike: the same function with the same arguments."""
    return sha256(pickle.dumps((content.func, content.args, sorted(content.keywords.items())))).digest()
