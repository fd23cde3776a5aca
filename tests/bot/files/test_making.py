import asyncio
import threading
from functools import partial

import pytest

from bot.files.making import KEPT, LARGEST, MAKING, Makings, MuchUnderWay

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
