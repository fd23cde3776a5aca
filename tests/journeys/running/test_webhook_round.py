"""Updates brought to our own address: nobody else's, and none is lost."""

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import func, select, text

from bot.updates.listen import MAX_UPDATE_BYTES, SECRET_HEADER
from models.inbox.updates import InboxUpdate
from tests.journeys.conftest import Cast, watched_town
from tests.journeys.town import Town

SECRET = "a-secret_of_ours"
HARMLESS = b'{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private","first_name":"x"}}}'
REPORT = "/report@wangge_bot 楼道堆物"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    port = free_port()
    webhook = {"webhook_url": f"http://127.0.0.1:{port}", "webhook_secret": SECRET, "webhook_host": "127.0.0.1"}
    async with watched_town(sqlite_url, tmp_path, **webhook, port=port) as opened:
        opened.sandbox.world.webhook_delay = 0.05
        while opened.sandbox.world.bots[opened.bot].updates.webhook is None:
            await opened.driver.events(await opened.driver.mark(), timeout=0.05)
        yield opened


async def post(town: Town, body: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    url = f"{town.app.settings.webhook_url}/webhook"
    async with aiohttp.ClientSession() as client, client.post(url, data=io.BytesIO(body), headers=headers) as response:
        return response.status


async def stored(town: Town) -> int:
    async with town.app.database.read() as session:
        return (await session.execute(select(func.count()).select_from(InboxUpdate))).scalar_one()


async def test_reports_and_presses_come_by_webhook(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.group, cast.resident, REPORT)
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    pressed = await town.driver.press(cast.group, cast.member, card["message_id"], "受理")
    assert pressed["answer"]["text"] == "您已受理H1。"
    await town.hears(cast.group, cast.resident, "H1", "已受理")
    await town.hears(cast.member, cast.member, "H1", "已受理")


@pytest.mark.parametrize("secret", [None, "", "another", SECRET + "x", "密", "\udcff"])
async def test_who_does_not_know_the_secret_is_turned_away(town: Town, cast: Cast, secret: str | None) -> None:
    before = await stored(town)
    assert await post(town, json.dumps({"update_id": 1, "message": {}}).encode(), secret) == 403
    assert await stored(town) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"{}", 400),
        (b'{"update_id":"1"}', 400),
        (b"[" * 100_000, 400),
        (b" " * (MAX_UPDATE_BYTES + 1), 413),
    ],
)
async def test_what_is_no_update_is_refused(town: Town, body: bytes, status: int) -> None:
    assert await post(town, body) == status
    assert await stored(town) == 0


async def test_an_update_is_acknowledged_only_after_its_commit(town: Town) -> None:
    async with town.app.database.write():
        bringing = asyncio.ensure_future(post(town, HARMLESS))
        done, _ = await asyncio.wait([bringing], timeout=0.3)
        assert not done
    assert await bringing == 200
    assert await stored(town) == 1
    assert await post(town, HARMLESS) == 200
    assert await stored(town) == 1


@pytest.mark.own_database
async def test_what_the_database_cannot_take_is_brought_again(town: Town, cast: Cast) -> None:
    async def rename(old: str, new: str) -> None:
        async with town.app.database.write() as session:
            await session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    await rename("inbox", "lost")
    await town.driver.text(cast.group, cast.resident, REPORT)
    webhook = town.sandbox.world.bots[town.bot].updates.webhook
    while "503" not in str(getattr(webhook, "last_error", "")):
        await town.driver.events(await town.driver.mark(), timeout=0.05)
    await rename("lost", "inbox")
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")


async def test_what_comes_while_nobody_listens_is_brought_again(town: Town, cast: Cast) -> None:
    await town.staff.halt("listen")
    await town.driver.text(cast.group, cast.resident, REPORT)
    webhook = town.sandbox.world.bots[town.bot].updates.webhook
    while "refused" not in str(getattr(webhook, "last_error", "")):
        await town.driver.events(await town.driver.mark(), timeout=0.05)
    town.staff.start("listen")
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")


async def test_what_was_acknowledged_and_not_handled_is_handled_after_a_restart(town: Town, cast: Cast) -> None:
    await town.staff.halt("work")
    before = await stored(town)
    await town.driver.text(cast.group, cast.resident, REPORT)
    while await stored(town) == before:
        await town.driver.events(await town.driver.mark(), timeout=0.05)
    await town.staff.halt("listen")
    town.staff.start("work")
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")


async def test_polling_takes_over_from_a_webhook(town: Town, cast: Cast) -> None:
    await town.staff.halt("listen")
    await town.driver.text(cast.group, cast.resident, REPORT)
    town.app.settings = replace(town.app.settings, webhook_url="")
    town.staff.start("listen")
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
