"""The two sides as processes of their own, fed one after the other."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

OURS, NAIVE = "tests.bench.sides.ours", "tests.bench.sides.naive"
PATIENCE = 180.0
FAREWELL = 15.0


class Reached(NamedTuple):
    """Seconds: of the monotonic clock, and of the side's processor time."""

    hour: float
    cpu: float


@asynccontextmanager
async def side(module: str, api: str, url: str, *, answers: bool, marks: list[int]) -> AsyncIterator["Side"]:
    words = (api, url, "answers" if answers else "silent", ",".join(map(str, marks)))
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *words, stdout=asyncio.subprocess.PIPE)
    try:
        yield Side(process)
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), FAREWELL)
    except TimeoutError:
        process.kill()
        await process.wait()


class Side:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def mark(self) -> Reached:
        """When the next mark was reached."""
        if self._process.stdout is None:
            raise RuntimeError("the side has no voice")
        line = await asyncio.wait_for(self._process.stdout.readline(), PATIENCE)
        if not line:
            raise RuntimeError("a side ended before its time")
        return Reached(*map(float, line.split()))
