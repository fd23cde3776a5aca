"""The program starts before what it needs is there, as after a power cut: it waits, and says so."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.journeys.outside import Site
from tests.journeys.outside import site as open_site
from tests.silent_proxy import silent_proxy

pytestmark = [pytest.mark.postgres, pytest.mark.long, pytest.mark.timeout(240)]


@pytest.fixture
async def site(own_postgres_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(own_postgres_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def port() -> int:
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def test_a_database_that_is_not_there_yet_is_waited_for(site: Site, own_postgres_url: str, port: int) -> None:
    url = make_url(own_postgres_url).set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
    program = await site.run("run", DATABASE_URL=url)
    await site.heard(program, "start: the database is not there yet")
    async with silent_proxy(own_postgres_url, port):
        await site.heard(program, "start: goes on")
        await site.listening()
        await site.report([0])
        await site.sent(1)
        assert await program.stop() == 0
    assert "Traceback" not in program.said


async def test_who_waits_for_a_database_ends_when_told_to(site: Site, port: int) -> None:
    program = await site.run("run", DATABASE_URL=f"postgresql+asyncpg://wangge@127.0.0.1:{port}/wangge")
    await site.heard(program, "start: the database is not there yet")
    program.process.terminate()
    assert await asyncio.wait_for(program.process.wait(), 10) == 0
    assert "Traceback" not in program.said


async def test_pages_of_a_proxy_in_place_of_telegram_are_waited_out(site: Site) -> None:
    methods = ("getMe", "deleteWebhook")
    for method in methods:
        await site.driver.failures("page", method=method, times=3)
    program = await site.run("run")
    await site.listening()
    await site.report([0])
    await site.sent(1)
    assert program.said.count("listen: Telegram cannot be reached") <= len(methods)  # not one for each failure
    assert program.said.count("speak: Telegram cannot be reached") <= 1
    assert "Telegram cannot be reached" in program.said
    assert await program.stop() == 0
    assert "Traceback" not in program.said


async def test_telegram_that_is_not_there_yet_is_waited_for(site: Site, port: int) -> None:
    program = await site.run("run", TELEGRAM_API_URL=f"http://127.0.0.1:{port}")
    await site.heard(program, "listen: Telegram cannot be reached")
    await site.sandbox.stop()
    await site.sandbox.start(port)
    await site.listening()
    assert await program.stop() == 0
    assert "Traceback" not in program.said
