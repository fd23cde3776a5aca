"""`python -m tests.bench`: every benchmark, as one table of ratios; exit 1 if one is not met."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import (
    assessment,
    broadcast,
    check_ins,
    checks,
    city,
    digests,
    early_warning,
    latency,
    ledger,
    memory,
    pictures,
    rectification,
    start,
    sweep,
    throughput,
)
from tests.bench.notices import measure as notices
from tests.bench.rig.measure import Measure, table

KINDS = ("sqlite", "postgres")


async def _broadcast(*, quick: bool) -> list[Measure]:
    measures = []
    for urgent in (0, broadcast.URGENT)[-1:] if quick else (0, broadcast.URGENT):
        with TemporaryDirectory(prefix="wangge-bench-") as folder, broadcast.sandbox_beside() as address:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
            result = await broadcast.on(address, url, urgent=urgent)
        name = f"{result.groups} groups, {urgent} urgent"
        wanted = broadcast.ENOUGH
        measures.append(Measure(name, f"{result.took:.1f} s", f"{result.bound:.1f} s", result.ratio, wanted))
        measures.append(Measure(f"{name}: 429", str(result.refused), "0", float(result.refused), 0.0))
        if urgent:
            wire = broadcast.WIRE
            told = f"{result.p99 * 1000:.0f} ms", f"{wire * 1000:.0f} ms"
            measures.append(Measure(f"{name}: on the wire, p99", *told, result.p99 / wire, 1.0))
    return measures


PARTS: dict[str, Callable[..., Awaitable[list[Measure]]]] = {
    **{f"throughput-{kind}": partial(throughput.measure, kind) for kind in KINDS},
    **{f"latency-{kind}": partial(latency.measure, kind) for kind in KINDS},
    **{f"sweep-{kind}": partial(sweep.measure, kind) for kind in KINDS},
    "broadcast": _broadcast,
    "start": start.measure,
    "memory": memory.measure,
    "rectification": rectification.measure,
    "notices": notices.measure,
    "checks": checks.measure,
    "early-warning": early_warning.measure,
    **{f"digests-{kind}": partial(digests.measure, kind) for kind in KINDS},
    **{f"city-{kind}": partial(city.measure, kind) for kind in KINDS},
    **{f"assessment-{kind}": partial(assessment.measure, kind) for kind in KINDS},
    "ledger": ledger.measure,
    "pictures": pictures.measure,
    **{f"check-ins-{kind}": partial(check_ins.measure, kind) for kind in KINDS},
}


async def measured(names: list[str], *, quick: bool) -> list[Measure]:
    """One after the other: they would disturb each other."""
    measures = []
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        measures.extend(await PARTS[name](quick=quick))
    return measures


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and updates: within 3 minutes")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    given = parser.parse_args()
    measures = asyncio.run(measured(given.only, quick=given.quick))
    print(table(measures))
    return 0 if all(each.ok for each in measures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
