from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.town import Json, Town
from tests.journeys.town import town as open_town


@dataclass
class Cast:
    """Who is in the grid's group, and the group."""

    resident: int
    member: int
    leader: int
    group: int


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
