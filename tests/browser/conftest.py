"""A small street in a sandbox, a bot played by hand through the Bot API, and the page in a real browser."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright

from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests.requirements import chromium

Json = dict[str, Any]

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
TABLET = {"width": 768, "height": 1024}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(slots=True)
class Street:
    """A resident, a grid member and a grid leader; a residents' group with all three, a leaders' chat with two."""

    url: str
    driver: Driver
    http: aiohttp.ClientSession
    browser: Browser
    bot: Json
    resident: Json
    member: Json
    leader: Json
    group: int
    leaders: int
    troubles: list[str] = field(default_factory=list)

    async def ask(self, method: str, **params: Any) -> Any:
        """The bot calls the Bot API."""
        async with self.http.post(f"{self.url}/bot{self.bot['token']}/{method}", json=params) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def updates(self) -> list[Json]:
        """What the bot is told, once there is something; each update only once."""
        updates: list[Json] = await self.ask("getUpdates", timeout=20)
        await self.ask("getUpdates", offset=updates[-1]["update_id"] + 1)
        return updates

    def expected(self, words: str) -> None:
        """The browser's complaints about what the test brought about are none."""
        self.troubles = [trouble for trouble in self.troubles if words not in trouble]

    async def look(self, size: Json, **how: Any) -> Page:
        """The page, opened by a visitor; what goes wrong in it is kept as `troubles`."""
        context = await self.browser.new_context(viewport=size, **{"locale": "zh-CN", **how})  # type: ignore[arg-type]
        page = await context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)
        await page.goto(self.url)
        await page.locator(".pane .chat-tab[aria-current]").first.wait_for()
        return page


def pane(page: Page, person: Json) -> Locator:
    return page.get_by_role("region", name=person["first_name"])


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        await opened.close()


@pytest.fixture
async def street(browser: Browser) -> AsyncIterator[Street]:
    sandbox = Sandbox(strict=True)
    url = await sandbox.start()
    async with Driver(url) as driver, aiohttp.ClientSession() as http:
        bot = await driver.bot(username="wangge_bot", first_name="网格哨", privacy=False)
        resident = await driver.person("王秀英", note="居民", phone="+8613900000001")
        member = await driver.person("李小明", note="网格员")
        leader = await driver.person("陈建国", note="网格长")
        staff = [member["id"], bot["id"]]
        group = await driver.group("第三网格居民群", leader["id"], members=[resident["id"], *staff])
        leaders = await driver.group("网格长工作群", leader["id"], members=staff)
        await driver.cast(leader["id"], home=leaders["id"])
        made = Street(url, driver, http, browser, bot, resident, member, leader, group["id"], leaders["id"])
        await made.updates()
        yield made
        for context in browser.contexts:
            await context.close()
    await sandbox.stop()
    assert made.troubles == []
    assert sandbox.complaints == []
