"""
A notice to every grid of a street at Telegram's limits, and urgent messages meanwhile (run with python -m).

The sandbox enforces the limits in a process of its own, as Telegram would.
"""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Queue, get_context
from pathlib import Path
from typing import Any

from bot.delivery.pace import Rates
from models import migrate
from models.outbox.tables import Lane
from models.schema import open_database
from sandbox.server import Sandbox
from tests.bot.delivery.talk import Talk, talk_to

GROUPS = 339
URGENT = 50
RATE = 30.0
ENOUGH = 1.05
WIRE = 0.2


@dataclass(frozen=True)
class Result:
    """Times in seconds."""

    groups: int
    took: float
    refused: int
    waits: Sequence[float]

    @property
    def bound(self) -> float:
        return (self.groups + len(self.waits)) / RATE

    @property
    def ratio(self) -> float:
        return self.took / self.bound

    @property
    def p99(self) -> float:
        return sorted(self.waits)[min(len(self.waits) - 1, int(0.99 * len(self.waits)))] if self.waits else 0.0

    @property
    def good(self) -> bool:
        return self.ratio <= ENOUGH and not self.refused and self.p99 <= WIRE


async def broadcast(talking: Talk, groups: int = GROUPS, urgent: int = URGENT) -> Result:
    await talking.driver.limits(enabled=True)
    chats = [await talking.group(f"{number}网格") for number in range(groups)]
    hurried = [await talking.group(f"紧急{number}") for number in range(urgent)]
    for chat in chats:
        await talking.post(chat, "明日停电检修，请检查应急照明。", Lane.ROUTINE)
    loop = asyncio.get_running_loop()
    posted: dict[int, float] = {}
    async with talking.drain(rates=Rates()) as drain:
        for number, chat in enumerate(hurried, 1):
            await asyncio.sleep(groups / RATE / (urgent + 1))
            posted[chat] = loop.time()
            await talking.post(chat, f"着火了 {number}", Lane.URGENT)
        await drain.drained()
    calls = await talking.calls("sendMessage")
    good = [call for call in calls if call["ok"]]
    at = {call["chat"]: call["at"] for call in good}
    took = max(at.values()) - min(at.values())
    return Result(groups, took, len(calls) - len(good), [at[chat] - posted[chat] for chat in hurried])


async def on(address: str, url: str, **sizes: Any) -> Result:
    database = open_database(url)
    await migrate.upgrade(database)
    try:
        async with talk_to(address, database) as talking:
            return await broadcast(talking, **sizes)
    finally:
        await database.close()


async def keep_sandbox(told: "Queue[str]") -> None:
    told.put(await Sandbox().start())
    await asyncio.Event().wait()


@contextmanager
def sandbox_beside() -> Iterator[str]:
    """The address of a sandbox in another process."""
    context = get_context("spawn")
    told: Queue[str] = context.Queue()
    process = context.Process(target=run_sandbox, args=(told,), daemon=True)
    process.start()
    try:
        yield told.get(timeout=60)
    finally:
        process.terminate()
        process.join()


def run_sandbox(told: "Queue[str]") -> None:
    asyncio.run(keep_sandbox(told))


def table(results: dict[str, Result]) -> str:
    head = f"{'broadcast':<26}{'bound s':>9}{'took s':>9}{'ratio':>8}{'429':>5}{'urgent p50':>12}{'p99 s':>8}"
    lines = [head]
    for name, each in results.items():
        p50 = f"{sorted(each.waits)[len(each.waits) // 2]:.3f}" if each.waits else "-"
        p99 = f"{each.p99:.3f}" if each.waits else "-"
        figures = f"{each.bound:>9.1f}{each.took:>9.2f}{each.ratio:>8.3f}{each.refused:>5}{p50:>12}{p99:>8}"
        lines.append(f"{name:<26}{figures}  {'ok' if each.good else 'TOO SLOW'}")
    return "\n".join(lines)


def main() -> int:
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for urgent in (0, URGENT):
            name = f"{GROUPS} groups, {urgent} urgent"
            with sandbox_beside() as address:
                url = f"sqlite+aiosqlite:///{Path(folder) / f'{urgent}.db'}"
                results[name] = asyncio.run(on(address, url, urgent=urgent))
    print(table(results))
    return 0 if all(each.good for each in results.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
