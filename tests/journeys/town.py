"""A town for journeys: sandbox, bot and a small street, over HTTP; nobody speaks to the bot but through Telegram."""

import asyncio
import csv
import io
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlmodel import col

from bot import roles, wiring
from bot.configuration.settings import Settings
from bot.demo.running import MovedTimekeeper
from bot.wiring import App
from handlers.grids.membership import BIND_UNDER_WAY
from models.checks.duty_tables import set_duties
from models.evidence.tables import Evidence, EvidenceState
from models.grids.tables import Purpose
from models.grids.tree import grid_by_code
from models.inbox.updates import InboxState, InboxUpdate
from models.onboarding.one_time_codes import Offer, offers, post_offers
from models.outbox.tables import MessageState, OutboxMessage
from models.roster.importer import import_roster
from models.roster.validate import check_file
from sandbox.driver import Driver
from sandbox.server import Sandbox

Json = dict[str, Any]
HEADER = ("code", "name", "level", "parent", "leader", "leader_phone", "members", "backup", "supervision_phone")
ROSTER = (
    ("S", "测试街道", "street", "", "曹林文", "19900000001", "", "", "02300001190"),
    ("S-1", "一社区", "community", "S", "马东宏", "19900000004", "", "", ""),
    ("S-1-1", "一网格", "grid", "S-1", "谭远康", "19900000009", "傅勇:19900000007;陈明梅:19900000008", "", ""),
    ("S-1-2", "二网格", "grid", "S-1", "陈娟晓", "19900000013", "彭春远:19900000011", "谭远康:19900000009", ""),
)
GRID = "S-1-1"
OF_A_PERIOD = re.compile(r"\d{4}年\S*（\d\d-\d\d至\d\d-\d\d）")  # a digest, or a report, names its days
BY_THE_CALENDAR = ("上周工作日志", "上月工作日志", "考核结果出来了", "双向点评，")
PATIENCE = 90  # seconds; a process that starts on a busy machine takes a while


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
class Staff:
    """The roles that run in this process, each on its own, so that one can be sent home and another take its place."""

    app: App
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def start(self, name: str, role: roles.Role | None = None) -> None:
        self.tasks[name] = asyncio.ensure_future((role or roles.ROLES[name])(self.app))

    async def halt(self, *names: str) -> None:
        """Raises what a role failed with."""
        tasks = [self.tasks.pop(name) for name in names]
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome


@dataclass
class Town:
    sandbox: Sandbox
    driver: Driver
    app: App
    staff: Staff
    bot: int
    heard: dict[tuple[int, int], tuple[str, list[str]]] = field(default_factory=dict)

    async def person(self, name: str, phone: str = "") -> int:
        made = await self.driver.person(name, phone=phone or None, language_code="zh-hans")
        return int(made["id"])

    async def group(self, title: str, creator: int, *members: int, kind: str = "supergroup") -> int:
        made = await self.driver.group(title, creator, members=members, type=kind)
        return int(made["id"])

    async def code(self, purpose: Purpose = Purpose.GROUP, grid: str = GRID) -> str:
        """What `links` hands out."""
        return next(offer.code for offer in await self._offers(grid) if offer.purpose is purpose)

    async def offered(self, purpose: Purpose = Purpose.GROUP, grid: str = GRID) -> bool:
        """Whether `links` offers a code for this chat of the grid."""
        return any(offer.purpose is purpose for offer in await self._offers(grid))

    async def post_code(self, name: str) -> str:
        """What `links` hands out for the post of somebody who has not claimed it."""
        async with self.app.database.write() as session:
            offered = await post_offers(session, self.app.timekeeper.now())
        return next(offer.code for offer in offered if offer.post is not None and offer.post.name == name)

    async def _offers(self, grid: str) -> list[Offer]:
        async with self.app.database.write() as session:
            offered = await offers(session, self.app.timekeeper.now(), await grid_by_code(session, grid))
        return [offer for offer in offered if offer.grid_code == grid]

    async def hears(
        self, chat: int, person: int, *texts: str, buttons: tuple[str, ...] | None = None, to: Json | None = None
    ) -> Json:
        """
        The bot's message in this chat, as it stands or comes, that has all these words, and was not heard just so
        before; with just these buttons, and as a reply to this message, where they are given.
        """

        def right(message: Json) -> bool:
            new = self.heard.get((chat, message["message_id"])) != (words(message), labels(message))
            said = message["from"]["id"] == self.bot and new and all(text in words(message) for text in texts)
            replied = to is None or message.get("reply_to_message", {}).get("message_id") == to["message_id"]
            return said and replied and (buttons is None or tuple(labels(message)) == buttons)

        message = await self.driver.wait_message(chat, person, right, timeout=PATIENCE)
        self.expect(message)
        return message

    def expect(self, *messages: Json) -> None:
        for message in messages:
            self.heard[message["chat"]["id"], message["message_id"]] = words(message), labels(message)

    async def claim(self, person: int) -> None:
        """Starts the bot and shares the own contact."""
        await self.driver.open(person, start="")
        await self.hears(person, person, "您好")
        await self.driver.contact(person, person)
        await self.hears(person, person, "认领成功")

    async def bound_group(self, leader: int, *members: int, grid: str = GRID, kind: str = "supergroup") -> int:
        group = await self.group(f"{grid}群", leader, *members, kind=kind)
        await self.driver.open(leader, startgroup=await self.code(grid=grid), chat=group)
        await self.hears(group, leader, "已绑定")
        return group

    async def unbound_group(self, creator: int) -> int:
        """A group that somebody puts the bot into, who then follows no link: it is told how to bind it."""
        group = await self.group("老乡群", creator)
        await self.driver.members(group, self.bot, "add", by=creator)
        await self.later(BIND_UNDER_WAY.total_seconds())
        await self.hears(group, creator, "/bind")
        return group

    async def bring(self, *updates: Json) -> None:
        """Hands updates in as listening does, whatever Telegram would think of them."""
        await wiring.inbox_writer(self.app).keep(list(updates))

    async def settled(self) -> None:
        """Returns when every update is handled and every message that is due is out."""
        until = time.monotonic() + PATIENCE
        last = await self.driver.mark()
        while await self._under_way():
            assert time.monotonic() < until, "something stays undone"
            last = (await self.driver.events(last, timeout=0.02))["last"]

    async def later(self, seconds: float) -> None:
        """The clock moves on once all that is under way is done: nothing gets older while it is being said."""
        await self.settled()
        await self.driver.advance(seconds)

    async def _under_way(self) -> bool:
        if "listen" in self.staff.tasks and self.sandbox.world.bots[self.bot].updates.pending:
            return True
        kept = select(col(InboxUpdate.update_id)).where(col(InboxUpdate.state) == InboxState.PENDING)
        posted = select(col(OutboxMessage.id)).where(col(OutboxMessage.state) == MessageState.PENDING)
        due = posted.where(col(OutboxMessage.not_before) <= self.app.timekeeper.now())
        async with self.app.database.read() as session:
            return any([await session.scalar(rows.limit(1)) is not None for rows in (kept, due)])

    async def unexpected(self) -> list[tuple[int, str]]:
        """What the bot said, in any chat, that nobody waited for; but for lists that come on a Monday or a first."""
        await self.settled()
        world = self.sandbox.world
        chats = [*world.groups.values(), *world.private.values()]
        said = [message for chat in chats for message in chat.messages.values() if message.sender.id == self.bot]
        unheard = [message for message in said if (message.chat.id, message.id) not in self.heard]
        told = [(message.chat.id, words(message.view) or str(sorted(message.view))) for message in unheard]
        return [
            (chat, text) for chat, text in told if not (text.startswith(BY_THE_CALENDAR) or OF_A_PERIOD.search(text))
        ]


async def hand_up(town: Town, who: int, alert: Json) -> None:
    """Says in private why."""
    await town.driver.press(who, who, alert["message_id"], "提请上级")
    question = await town.hears(who, who, "将立即提请")
    await town.driver.press(who, who, question["message_id"], "需其他部门配合")


async def rows(town: Town, kind: Any) -> list[Any]:
    async with town.app.database.read() as session:
        return list((await session.scalars(select(kind).order_by(kind.id))).all())


async def fetched(town: Town) -> list[Evidence]:
    """Evidence once nothing of it is to be fetched any more."""
    last = await town.driver.mark()
    while any(row.state is EvidenceState.WANTED for row in await rows(town, Evidence)):
        last = (await town.driver.events(last, timeout=0.02))["last"]
    return await rows(town, Evidence)


def write_roster(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROSTER])
    return path


@asynccontextmanager
async def town(database_url: str, folder: Path, start: datetime, **other: Any) -> AsyncIterator[Town]:
    """`other` settings than the usual. No check is owed in its street, and no location asked at a code, but where a
    journey says so.
    """
    async with AsyncExitStack() as stack:
        timekeeper = MovedTimekeeper()
        sandbox = Sandbox(strict=True, on_clock=timekeeper.moved)
        address = await sandbox.start()
        stack.push_async_callback(sandbox.stop)
        driver = await stack.enter_async_context(Driver(address))
        bot = await driver.bot(username="wangge_bot", first_name="网格哨")
        await driver.advance((start - datetime.now(UTC)).total_seconds())
        usual: Json = {
            "send_per_chat_second": 1000,
            "send_per_group_minute": 10_000,
            "send_per_second": 1000,
            "scan_location_every": 0,
        }
        place: Json = {"api_url": address, "database_url": database_url, "data_dir": folder / "data"}
        settings = Settings(bot_token=bot["token"], **place, **(usual | other))
        app = await stack.enter_async_context(wiring.app(settings, timekeeper))
        async with app.database.write() as session:
            await import_roster(session, check_file(write_roster(folder / "roster.csv")), timekeeper.now())
            await set_duties(session, await grid_by_code(session, "S"), (), timekeeper.now())
        await roles.database_ready(app)
        timekeeper.clocks.append(wiring.clock(app))
        staff = Staff(app)
        for name in ("listen", "work", "speak"):
            staff.start(name)
        try:
            yield Town(sandbox, driver, app, staff, bot["id"])
        finally:
            await staff.halt(*staff.tasks)
