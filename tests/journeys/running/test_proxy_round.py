"""Where Telegram is only reached through a proxy, everything goes through it."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.evidence.tables import EvidenceState
from tests.journeys.conftest import Cast, watched_town
from tests.journeys.town import Town, fetched, picture
from tests.proxy import Proxy, proxy


@pytest.fixture
async def way_out() -> AsyncIterator[Proxy]:
    async with proxy() as opened:
        yield opened


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path, way_out: Proxy) -> AsyncIterator[Town]:
    async with watched_town(sqlite_url, tmp_path, proxy=way_out.address) as opened:
        yield opened


async def test_updates_answers_toasts_and_photos_all_take_it(town: Town, cast: Cast, way_out: Proxy) -> None:
    await town.driver.photo(cast.group, cast.resident, picture("red"), caption="/report 楼道堆物")
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    pressed = await town.driver.press(cast.group, cast.member, card["message_id"], "受理")
    assert pressed["answer"]["text"] == "您已受理H1。"
    await town.hears(cast.group, cast.resident, "H1", "已受理")
    await town.hears(cast.member, cast.member, "H1", "已受理")
    (evidence,) = await fetched(town)
    assert evidence.state is EvidenceState.KEPT

    calls = Counter(call["method"] for call in town.sandbox.calls.since(0))
    assert {"getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery", "getFile"} <= set(calls)
    assert calls - Counter(way_out.asked) == Counter()
