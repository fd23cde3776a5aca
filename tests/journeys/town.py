"""A town for journeys: sandbox, bot and a small street, over HTTP; nobody speaks to the bot but through Telegram."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from bot import roles, wiring
from bot.clock import Clock
from bot.settings import Settings
from bot.timekeeper import Timekeeper
from bot.wiring import House
from models.grids.codes import offers
from models.grids.roster_check import check_file
from models.grids.roster_import import import_roster
from models.grids.tables import Purpose
from models.grids.tree import grid_by_code
from models.outbox.letters import BELL
from sandbox.driver import Driver
from sandbox.server import Sandbox

Json = dict[str, Any]
HEADER = ("code", "name", "level", "parent", "leader", "leader_phone", "members", "supervision_phone")
ROSTER = (
    ("S", "测试街道", "street", "", "曹林文", "19900000001", "", "02300001190"),
    ("S-1", "一社区", "community", "S", "马东宏", "19900000004", "", ""),
    ("S-1-1", "一网格", "grid", "S-1", "谭远康", "19900000009", "傅勇:19900000007;陈明梅:19900000008", ""),
    ("S-1-2", "二网格", "grid", "S-1", "陈娟晓", "19900000013", "彭春远:19900000011", ""),
)
GRID = "S-1-1"


def picture(colour: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(made, "JPEG")
    return made.getvalue()


def words(message: Json) -> str:
    return str(message.get("text") or message.get("caption") or "")


def labels(message: Json) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


@dataclass
class Town:
    sandbox: Sandbox
    driver: Driver
    house: House
    clock: Clock
    bot: int
    heard: set[tuple[int, int]] = field(default_factory=set)
    chats: dict[int, int] = field(default_factory=dict)
    stop: Callable[[], Any] | None = None

    async def person(self, name: str, phone: str = "") -> int:
        made = await self.driver.person(name, phone=phone or None, language_code="zh-hans")
        return int(made["id"])

    async def group(self, title: str, creator: int, *members: int, kind: str = "supergroup") -> int:
        made = await self.driver.group(title, creator, members=members, type=kind)
        return int(made["id"])

    async def code(self, purpose: Purpose = Purpose.GROUP, grid: str = GRID) -> str:
        """What `links` hands out."""
        async with self.house.database.write() as session:
            offered = await offers(session, self.house.timekeeper.now(), await grid_by_code(session, grid))
        return next(offer.code for offer in offered if offer.purpose is purpose and offer.grid_code == grid)

    async def hears(self, chat: int, person: int, *texts: str, buttons: tuple[str, ...] | None = None) -> Json:
        """The bot's message in this chat, as it stands or comes, that has all these words (and just these buttons)."""

        def right(message: Json) -> bool:
            said = message["from"]["id"] == self.bot and all(text in words(message) for text in texts)
            return said and (buttons is None or tuple(labels(message)) == buttons)

        message = await self.driver.wait_message(chat, person, right, timeout=30)
        self.expect(chat, person, message["message_id"])
        return message

    def expect(self, chat: int, person: int, *message_ids: int) -> None:
        self.chats[chat] = person
        self.heard |= {(chat, message_id) for message_id in message_ids}

    async def claim(self, person: int) -> None:
        """Starts the bot and shares the own contact."""
        await self.driver.open(person, start="")
        await self.hears(person, person, "您好")
        await self.driver.contact(person, person)
        await self.hears(person, person, "认领成功")

    async def bound_group(self, leader: int, *members: int, grid: str = GRID) -> int:
        group = await self.group(f"{grid}群", leader, *members)
        await self.driver.open(leader, startgroup=await self.code(grid=grid), chat=group)
        await self.hears(group, leader, "已绑定")
        return group

    async def unexpected(self) -> list[tuple[int, str]]:
        """What the bot said in the chats of this journey that nobody waited for."""
        found = []
        for chat, person in self.chats.items():
            for message in await self.driver.messages(chat, person):
                if message["from"]["id"] == self.bot and (chat, message["message_id"]) not in self.heard:
                    found.append((chat, words(message) or str(sorted(message))))
        return found


def write_roster(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROSTER])
    return path


@asynccontextmanager
async def town(database_url: str, folder: Path, start: datetime) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        timekeeper = Timekeeper()
        movers: list[Clock] = []

        async def moved(step: timedelta) -> None:
            timekeeper.advance(step)
            for clock in movers:
                await clock.beat_all()
                clock.database.bell(BELL).ring()

        sandbox = Sandbox(strict=True, on_clock=moved)
        address = await sandbox.start()
        stack.push_async_callback(sandbox.stop)
        driver = await stack.enter_async_context(Driver(address))
        bot = await driver.bot(username="wangge_bot", first_name="网格哨")
        await driver.advance((start - datetime.now(UTC)).total_seconds())
        settings = Settings(
            bot_token=bot["token"],
            api_url=address,
            database_url=database_url,
            data_dir=folder / "data",
            send_per_chat_second=1000,
            send_per_group_minute=10_000,
            send_per_second=1000,
        )
        house = await stack.enter_async_context(wiring.house(settings, timekeeper))
        async with house.database.write() as session:
            await import_roster(session, check_file(write_roster(folder / "roster.csv")), timekeeper.now())
        clock = wiring.clock(house)
        movers.append(clock)
        tasks = [asyncio.ensure_future(role(house)) for role in (roles.listen, roles.work, roles.speak)]
        made = Town(sandbox, driver, house, clock, bot["id"])
        try:
            yield made
        finally:
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        failures = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        if failures:
            raise failures[0]
