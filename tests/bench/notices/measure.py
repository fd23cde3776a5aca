"""A notice to every group of a street at Telegram's limits: ours, python-telegram-bot's own limiter, a plain loop."""

import asyncio
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.notices.given import TEXT, Given, Told
from tests.bench.notices.street import Place, place, settle
from tests.bench.rig.measure import Measure

GROUPS, DISTRICT, PHOTOS, URGENT = 339, 3765, 3, 50
PER_SECOND, FASTER = 30, 45  # for the whole district, so that it takes 84 s instead of 126
ENOUGH, WIRE, EDITS, GROWTH = 1.05, 0.2, 0.05, 1.05
SENDS, EDITING = ("sendMessage", "sendMediaGroup"), "editMessage"
PATIENCE = 600.0  # seconds
ENOUGH_BESIDE = 150.0  # seconds, after which the others are stopped: they may wait for ever for their 429s
LIMITER, NAIVE = "limiter", "naive"


@dataclass(frozen=True)
class Run:
    """Times in seconds. `edits`: of cards and copies while the notice was on its way. `missing`: groups that had no
    text when it was stopped.
    """

    took: float
    refused: int
    edits: int
    waits: list[float]
    peak: int
    missing: int = 0

    @property
    def told(self) -> str:
        return f"{self.took:.1f} s" + (f" ({self.missing} groups to go)" if self.missing else "")


async def _process(*words: str, patience: float = PATIENCE, stop: bool = False) -> str:
    """`stop`: what takes longer is ended, and no failure."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", *words, stdout=asyncio.subprocess.PIPE)
    try:
        told, _ = await asyncio.wait_for(process.communicate(), patience)
    except TimeoutError:
        process.kill()
        await process.wait()
        if stop:
            return ""
        raise
    if process.returncode:
        raise RuntimeError(f"{words[0]} failed")
    return told.decode()


async def run(
    side: str, *, groups: int, photos: int = 0, hurried: int = 0, per_second: int = PER_SECOND
) -> tuple[Given, Run]:
    """`side` is empty for ours."""
    async with place(groups=groups, hurried=hurried, photos=photos, per_second=per_second) as where:
        with TemporaryDirectory(prefix="wangge-bench-") as folder:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
            places = list(where.chats), list(where.photos), per_second, list(where.hurried)
            given = Given(where.api, where.token, url, *places)
            if side:
                theirs = "tests.bench.notices.theirs", side, given.packed()
                await _process(*theirs, patience=ENOUGH_BESIDE, stop=True)
                return given, await _read(where, given, Told())
            await settle(url, where.owner, where.chats)
            told = Told.read(await _process("tests.bench.notices.ours", given.packed()))
            return given, await _read(where, given, told)


async def _read(where: Place, given: Given, told: Told) -> Run:
    """From what the server saw. Raises RuntimeError where a group has not the text, or has it twice."""
    calls = await where.driver.calls()
    sends = [call for call in calls if call["method"] in SENDS]
    good = [call for call in sends if call["ok"]]
    texts = Counter(call["chat"] for call in good if TEXT in str(call["params"].get("text", "")))
    if (odd := {chat: texts[chat] for chat in given.chats if texts[chat] != 1}) and told.peak:
        raise RuntimeError(f"not once: {odd}")
    ours = [call["at"] for call in good if call["chat"] in texts and call["chat"] in given.chats]
    edits = [call for call in calls if call["method"].startswith(EDITING) and call["at"] <= max(ours)]
    arrived = {call["chat"]: call["at"] for call in good}
    waits = [arrived[chat] - at for chat, at in told.posted.items()]
    took, refused = max(ours) - min(ours), len(sends) - len(good)
    return Run(took, refused, len(edits), waits, told.peak, sum(not texts[chat] for chat in given.chats))


def _against(name: str, given: Given, ours: Run, theirs: dict[str, Run]) -> list[Measure]:
    beside = ", ".join(f"{each.told} {side}" for side, each in theirs.items())
    refused = ", ".join(f"{each.refused} {side}" for side, each in theirs.items())
    return [
        Measure(name, f"{ours.took:.1f} s", f"{given.bound:.1f} s; {beside}", ours.took / given.bound, ENOUGH),
        Measure("… refused (429)", str(ours.refused), f"0; {refused}", float(ours.refused), 0.0),
        _edits(given, ours),
    ]


def _in_time(name: str, waits: list[float]) -> Measure:
    p99 = sorted(waits)[int(0.99 * (len(waits) - 1))]
    return Measure(f"{name}, p99", f"{p99 * 1000:.0f} ms", f"{WIRE * 1000:.0f} ms", p99 / WIRE, 1.0)


def _edits(given: Given, ours: Run) -> Measure:
    share = ours.edits / given.messages
    return Measure("… edits of cards and counts", str(ours.edits), f"{given.messages} messages", share, EDITS)


async def _compared(name: str, **sizes: Any) -> tuple[list[Measure], Run]:
    """Ours alone, then the others at the same time; each against a server of its own."""
    given, ours = await run("", **sizes)
    others = await asyncio.gather(*(run(side, **sizes | {"hurried": 0}) for side in (LIMITER, NAIVE)))
    theirs = dict(zip((LIMITER, NAIVE), (each for _, each in others), strict=True))
    pace = f" at {given.per_second}/s" if given.per_second != PER_SECOND else ""
    return _against(f"notice to {len(given.chats)} groups, {name}{pace}", given, ours, theirs), ours


async def storm() -> list[float]:
    """Seconds from an urgent hazard, kept among everybody's presses, until its alarm is in the group.

    The groups are some whose copy of the notice is not edited then: Telegram takes one message a second in a group.
    """
    async with place(groups=GROUPS, hurried=0, photos=0, per_second=PER_SECOND) as where:
        with TemporaryDirectory(prefix="wangge-bench-") as folder:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
            chats = list(where.chats)
            given = Given(where.api, where.token, url, chats, [], PER_SECOND, chats[-URGENT:])
            await settle(url, where.owner, chats)
            told = Told.read(await _process("tests.bench.notices.storm", given.packed()))
            sent = [call for call in await where.driver.calls() if call["method"] in SENDS and call["ok"]]
    return [
        min(call["at"] for call in sent if call["chat"] == chat and call["at"] > at) - at
        for chat, at in told.posted.items()
    ]


async def measure(*, quick: bool) -> list[Measure]:
    measures, street = await _compared("text", groups=GROUPS)
    if quick:
        return measures
    more, busy = await _compared(f"{PHOTOS} photos, {URGENT} urgent", groups=GROUPS, photos=PHOTOS, hurried=URGENT)
    more.append(_in_time("… urgent on the wire", busy.waits))
    measures += [*more, _in_time(f"urgent among the presses of {GROUPS} groups", await storm())]
    more, district = await _compared("text", groups=DISTRICT, per_second=FASTER)
    peaks = f"{district.peak / 2**20:.0f} MB", f"{street.peak / 2**20:.0f} MB for {GROUPS}"
    more.append(Measure("… peak of memory", *peaks, district.peak / street.peak, GROWTH))
    return measures + more
