"""A drain that speaks to the sandbox, with views for what a test wants said."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.drain import Drain
from bot.delivery.factory import TelegramLine, open_drain
from bot.delivery.hooks import Hooks
from bot.delivery.pace import Rates
from bot.i18n import Languages
from handlers.messages import Attachment, Button, Delete, MessageContent, RenderContext, Skip, View, nothing_kept
from locales.translator import Html, escape
from models.db.database import Database
from models.outbox.enqueue import enqueue, refresh
from models.outbox.tables import Lane, OutboxMessage
from sandbox.driver import Driver
from sandbox.server import Sandbox

Json = dict[str, Any]
HELD = timedelta(hours=1)
QUICK = Rates(per_second=30, per_chat_second=50, per_group_minute=2000)
UNHURRIED = Rates(per_second=2000, per_chat_second=2000, per_group_minute=99999)  # for what is not about rates


def real_time() -> datetime:
    return datetime.now(UTC)


async def say(context: RenderContext) -> MessageContent:
    """The words are in the message."""
    args = context.message.args
    buttons = ((Button(args["button"], "press:1"),),) if "button" in args else ()
    document = Attachment(Path(args["document"]), "a.pdf") if args.get("document") else None
    only_as_reply = args.get("only_as_reply", False)
    photos = tuple(args.get("photos", ()))
    return MessageContent(Html(args["html"]), buttons, photos, document=document, only_as_reply=only_as_reply)


async def retracted(_context: RenderContext) -> Skip:
    return Skip("taken meanwhile")


async def broken(context: RenderContext) -> MessageContent:
    raise LookupError(f"no row for {context.message.kind}")


@dataclass
class Heard:
    """What the hooks were told."""

    forbidden: list[tuple[int, str]] = field(default_factory=list)
    heard: list[int] = field(default_factory=list)
    topics_lost: list[tuple[int, int]] = field(default_factory=list)
    topics_open: list[tuple[int, int]] = field(default_factory=list)
    migrated: list[tuple[int, int]] = field(default_factory=list)

    def hooks(self) -> Hooks:
        async def forbidden(_session: AsyncSession, chat_id: int, reason: str, now: datetime) -> datetime:
            self.forbidden.append((chat_id, reason))
            return now + HELD

        async def heard(_session: AsyncSession, chat_id: int, _now: datetime) -> None:
            self.heard.append(chat_id)

        async def topic_lost(_session: AsyncSession, chat_id: int, topic: int, _now: datetime) -> None:
            self.topics_lost.append((chat_id, topic))

        async def topic_open(_session: AsyncSession, chat_id: int, topic: int, _now: datetime) -> None:
            self.topics_open.append((chat_id, topic))

        async def migrated(_session: AsyncSession, old: int, new: int, _now: datetime) -> None:
            self.migrated.append((old, new))

        return Hooks(forbidden, heard, topic_lost, topic_open, migrated)


@dataclass
class Talk:
    driver: Driver
    base_url: str
    token: str
    bot_id: int
    database: Database
    owner: int
    sandbox: Sandbox | None = None
    heard: Heard = field(default_factory=Heard)
    cards: dict[int, str] = field(default_factory=dict)  # subject → what its card shows now
    faults: list[Exception] = field(default_factory=list)  # what the views of cards are yet to meet
    own_views: dict[str, View] = field(default_factory=dict)

    async def card(self, context: RenderContext) -> MessageContent | Delete:
        if self.faults:
            raise self.faults.pop()
        if context.message.subject_id not in self.cards:
            return Delete("it has served")
        return MessageContent(
            escape(self.cards[context.message.subject_id or 0]), buttons=((Button("受理", "take:1"),),)
        )

    async def group(self, title: str = "一网格", kind: str = "supergroup") -> int:
        chat = await self.driver.group(title, self.owner, members=[self.bot_id], type=kind)
        return int(chat["id"])

    async def post(
        self, chat: int, html: str, lane: Lane = Lane.REPLY, kind: str = "say", **more: Any
    ) -> OutboxMessage:
        async with self.database.write() as session:
            return enqueue(session, chat, kind, lane, real_time(), html=html, **more)

    async def refresh(self, subject: int, text: str) -> None:
        self.cards[subject] = text
        async with self.database.write() as session:
            await refresh(session, subject, ["card"], real_time())

    async def row(self, message: OutboxMessage) -> OutboxMessage:
        async with self.database.read() as session:
            found = await session.get(OutboxMessage, message.id)
        assert found is not None
        return found

    async def texts(self, chat: int) -> list[str]:
        return [said["text"] for said in await self.said(chat)]

    async def said(self, chat: int) -> list[Json]:
        """The bot's messages in a chat, oldest first."""
        messages = await self.driver.messages(chat, self.owner)
        return [each for each in messages if each["from"]["id"] == self.bot_id]

    async def calls(self, *methods: str) -> list[Json]:
        return [call for call in await self.driver.calls() if call["method"] in methods]

    def views(self) -> dict[str, View]:
        return {"say": say, "card": self.card, "retracted": retracted, "broken": broken, **self.own_views}

    def opened(
        self,
        *,
        rates: Rates = QUICK,
        patience: float = 20,
        now: Callable[[], datetime] = real_time,
        clock: Callable[[], float] = time.monotonic,
    ) -> AbstractAsyncContextManager[Drain]:
        """A drain not yet at work."""
        line = TelegramLine(self.token, self.base_url, rates, patience=patience, clock=clock)
        places: dict[str, Any] = {
            "views": self.views(),
            "languages": Languages("zh_CN"),
            "zone": UTC,
            "kept": nothing_kept,
        }
        return open_drain(self.database, line, **places, now=now, hooks=self.heard.hooks())

    @asynccontextmanager
    async def drain(self, **how: Any) -> AsyncIterator[Drain]:
        """A drain at work."""
        async with self.opened(**how) as drain:
            running = asyncio.create_task(drain.run())
            try:
                yield drain
            finally:
                await drain.stop()
                await running


@asynccontextmanager
async def talk(database: Database) -> AsyncIterator[Talk]:
    sandbox = Sandbox(strict=True)
    base_url = await sandbox.start()
    async with talk_to(base_url, database) as talking:
        talking.sandbox = sandbox
        yield talking
    await sandbox.stop()
    assert sandbox.complaints == []


@asynccontextmanager
async def talk_to(base_url: str, database: Database) -> AsyncIterator[Talk]:
    async with Driver(base_url) as driver:
        bot = await driver.bot(username="wangge_bot")
        owner = await driver.person("陈")
        await driver.open(owner["id"])
        yield Talk(driver, base_url, bot["token"], bot["id"], database, owner["id"])


@dataclass
class Remembered:
    """What Telegram has of ours, as long as a test lasts."""

    ids: dict[str, str] = field(default_factory=dict)

    async def file_id(self, key: str) -> str | None:
        return self.ids.get(key)

    async def uploaded(self, key: str, file_id: str) -> None:
        self.ids[key] = file_id

    async def refused(self, key: str, _file_id: str) -> None:
        del self.ids[key]


async def uploaded(talk: Talk, shade: int) -> str:
    """The file id of a photo that somebody sent to the bot."""
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 80, 160)).save(data, "JPEG")
    message = await talk.driver.photo(talk.owner, talk.owner, data.getvalue(), bot=talk.bot_id)
    return str(message["photo"][-1]["file_id"])
