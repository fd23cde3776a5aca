import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from functools import partial
from pathlib import Path

import pytest

from bot.files.making import KEPT, LARGEST, MAKING, Makings, MuchUnderWay
from bot.files.pool import Pool

CALLS: list[tuple[object, ...]] = []
BEGUN, MAY_END = threading.Event(), threading.Event()


@pytest.fixture(autouse=True)
def nothing_made() -> None:
    CALLS.clear()
    BEGUN.clear()
    MAY_END.set()


def make(name: str, size: int = 3) -> bytes:
    CALLS.append((name, size))
    BEGUN.set()
    MAY_END.wait()
    if not size:
        raise ValueError(name)
    return name[:1].encode() * size


async def test_what_is_alike_is_made_once() -> None:
    makings = Makings()
    for _ in range(3):
        assert await makings.made(partial(make, "gas")) == b"ggg"
        assert await makings.made(partial(make, "stairs", size=2)) == b"ss"
    assert CALLS == [("gas", 3), ("stairs", 2)]


async def test_what_is_being_made_is_waited_for() -> None:
    MAY_END.clear()
    makings = Makings()
    waiting = [asyncio.ensure_future(makings.made(partial(make, "gas"))) for _ in range(MAKING)]
    await asyncio.to_thread(BEGUN.wait)
    await asyncio.sleep(0)
    with pytest.raises(MuchUnderWay):  # senders are left for what bears no file
        await makings.made(partial(make, "gas"))
    waiting[0].cancel()
    MAY_END.set()
    assert await asyncio.gather(*waiting[1:]) == [b"ggg"] * (MAKING - 1)
    assert await makings.made(partial(make, "gas")) == b"ggg"
    assert CALLS == [("gas", 3)]


async def test_what_failed_and_what_is_large_is_made_again() -> None:
    makings = Makings()
    for _ in range(2):
        with pytest.raises(ValueError, match="gas"):
            await makings.made(partial(make, "gas", 0))
        assert len(await makings.made(partial(make, "all letters", LARGEST + 1))) == LARGEST + 1
    assert len(CALLS) == 4


async def test_only_the_last_are_kept() -> None:
    makings = Makings()
    for number in (*range(KEPT + 1), KEPT, 0):
        await makings.made(partial(make, str(number)))
    assert [name for name, _ in CALLS] == [str(number) for number in (*range(KEPT + 1), 0)]


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(2) as pool:
        yield pool


def killed(name: str, tries: Path, times: int) -> bytes:
    """Its process is killed in its first `times` tries, of which each leaves a line."""
    with tries.open("a") as told:
        told.write(f"{name}\n")
    if tries.read_text().count(f"{name}\n") <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return name.encode()


async def test_what_was_made_by_a_process_that_was_killed_is_made_by_another(pool: Pool, tmp_path: Path) -> None:
    makings, tries = Makings(pool), tmp_path / "tries"
    assert await makings.made(partial(killed, "gas", tries, 1)) == b"gas"
    assert tries.read_text().split() == ["gas", "gas"]


async def test_what_kills_its_process_twice_fails_and_the_next_is_made(pool: Pool, tmp_path: Path) -> None:
    makings, tries = Makings(pool), tmp_path / "tries"
    for _ in range(2):
        with pytest.raises(BrokenExecutor):
            await makings.made(partial(killed, "gas", tries, 99))
    assert tries.read_text().split() == ["gas"] * 4
    assert await makings.made(partial(killed, "stairs", tries, 0)) == b"stairs"


def deadly(folder: Path) -> bytes:
    """Each time, the first time once another waits for its process."""
    if not (folder / "dead").exists():
        (folder / "dead").touch()
        (folder / "pipe").open().close()
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


async def test_what_kills_its_process_takes_nothing_else_along(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with Pool(1) as pool:
        makings = Makings(pool)
        killing = asyncio.ensure_future(makings.made(partial(deadly, tmp_path)))
        other = asyncio.ensure_future(makings.made(partial(bytes, 3)))
        await asyncio.to_thread(lambda: (tmp_path / "pipe").open("w").close())
        with pytest.raises(BrokenExecutor):
            await killing
        assert await other == bytes(3)
