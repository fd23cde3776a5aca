"""Starting: the verbs that need no aiogram, and `run` on an empty folder until it asks for updates."""

import asyncio
import os
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.rig.feeder import TOKEN, Serving
from tests.bench.rig.measure import Measure
from tests.bench.rig.street import ROSTER

VERB_SECONDS = 1.0
RUN_SECONDS = 8.0
PATIENCE = 60.0
HERE = Path(__file__).parents[2]


async def _spawn(*words: str, **environment: str) -> asyncio.subprocess.Process:
    quiet = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words), stdout=quiet, stderr=quiet, cwd=HERE, env={**os.environ, **environment}
    )


async def verb_seconds(*words: str) -> float:
    start = time.monotonic()
    process = await _spawn(*words)
    if await process.wait():
        raise RuntimeError(f"{' '.join(words)} failed")
    return time.monotonic() - start


async def run_seconds() -> float:
    """Until the first getUpdates, with a database that is made on the way."""
    with TemporaryDirectory(prefix="wangge-bench-") as folder:
        async with Serving() as serving:
            start = time.monotonic()
            process = await _spawn(
                "run",
                BOT_TOKEN=TOKEN,
                TELEGRAM_API_URL=serving.address,
                DATA_DIR=folder,
                DATABASE_URL=f"sqlite+aiosqlite:///{folder}/wangge.db",
            )
            await asyncio.wait_for(serving.feeder.asked.wait(), PATIENCE)
            taken = time.monotonic() - start
            process.terminate()
            await process.wait()
    return taken


async def measure(*, quick: bool) -> list[Measure]:
    rounds = 3 if quick else 7
    measures = []
    for name, words in (("--help", ("--help",)), ("roster check", ("roster", "check", str(ROSTER)))):
        taken = median([await verb_seconds(*words) for _ in range(rounds)])
        measures.append(Measure(name, f"{taken:.2f} s", f"{VERB_SECONDS:.0f} s", taken / VERB_SECONDS, 1.0))
    taken = median([await run_seconds() for _ in range(rounds)])
    measures.append(Measure("run asks for updates", f"{taken:.1f} s", f"{RUN_SECONDS:.0f} s", taken / RUN_SECONDS, 1.0))
    return measures
