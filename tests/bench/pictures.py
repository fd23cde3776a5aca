"""Pictures of digests: whether a process that draws many of them grows, and a Monday's beside pyplot inline."""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import psutil

from bot.files.pool import Pool
from reports.charts.drawing import png
from reports.charts.page import Bars, Page
from tests.bench.rig.measure import Measure
from tests.reports.charts.pages import street

FIRST, PICTURES, FEW = 50, 500, 150
GROWTH = 1.05
PROCESSES, MONDAY, ROUNDS = 2, 14, 3
NAIVE = "tests.bench.sides.naive_pictures"


def of_week(number: int) -> Page:
    """Of a street, no two alike."""
    page = street()
    rows = {
        panel.title: [replace(row, values=_moved(row.values, number)) for row in panel.rows]
        for panel in page.panels
        if isinstance(panel, Bars)
    }
    panels = [replace(each, rows=rows[each.title]) if isinstance(each, Bars) else each for each in page.panels]
    return replace(page, title=f"{page.title}（{number}）", panels=panels)


def _moved(values: Sequence[float | None], by: int) -> Sequence[float | None]:
    return [None if value is None else (value + by) % 23 for value in values]


def draw_and_tell(count: int) -> None:
    """Prints the resident set in bytes after the first pictures and at the end."""
    process = psutil.Process()
    for number in range(1, count + 1):
        png(of_week(number))
        if number in (FIRST, count):
            print(process.memory_info().rss, flush=True)


async def measure(*, quick: bool) -> list[Measure]:
    return [await _memory(FEW if quick else PICTURES), await _beside(1 if quick else ROUNDS)]


async def _memory(count: int) -> Measure:
    first, last = (int(line) / 2**20 for line in await _told_by("tests.bench.pictures", str(count)))
    name = f"memory after {count} pictures"
    return Measure(name, f"{last:.0f} MB", f"{first:.0f} MB after {FIRST}", last / first, GROWTH)


@dataclass(frozen=True)
class Took:
    """Seconds, of the clock and of processors."""

    clock: float
    busy: float

    def __str__(self) -> str:
        return f"{self.clock:.1f} s, {self.busy:.1f} s CPU"


async def _beside(rounds: int) -> Measure:
    pool = Pool(PROCESSES)
    try:
        await _drawn(pool)  # from now on it is warm, as on a Monday
        pairs = [(await _drawn(pool), Took(*map(float, await _told_by(NAIVE, str(MONDAY))))) for _ in range(rounds)]
    finally:
        await asyncio.to_thread(pool.shutdown)
    ours, theirs = pairs[-1]
    ratio = median(one.clock / other.clock for one, other in pairs)
    return Measure(f"{MONDAY} pictures, pool of {PROCESSES}", str(ours), f"{theirs} pyplot inline", ratio, 1.0)


async def _drawn(pool: Pool) -> Took:
    loop, begun, busy = asyncio.get_running_loop(), time.perf_counter(), _busy()
    await asyncio.gather(*(loop.run_in_executor(pool, png, of_week(number)) for number in range(MONDAY)))
    return Took(time.perf_counter() - begun, _busy() - busy)


def _busy() -> float:
    """Of the processes of the pool, until now."""
    return sum(sum(each.cpu_times()[:2]) for each in psutil.Process().children())


async def _told_by(module: str, *words: str) -> Sequence[str]:
    """The lines that a process of its own prints."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *words, stdout=asyncio.subprocess.PIPE)
    told, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{module} failed")
    return told.decode().split()


if __name__ == "__main__":
    draw_and_tell(int(sys.argv[1]))
