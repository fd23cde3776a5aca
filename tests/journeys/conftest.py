import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import wait as finish
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot import wiring
from bot.files.pool import Pool
from tests.journeys.town import Json, Town
from tests.journeys.town import town as open_town

T = TypeVar("T")


@dataclass
class Cast:
    """Who is in the grid's group, and the group."""

    resident: int
    member: int
    leader: int
    group: int


class LastingPool(Pool):
    """Which no program ends, as its processes take seconds to begin; what one has left is over when the next comes."""

    def __init__(self, processes: int) -> None:
        super().__init__(processes)
        self._made: list[Future[Any]] = []

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        self._made.append(super().submit(fn, *args, **kwargs))
        return self._made[-1]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for each in self._made:
            each.cancel()
        finish(self._made)
        self._made.clear()

    def end(self) -> None:
        super().shutdown(cancel_futures=True)


@pytest.fixture(scope="session", autouse=True)
def authorities_are_read_once() -> Iterator[None]:
    """Not by each client of each town, none of which speaks TLS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session", autouse=True)
def files_are_made_in_one_pool() -> Iterator[None]:
    pool = LastingPool(wiring.POOL_PROCESSES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "Pool", lambda _processes: pool)
        yield
    pool.end()


async def put_right(town: Town, cast: Cast, card: Json) -> None:
    """By the member, without a photo of the result: that is asked about once."""
    asked = await town.driver.press(cast.group, cast.member, card["message_id"], "处置完成")
    assert "还没有整改后的照片" in asked["answer"]["text"]
    await town.driver.press(cast.group, cast.member, card["message_id"], data="hzx:1")


@asynccontextmanager
async def watched_town(database_url: str, folder: Path, **other: Any) -> AsyncIterator[Town]:
    """
    Fails on what nobody expected: a message of the bot, or a word the Bot API does not know. It is nine o'clock in
    Shanghai: ordinary hazards climb by day only.
    """
    now = datetime.now(UTC)
    morning = now.replace(hour=1, minute=0, second=0, microsecond=0)
    start = morning if morning > now else morning + timedelta(days=1)
    async with open_town(database_url, folder, start, **other) as opened:
        yield opened
        assert await opened.unexpected() == []
        assert opened.sandbox.complaints == []


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with watched_town(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
async def cast(town: Town) -> Cast:
    resident = await town.person("李秀英")
    member = await town.person("傅勇", "19900000007")
    leader = await town.person("谭远康", "19900000009")
    group = await town.bound_group(leader, resident, member)
    await town.claim(member)
    await town.claim(leader)
    return Cast(resident, member, leader, group)
