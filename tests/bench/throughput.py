"""Reports a second: served over HTTP until all rows are committed, ours against the naive bot's."""

import asyncio
import time
from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

from tests.bench.rig.feeder import Serving
from tests.bench.rig.measure import Measure
from tests.bench.rig.street import Databases, databases
from tests.bench.rig.traffic import Traffic
from tests.bench.sides.running import NAIVE, OURS, PATIENCE, side

WARM = 300
AT_LEAST = {"sqlite": 1.0, "postgres": 0.8}


class Speed(NamedTuple):
    per_second: float
    cpu_ms: float


async def per_second(module: str, serving: Serving, url: str, updates: Sequence[dict[str, Any]]) -> Speed:
    """Of these updates, after the first WARM of them."""
    feeder, count = serving.feeder, len(updates) - WARM
    feeder.load(updates)
    async with side(module, serving.address, url, answers=False, marks=[WARM, WARM + count]) as running:
        await asyncio.wait_for(feeder.asked.wait(), PATIENCE)
        feeder.release(WARM)
        warm = await running.mark()
        start = time.monotonic()
        feeder.release(WARM + count)
        done = await running.mark()
        return Speed(count / (done.hour - start), (done.cpu - warm.cpu) / count * 1000)


async def _round(serving: Serving, made: Databases, count: int) -> tuple[Speed, Speed]:
    reports = Traffic().reports(WARM + count)
    ours = await per_second(OURS, serving, await made.settled(), reports)
    return ours, await per_second(NAIVE, serving, await made.empty(), reports)


async def measure(kind: str, *, quick: bool) -> list[Measure]:
    rounds, count = (2, 1500) if quick else (5, 3000)
    async with databases(kind) as made, Serving() as serving:
        pairs = [await _round(serving, made, count) for _ in range(rounds)]
    ours, naive = (", ".join(told(speeds)) for speeds in zip(*pairs, strict=True))
    ratio = median(mine.per_second / other.per_second for mine, other in pairs)
    name = f"reports a second, {kind}"
    return [Measure(name, ours, f"{naive} naive", ratio, AT_LEAST[kind], at_least=True)]


def told(speeds: Sequence[Speed]) -> tuple[str, str]:
    each, cpu = (median(column) for column in zip(*speeds, strict=True))
    return f"{each:.0f}/s", f"{cpu:.1f} ms CPU"
