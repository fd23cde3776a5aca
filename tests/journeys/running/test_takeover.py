"""The active program falls silent, is cut off or frozen: another takes over in time, and nothing is said twice."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.outside import Program, Site
from tests.journeys.outside import site as open_site
from tests.silent_proxy import SilentProxy, silent_proxy

pytestmark = [pytest.mark.postgres, pytest.mark.long, pytest.mark.timeout(300)]
TAKEOVER = 30  # seconds: what is promised
ENDING = 10  # seconds: likewise
OWNED = ("listen", "speak", "clock")
STANDS_BY, OWNS, LOST = "this one stands by", "this process is the owner now", "no longer the owner, standing by"


@pytest.fixture
async def site(own_postgres_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(own_postgres_url, tmp_path) as opened:
        yield opened


@pytest.fixture
async def proxy(own_postgres_url: str) -> AsyncIterator[SilentProxy]:
    async with silent_proxy(own_postgres_url) as opened:
        yield opened


async def all_say(site: Site, program: Program, text: str) -> None:
    for role in OWNED:
        await site.heard(program, f"{role}: {text}" if text != STANDS_BY else f"{role}: another process does this")


async def standing_by(site: Site, **environment: str) -> tuple[Program, Program]:
    """One that is active and has sent a card, and one that waits for its end."""
    active = await site.run("run", **environment)
    await site.listening()
    await site.report([0])
    await site.sent(1)
    other = await site.run("run")
    await all_say(site, other, STANDS_BY)
    return active, other


async def told_by(site: Site, other: Program, count: int) -> None:
    """The other program owns everything within the time that is promised; then every report gets its one card."""
    async with asyncio.timeout(TAKEOVER):
        await all_say(site, other, OWNS)
    await site.report(range(1, count))
    await site.settled()
    assert await site.reports() == {f"堆物{number}。": 1 for number in range(count)}
    assert set(site.cards().values()) == {1}


async def test_the_other_takes_over_from_one_that_the_database_does_not_hear(site: Site, proxy: SilentProxy) -> None:
    active, other = await standing_by(site, DATABASE_URL=proxy.url)
    proxy.fall_silent()
    await told_by(site, other, 20)
    await all_say(site, active, LOST)
    assert await ended(active) == 0
    assert await other.stop() == 0
    for program in (active, other):
        assert "Traceback" not in program.said


async def test_the_other_takes_over_from_one_that_is_frozen_and_it_keeps_silent_when_it_thaws(site: Site) -> None:
    active, other = await standing_by(site)
    active.process.send_signal(signal.SIGSTOP)
    await told_by(site, other, 20)
    active.process.send_signal(signal.SIGCONT)
    await all_say(site, active, LOST)
    await site.report(range(20, 30))
    await site.settled()
    assert set(site.cards().values()) == {1}
    assert len(site.cards()) == 30
    assert await active.stop() == 0
    assert "Traceback" not in active.said


async def test_the_other_takes_over_from_one_that_is_killed(site: Site) -> None:
    active, other = await standing_by(site)
    await active.kill()
    await told_by(site, other, 20)
    assert await other.stop() == 0


async def ended(program: Program) -> int:
    program.process.terminate()
    return await asyncio.wait_for(program.process.wait(), ENDING)


async def test_sigterm_ends_a_program_whose_database_is_silent(site: Site, proxy: SilentProxy) -> None:
    program = await site.run("run", DATABASE_URL=proxy.url)
    await site.listening()
    proxy.fall_silent()
    await site.report(range(5))
    assert await ended(program) == 0
    assert "Traceback" not in program.said


async def test_trouble_is_a_line_at_its_beginning_and_one_at_its_end(site: Site, proxy: SilentProxy) -> None:
    program = await site.run("run", DATABASE_URL=proxy.url)
    await site.listening()
    await site.report([0])
    await site.sent(1)
    await site.settled()  # what is leased as the database goes would be sent only two minutes later
    proxy.fall_silent()
    await site.heard(program, "work: the inbox cannot be read")
    proxy.speak_again()
    await site.heard(program, "work: goes on")
    await site.report(range(1, 5))
    await site.settled()
    assert set(site.cards()) == {f"H{number}" for number in range(1, 6)}
    assert len(re.findall("work: the inbox cannot be read", program.said)) == 1
    assert "Traceback" not in program.said
