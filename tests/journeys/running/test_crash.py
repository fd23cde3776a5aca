"""The program is killed, stopped and doubled while reports come in: nothing is lost, next to nothing said twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.drain import SENDERS
from tests.journeys.outside import Site
from tests.journeys.outside import site as open_site

TRACEBACK = "Traceback"
pytestmark = pytest.mark.long


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(sqlite_url, tmp_path) as opened:
        yield opened


async def all_told(site: Site, count: int) -> Counter[str]:
    """Every report has become one hazard, and every hazard has its card; gives the cards."""
    await site.settled()
    assert await site.reports() == {f"堆物{number}。": 1 for number in range(count)}
    cards = site.cards()
    assert set(cards) == {f"H{number}" for number in range(1, count + 1)}
    return cards


@pytest.mark.timeout(240)
async def test_after_kill_9_in_a_burst_every_report_is_there_once_and_every_card(site: Site) -> None:
    program = await site.run("run")
    await site.listening()
    reporting = asyncio.create_task(site.report(range(200)))
    await site.sent(40)
    await program.kill()
    assert len(site.cards()) < 200
    await reporting
    again = await site.run("run")
    cards = await all_told(site, 200)
    assert sum(cards.values()) <= 200 + SENDERS
    assert await again.stop() == 0
    assert TRACEBACK not in again.said


@pytest.mark.timeout(240)
async def test_a_second_program_stands_by_and_takes_over_from_one_that_is_stopped(site: Site) -> None:
    first = await site.run("run")
    await site.listening()
    second = await site.run("run")
    for role in ("listen", "speak", "clock"):
        await site.heard(second, f"{role}: another process does this already; this one stands by")
    await site.report(range(60))
    await site.sent(10)
    assert await first.stop() == 0
    await site.report(range(60, 80))
    cards = await all_told(site, 80)
    assert set(cards.values()) == {1}
    assert await second.stop() == 0
    assert TRACEBACK not in first.said + second.said
