"""A strict sandbox with one bot, three people and a group; nothing may be complained of at the end."""

import asyncio
import io
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from PIL import Image

from sandbox.driver import Driver
from sandbox.server import Sandbox

Json = dict[str, Any]


class Client:
    """A bot that speaks plain HTTP and checks nothing."""

    def __init__(self, base_url: str, about: Json, session: aiohttp.ClientSession) -> None:
        self.base_url = base_url
        self.id: int = about["id"]
        self.token: str = about["token"]
        self.username: str = about["username"]
        self.session = session
        self.offset = 0

    async def answer(self, method: str, /, **params: Any) -> Json:
        """The whole envelope."""
        url = f"{self.base_url}/bot{self.token}/{method}"
        async with self.session.post(url, json=params) as response:
            envelope: Json = await response.json()
        assert response.status == envelope.get("error_code", 200)
        return envelope

    async def call(self, method: str, /, **params: Any) -> Any:
        envelope = await self.answer(method, **params)
        assert envelope["ok"], envelope
        return envelope["result"]

    async def refusal(self, method: str, /, **params: Any) -> str:
        envelope = await self.answer(method, **params)
        assert not envelope["ok"], envelope
        return f"{envelope['error_code']} {envelope['description']}"

    async def updates(self, **params: Any) -> list[Json]:
        """What has come since the last time."""
        found: list[Json] = await self.call("getUpdates", offset=self.offset, **params)
        if found:
            self.offset = found[-1]["update_id"] + 1
        return found

    async def heard(self, **params: Any) -> list[Json]:
        """Messages among them."""
        return [update["message"] for update in await self.updates(**params) if "message" in update]


@dataclass
class Street:
    sandbox: Sandbox
    base_url: str
    driver: Driver
    bot: Client
    session: aiohttp.ClientSession
    chen: int
    li: int
    stranger: int
    group: int

    async def polled(self) -> None:
        """Somebody is waiting for the bot's updates."""
        await asyncio.wait_for(self.sandbox.world.bots[self.bot.id].updates.polled.wait(), 60)

    async def another_bot(self, **about: Any) -> Client:
        return Client(self.base_url, await self.driver.bot(**about), self.session)


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    """Chen made the supergroup and has started the bot; Li is a member; the stranger is in no chat."""
    sandbox = Sandbox(strict=True)
    base_url = await sandbox.start()
    async with Driver(base_url) as driver, aiohttp.ClientSession() as session:
        bot = Client(base_url, await driver.bot(username="grid_bot"), session)
        chen, li, stranger = [
            (await driver.person(name, phone=phone))["id"]
            for name, phone in (("陈", "+8613800138000"), ("李", "+8613800138001"), ("外人", "+8613800138002"))
        ]
        group = await driver.group("一网格", chen, members=[li, bot.id])
        await driver.open(chen)
        await bot.updates()
        await bot.updates()  # the second call confirms the first
        yield Street(sandbox, base_url, driver, bot, session, chen, li, stranger, group["id"])
    await sandbox.stop()
    assert sandbox.complaints == []


_shades = itertools.count()


def picture(width: int = 640, height: int = 480, kind: str = "JPEG") -> bytes:
    """No two are the same."""
    into = io.BytesIO()
    Image.new("RGB", (width, height), (next(_shades) % 256, 80, 160)).save(into, kind)
    return into.getvalue()


def buttons(*labels: str) -> Json:
    """An inline keyboard of one row; the data is the label."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label} for label in labels]]}
