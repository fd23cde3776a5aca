"""Telegram or the database is away for a while, or another program meddles: then it goes on where it was."""

import asyncio
from collections.abc import Callable

import aiohttp
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.monitoring.health import TROUBLE_LASTS, serving
from bot.updates.listen import RIVAL_SECONDS
from tests.databases import POSTGRES
from tests.journeys.conftest import Cast
from tests.journeys.town import PATIENCE, Town

REPORT = "/report@wangge_bot 楼道堆物"


@pytest.mark.parametrize("kind", ["502", "429", "drop", "page"])
async def test_a_start_while_telegram_is_away_waits_for_it(town: Town, cast: Cast, kind: str) -> None:
    await town.staff.halt("listen", "work", "speak")
    await town.driver.text(cast.group, cast.resident, REPORT)
    for method in ("deleteWebhook", "getMe", "setMyCommands"):
        await town.driver.failures(kind, method=method, times=1)
    for name in ("listen", "work", "speak"):
        town.staff.start(name)
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")


@pytest.mark.parametrize("kind", ["500", "429", "401", "drop", "page"])
async def test_asking_for_updates_goes_on_after_a_failure(town: Town, cast: Cast, kind: str) -> None:
    await town.driver.failures(kind, method="getUpdates", times=1)
    await town.driver.text(cast.group, cast.resident, REPORT)
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")


async def test_another_program_that_asks_for_updates_takes_nothing_away(town: Town, cast: Cast) -> None:
    url = f"{town.driver.base_url}/bot{town.app.settings.bot_token}/getUpdates"
    async with aiohttp.ClientSession() as client, client.get(url) as response:
        assert response.status == 200
    await town.driver.text(cast.group, cast.resident, REPORT)
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    (told,) = (each.reason for each in town.app.watch.troubles if each.name == "listen" and each.lasts is not None)
    assert told.startswith("another program is asking for this bot's updates")


async def ask_on(client: aiohttp.ClientSession, url: str) -> None:
    """As another program with this bot's token does."""
    while True:
        async with client.get(url, params={"timeout": "30"}) as response:
            await response.read()


async def reasons(town: Town) -> list[str]:
    async with (
        serving(town.app.watch, 0, "127.0.0.1") as port,
        aiohttp.ClientSession() as client,
        client.get(f"http://127.0.0.1:{port}/healthz") as response,
    ):
        return list((await response.json())["reasons"])


async def test_another_program_that_goes_on_asking_is_told_by_health_until_it_is_stopped(town: Town) -> None:
    def troubled() -> bool:
        return any(each.name == "listen" and each.lasts is not None for each in town.app.watch.troubles)

    async with aiohttp.ClientSession() as client:
        url = f"{town.driver.base_url}/bot{town.app.settings.bot_token}/getUpdates"
        rival = asyncio.create_task(ask_on(client, url))
        await until(town, troubled)
        assert await reasons(town) == []
        await town.later(TROUBLE_LASTS + 1)
        (reason,) = await reasons(town)
        assert reason.startswith("troubles: in vain for a while: listen, ")
        assert "another program is asking for this bot's updates; stop it" in reason
        rival.cancel()
        await asyncio.wait([rival])
    resident = await town.person("李秀英")
    await town.driver.open(resident, start="")  # whatever comes shows that updates can be had
    await town.hears(resident, resident, "您好")
    await town.later(RIVAL_SECONDS + 1)
    await town.driver.open(resident, start="")
    await town.hears(resident, resident, "您好")
    await until(town, lambda: not troubled())
    assert await reasons(town) == []


async def until(town: Town, true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await town.driver.events(await town.driver.mark(), timeout=0.1)


async def test_while_telegram_does_not_say_who_is_an_administrator_only_who_needs_it_waits(
    town: Town, cast: Cast
) -> None:
    others = [await town.person(name) for name in ("甲", "乙", "丙")]
    group = await town.bound_group(cast.leader, *others, grid="S-1-2")
    await town.driver.failures("timeout", method="getChatMember", times=len(others))
    asked = [await town.driver.text(group, each, "/unbind@wangge_bot") for each in others]
    await town.driver.text(cast.group, cast.resident, REPORT)
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    for each in asked:
        await town.hears(group, others[0], "暂时无法核实", to=each)


@pytest.mark.postgres
@pytest.mark.long
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_database_that_drops_every_connection_loses_nothing(town: Town, cast: Cast) -> None:
    unlike = ("楼道堆物", "灭火器失效")  # so each has its own card, and the member's alerts are too few for a list
    said = [town.driver.text(cast.group, cast.resident, f"/report@wangge_bot {what}") for what in unlike]
    reports = [asyncio.create_task(each) for each in said]
    await hang_up(town)
    await asyncio.gather(*reports)
    for what in unlike:
        await town.hears(cast.group, cast.resident, what)
        await hang_up(town)
        await town.hears(cast.member, cast.member, what)
    card = await town.driver.text(cast.group, cast.resident, "/status@wangge_bot H1")
    await town.hears(cast.group, cast.resident, "H1", "上报隐患", to=card)
    for name, task in town.staff.tasks.items():
        assert not task.done(), name


async def hang_up(town: Town) -> None:
    """Ends every connection to the town's database, as a restart of the server does."""
    engine = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    name = make_url(town.app.settings.database_url).database
    ending = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    async with engine.connect() as connection:
        await connection.execute(ending, {"name": name})
    await engine.dispose()
