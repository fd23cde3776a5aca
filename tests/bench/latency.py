"""Answers at a steady 50 reports a second: from an update served until its answer arrives at the API.

The windows are wide open on our side: what Telegram allows is not what is measured here. Staff have not started the
bot, so that on both sides an update has one answer.
"""

import asyncio
import time
from contextlib import suppress
from statistics import median, quantiles

from tests.bench.rig.feeder import Feeder, Serving
from tests.bench.rig.measure import Measure
from tests.bench.rig.street import Databases, databases
from tests.bench.rig.traffic import Traffic
from tests.bench.sides.running import NAIVE, OURS, PATIENCE, side

PER_SECOND = 50
WARM = 200
ANSWERED_WITHIN = 30.0


async def _steadily(feeder: Feeder, count: int) -> None:
    start = time.monotonic()
    for released in range(1, count + 1):
        await asyncio.sleep(max(0.0, start + released / PER_SECOND - time.monotonic()))
        feeder.release(released)


async def _all_answered(feeder: Feeder, count: int) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(ANSWERED_WITHIN):
            while len(feeder.answered) < count:
                feeder.heard.clear()
                await feeder.heard.wait()


async def p95(module: str, serving: Serving, url: str, count: int) -> float:
    """Milliseconds; an answer that never came counts as endless."""
    feeder = serving.feeder
    feeder.load(Traffic().reports(WARM + count))
    async with side(module, serving.address, url, answers=True, marks=[]):
        await asyncio.wait_for(feeder.asked.wait(), PATIENCE)
        await _steadily(feeder, WARM + count)
        await _all_answered(feeder, WARM + count)
    places = list(feeder.served)[WARM:]
    waited = [feeder.answered.get(place, float("inf")) - feeder.served[place] for place in places]
    return quantiles(waited, n=20)[-1] * 1000


async def _round(serving: Serving, made: Databases, count: int) -> tuple[float, float]:
    ours = await p95(OURS, serving, await made.settled(), count)
    return ours, await p95(NAIVE, serving, await made.empty(), count)


async def measure(kind: str, *, quick: bool) -> list[Measure]:
    rounds, count = (1, 500) if quick else (3, 1500)
    async with databases(kind, pinged=False) as made, Serving() as serving:
        pairs = [await _round(serving, made, count) for _ in range(rounds)]
    ours, naive = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    ratio = median(pair[0] / pair[1] for pair in pairs)
    return [Measure(f"answer at 50/s, p95, {kind}", f"{ours:.0f} ms", f"{naive:.0f} ms naive", ratio, 3.0)]
