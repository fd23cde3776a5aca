"""`/healthz` and `/metrics`, and a heartbeat to somebody outside who notices when it stops."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot import http_server
from bot.configuration.settings import Settings
from bot.monitoring.checks import check
from bot.monitoring.findings import CheckFinding, found
from bot.monitoring.metrics import Metrics
from bot.timekeeper import Timekeeper
from bot.trouble import Trouble
from locales.translator import N_
from models.db.database import Database

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.delivery.counts import Counts

log = logging.getLogger(__name__)
HOST = "0.0.0.0"  # noqa: S104 - whoever asks for our health is on another machine
PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8"
HEARTBEAT_SECONDS = 60.0
HEARTBEAT_PATIENCE = aiohttp.ClientTimeout(total=20)
LAG_SECONDS = 1.0
TROUBLE_LASTS = 60.0  # seconds


@dataclass
class Watch:
    """What the health of this process is judged by; roles put in what they run."""

    database: Database
    timekeeper: Timekeeper
    clock: "Clock | None" = None
    counts: "Counts | None" = None
    metrics: Metrics = field(default_factory=Metrics)
    troubles: list[Trouble] = field(default_factory=list)

    @contextmanager
    def trouble(self, name: str) -> Iterator[Trouble]:
        """Health tells of it while the block lasts: whoever stands by has none."""
        trouble = self.lasting_trouble(name)
        try:
            yield trouble
        finally:
            self.troubles.remove(trouble)

    def lasting_trouble(self, name: str) -> Trouble:
        self.troubles.append(Trouble(name, self.timekeeper.elapsed))
        return self.troubles[-1]

    async def findings(self) -> list[CheckFinding]:
        return [*await check(self.database, self.timekeeper.now(), self.clock), lasting(self.troubles)]

    @property
    def ticking(self) -> bool:
        return self.clock is not None and self.clock.ticking_since is not None


async def keep_watch(watch: Watch, settings: Settings) -> None:
    """Serves and beats as the settings say, until cancelled."""
    async with AsyncExitStack() as stack:
        if settings.health_port is not None:
            await stack.enter_async_context(serving(watch, settings.health_port))
        together = await stack.enter_async_context(asyncio.TaskGroup())
        together.create_task(measure_lag(watch.metrics))
        if settings.heartbeat_url:
            together.create_task(keep_beating(watch, settings.heartbeat_url))


@asynccontextmanager
async def serving(watch: Watch, port: int, host: str = HOST) -> AsyncIterator[int]:
    """Gives the port, which is another when 0 was asked for."""
    async with http_server.serving(app(watch), "HEALTH_PORT", host, port) as served:
        log.info("health is told on port %s", served)
        yield served


def app(watch: Watch) -> web.Application:
    async def healthz(_request: web.Request) -> web.Response:
        findings = await watch.findings()
        return web.json_response(report(findings), status=200 if fit(findings) else 503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=await _exposition(watch), headers={"Content-Type": PROMETHEUS_TEXT})

    served = web.Application()
    served.router.add_get("/healthz", healthz)
    served.router.add_get("/metrics", metrics)
    return served


def lasting(troubles: Sequence[Trouble]) -> CheckFinding:
    """What this process has tried in vain for a while."""
    bad = [each for each in troubles if (each.lasts or 0) > TROUBLE_LASTS]
    if not bad:
        return found("troubles", N_("none"), ok=True)
    told = "; ".join(f"{each.name}, {each.lasts or 0:.0f} s: {each.reason}" for each in bad)
    return found("troubles", N_("in vain for a while: {told}"), ok=False, told=told)


def fit(findings: list[CheckFinding]) -> bool:
    return all(each.ok for each in findings if each.grave)


def report(findings: list[CheckFinding]) -> dict[str, object]:
    """`reasons` are why it is 503; what is `degraded` wants a look, and the program goes on."""
    bad = [each for each in findings if not each.ok]
    return {
        "ok": fit(findings),
        "reasons": [f"{each.name}: {each.detail}" for each in bad if each.grave],
        "degraded": [f"{each.name}: {each.detail}" for each in bad if not each.grave],
        "checks": {each.name: {"ok": each.ok, "detail": each.detail, **each.values} for each in findings},
    }


async def _exposition(watch: Watch) -> bytes:
    findings, now = await watch.findings(), watch.timekeeper.now()
    try:
        async with watch.database.read() as session:
            return await watch.metrics.exposition(session, now, findings, watch.counts)
    except (SQLAlchemyError, OSError):
        return await watch.metrics.exposition(None, now, findings, watch.counts)


async def measure_lag(metrics: Metrics) -> None:
    loop = asyncio.get_running_loop()
    while True:
        asked = loop.time()
        await asyncio.sleep(LAG_SECONDS)
        metrics.lag.observe(max(loop.time() - asked - LAG_SECONDS, 0))


async def keep_beating(watch: Watch, url: str) -> None:
    async with aiohttp.ClientSession(timeout=HEARTBEAT_PATIENCE) as client:
        while True:
            await beat_once(watch, client, url)
            await asyncio.sleep(HEARTBEAT_SECONDS)


async def beat_once(watch: Watch, client: aiohttp.ClientSession, url: str) -> bool:
    """Only the process whose clock ticks beats, and only while all is well: silence is the alarm."""
    if not watch.ticking or not fit(await watch.findings()):
        return False
    try:
        async with client.get(url) as response:
            response.raise_for_status()
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("the heartbeat was not heard: %s", type(error).__name__)
        return False
    return True
