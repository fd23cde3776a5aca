import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.clock import Clock
from bot.configuration.settings import Settings
from bot.delivery.counts import Counts
from bot.errors import CannotStart
from bot.monitoring.findings import CheckFinding
from bot.monitoring.health import (
    HEARTBEAT_SECONDS,
    Watch,
    app,
    beat_once,
    fit,
    keep_beating,
    keep_watch,
    lasting,
    report,
    serving,
)
from bot.timekeeper import Timekeeper
from bot.trouble import Trouble
from models import migrate
from models.db.database import Database
from models.inbox import updates as inbox
from models.schema import open_database

UPDATE: dict[str, Any] = {"update_id": 1, "message": {"message_id": 1, "chat": {"id": -1}, "from": {"id": 7}}}
WELL = CheckFinding("database", ok=True, message="answers")
GRAVE = CheckFinding("inbox", ok=False, message="waits for {seconds} s", values={"seconds": 61})
SLIGHT = CheckFinding("unreachable", ok=False, message="chats: {count}", values={"count": 2}, grave=False)


@pytest.fixture
def watch(database: Database) -> Watch:
    return Watch(database, Timekeeper())


@pytest.fixture
async def asking(watch: Watch) -> AsyncIterator["TestClient[web.Request, web.Application]"]:
    async with TestClient(TestServer(app(watch))) as client:
        yield client


async def neglect(watch: Watch) -> None:
    """An update has been waiting for an hour."""
    async with watch.database.write() as session:
        await inbox.store(session, [UPDATE], watch.timekeeper.now() - timedelta(hours=1))


@pytest.mark.parametrize(
    ("findings", "well"), [([WELL], True), ([WELL, SLIGHT], True), ([WELL, GRAVE], False), ([GRAVE, SLIGHT], False)]
)
def test_only_what_is_grave_makes_a_program_unfit(findings: list[CheckFinding], well: bool) -> None:
    assert fit(findings) is well


def test_the_report_says_why_and_what_else_wants_a_look() -> None:
    assert report([WELL, GRAVE, SLIGHT]) == {
        "ok": False,
        "reasons": ["inbox: waits for 61 s"],
        "degraded": ["unreachable: chats: 2"],
        "checks": {
            "database": {"ok": True, "detail": "answers"},
            "inbox": {"ok": False, "detail": "waits for 61 s", "seconds": 61},
            "unreachable": {"ok": False, "detail": "chats: 2", "count": 2},
        },
    }


@pytest.mark.parametrize(("seconds", "well"), [(None, True), (0, True), (60, True), (61, False)])
def test_what_is_tried_in_vain_for_over_a_minute_is_grave(seconds: float | None, well: bool) -> None:
    at = 1000.0
    troubles = [Trouble("work"), Trouble("listen", lambda: at)]
    if seconds is not None:
        troubles[1].met("another program asks for updates", "Conflict")
        at += seconds
    finding = lasting(troubles)
    assert (finding.ok, finding.grave) == (well, True)
    assert well or finding.detail == "in vain for a while: listen, 61 s: another program asks for updates: Conflict"


def test_what_is_over_and_who_stands_by_is_told_of_no_more(watch: Watch) -> None:
    at = 1000.0
    with watch.trouble("speak") as trouble:
        trouble.clock = lambda: at
        trouble.met("nobody can be spoken to", "Unauthorized")
        at += 100
        assert not lasting(watch.troubles).ok
    assert lasting(watch.troubles).ok


async def test_healthz_is_200_while_all_is_well(asking: "TestClient[web.Request, web.Application]") -> None:
    response = await asking.get("/healthz")
    told = await response.json()
    assert (response.status, told["ok"], told["reasons"], told["degraded"]) == (200, True, [], [])


async def test_healthz_is_503_with_its_reasons(
    asking: "TestClient[web.Request, web.Application]", watch: Watch
) -> None:
    await neglect(watch)
    response = await asking.get("/healthz")
    told = await response.json()
    assert (response.status, told["ok"]) == (503, False)
    assert [reason.partition(":")[0] for reason in told["reasons"]] == ["inbox"]


async def test_healthz_answers_when_the_database_does_not() -> None:
    database = open_database("postgresql+asyncpg://wangge@127.0.0.1:1/wangge")
    async with TestClient(TestServer(app(Watch(database, Timekeeper())))) as client:
        response = await client.get("/healthz")
        assert (response.status, list((await response.json())["checks"])) == (503, ["database", "troubles"])
        scraped = await client.get("/metrics")
        assert (scraped.status, 'wangge_healthy{check="database"} 0.0' in await scraped.text()) == (200, True)
    await database.close()


@pytest.mark.own_database
async def test_healthz_is_503_on_an_old_schema_and_metrics_go_on(
    asking: "TestClient[web.Request, web.Application]", watch: Watch
) -> None:
    await migrate.downgrade(watch.database)
    assert (await asking.get("/healthz")).status == 503
    scraped = await asking.get("/metrics")
    assert (scraped.status, 'wangge_healthy{check="migrations"} 0.0' in await scraped.text()) == (200, True)


async def test_metrics_are_prometheus_text(asking: "TestClient[web.Request, web.Application]", watch: Watch) -> None:
    watch.counts = Counts(sent=3)
    response = await asking.get("/metrics")
    text = await response.text()
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'wangge_inbox_updates{state="pending"} 0.0' in text
    assert 'wangge_deliveries_total{outcome="sent"} 3.0' in text


async def test_nothing_else_is_served(asking: "TestClient[web.Request, web.Application]") -> None:
    assert (await asking.get("/")).status == 404


async def test_it_serves_on_the_port_it_was_given_until_the_end(watch: Watch) -> None:
    async with aiohttp.ClientSession() as client:
        async with serving(watch, 0, "127.0.0.1") as port, client.get(f"http://127.0.0.1:{port}/healthz") as response:
            assert response.status == 200
        with pytest.raises(aiohttp.ClientConnectorError):
            await client.get(f"http://127.0.0.1:{port}/healthz")


async def test_a_port_that_is_taken_stops_the_program_in_one_line(watch: Watch) -> None:
    async with serving(watch, 0, "127.0.0.1") as port:
        with pytest.raises(CannotStart, match="HEALTH_PORT") as stopped:
            await keep_watch(watch, Settings(health_port=port))
    assert stopped.value.status == 2


class Outside:
    """Whoever listens for the heartbeat; `status` is what they answer."""

    def __init__(self) -> None:
        self.heard = 0
        self.status = 200
        self.first = asyncio.Event()
        served = web.Application()
        served.router.add_get("/ping", self._ping)
        self.server = TestServer(served)

    async def _ping(self, _request: web.Request) -> web.Response:
        self.heard += 1
        self.first.set()
        return web.Response(status=self.status)


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    listener = Outside()
    async with listener.server:
        yield listener


def ticking(watch: Watch) -> Watch:
    watch.clock = Clock(watch.database, watch.timekeeper, ())
    watch.clock.ticking_since = watch.timekeeper.now()
    return watch


async def beaten(watch: Watch, outside: Outside) -> bool:
    async with aiohttp.ClientSession() as client:
        return await beat_once(watch, client, str(outside.server.make_url("/ping")))


async def test_the_heart_beats_while_all_is_well(watch: Watch, outside: Outside) -> None:
    assert await beaten(ticking(watch), outside)
    assert outside.heard == 1


async def test_it_is_silent_when_something_is_grave(watch: Watch, outside: Outside) -> None:
    await neglect(watch)
    assert not await beaten(ticking(watch), outside)
    assert outside.heard == 0


async def test_only_the_process_whose_clock_ticks_beats(watch: Watch, outside: Outside) -> None:
    assert not await beaten(watch, outside)
    ticking(watch)
    assert watch.clock is not None
    watch.clock.ticking_since = None
    assert not await beaten(watch, outside)
    assert outside.heard == 0


async def test_a_heartbeat_that_is_refused_was_not_heard(watch: Watch, outside: Outside) -> None:
    outside.status = 500
    assert not await beaten(ticking(watch), outside)
    assert outside.heard == 1


async def test_a_heartbeat_that_cannot_be_sent_harms_nothing(watch: Watch) -> None:
    async with aiohttp.ClientSession() as client:
        assert not await beat_once(ticking(watch), client, "http://127.0.0.1:1/ping")


async def test_the_first_beat_comes_at_once_and_the_next_a_minute_later(watch: Watch, outside: Outside) -> None:
    beating = asyncio.create_task(keep_beating(ticking(watch), str(outside.server.make_url("/ping"))))
    await outside.first.wait()
    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)
    assert (outside.heard, HEARTBEAT_SECONDS) == (1, 60)


async def test_the_watch_beats_as_the_settings_say_and_ends_when_cancelled(watch: Watch, outside: Outside) -> None:
    settings = Settings(heartbeat_url=str(outside.server.make_url("/ping")), health_port=0)
    watching = asyncio.create_task(keep_watch(ticking(watch), settings))
    await outside.first.wait()
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching


def test_the_report_is_json() -> None:
    assert json.loads(json.dumps(report([WELL, GRAVE, SLIGHT])))["ok"] is False
