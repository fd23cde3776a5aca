"""Listening: every update becomes an inbox row, committed, before Telegram is told that it arrived."""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import needed
from bot.http_server import serving
from bot.monitoring.telegram_checks import judge_webhook
from bot.timekeeper import Timekeeper
from bot.trouble import Trouble
from bot.uninterrupted import uninterrupted
from models.db.database import Database
from models.hazards.kinds import Kinds, kinds_of
from models.hazards.workflow import Severity
from models.inbox import updates as inbox
from models.inbox.ranks import Rank
from models.inbox.raw_update import POLLS, PRESS, number_in
from models.processes.signs import TAKING_IN, leave

T = TypeVar("T")
log = logging.getLogger(__name__)
# pydantic forgets what nobody holds, and would make it anew for every answer
KEPT = Response[list[dict[str, Any]]], Response[dict[str, Any]]
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member", "poll", "poll_answer"]
POLL_SECONDS = 30
ANSWER_FIRST = 0.005  # seconds: what has come is answered before more is asked for
PAUSES = (1, 2, 5, 10, 30)
AWAY = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter, ClientDecodeError)
AWAY_OR_CONFUSED = (*AWAY, TelegramUnauthorizedError)  # of a token that was good
RIVAL_SECONDS = 60.0  # two programs that ask for updates take turns: one that succeeds is not rid of the other
WEBHOOK_SECONDS = 30.0  # between looks at whether it stands
SIGN_EVERY = timedelta(seconds=15)
SOS = "/sos"
LAST = frozenset({PRESS, "edited_message", *POLLS})
CHAT = frozenset({"text", "sticker"})
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
MAX_UPDATE_BYTES = 4 * 1024 * 1024


async def patiently(
    ask: Callable[[], Awaitable[T]], trouble: Trouble, away: tuple[type[AiogramError], ...] = AWAY_OR_CONFUSED
) -> T:
    """Asks until Telegram can be reached; raises what it refuses."""
    failures = 0
    while True:
        try:
            answer = await ask()
        except away as error:
            trouble.met("Telegram cannot be reached", error)
            await asyncio.sleep(_pause(failures))
            failures += 1
        else:
            trouble.over()
            return answer


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates, left as it came: what is stored is what Telegram sent."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = 100
    timeout: int = POLL_SECONDS
    allowed_updates: list[str] = ALLOWED


class RawWebhookInfo(TelegramMethod[dict[str, Any]]):
    """getWebhookInfo, likewise."""

    __returning__ = dict[str, Any]
    __api_method__ = "getWebhookInfo"


@dataclass
class InboxWriter:
    """Stores what comes in; what comes in while a transaction is under way joins it."""

    database: Database
    timekeeper: Timekeeper
    _signed_at: datetime | None = None

    async def works(self) -> None:
        """Leaves a sign now and then that updates can be had, even if there are none."""
        now = self.timekeeper.now()
        if self._signed_at is None or now - self._signed_at >= SIGN_EVERY:
            async with self.database.write() as session:
                await leave(session, TAKING_IN, now)
            self._signed_at = now

    async def keep(self, updates: list[dict[str, Any]]) -> None:
        """Returns once they are committed."""

        async def store(session: AsyncSession) -> None:
            ranks = partial(rank_of, kinds=kinds_of(session))
            await inbox.store(session, updates, self.timekeeper.now(), ranks)

        await self.database.shared.write(store)


def rank_of(raw: dict[str, Any], kinds: Kinds) -> Rank:
    """What reads like a call for help goes first, better once too often than not; presses and mere chat go last.

    So does an edit: it must not overtake the message that it edits.
    """
    if not LAST.isdisjoint(raw):
        return Rank.FRESH
    message = raw.get("message")
    if not isinstance(message, dict):
        return Rank.REPORT
    words = str(message.get("text") or message.get("caption") or "").lstrip()
    if words.lower().startswith(SOS) or kinds.calls_for_help(words):
        return Rank.CALL_FOR_HELP
    chat = not CHAT.isdisjoint(message) and not words.startswith("/")
    return Rank.FRESH if chat and kinds.suggest(words)[1] is not Severity.URGENT else Rank.REPORT


async def poll(bot: Bot, writer: InboxWriter, trouble: Trouble) -> None:
    """Asks for updates until cancelled; the offset moves on only after the commit."""
    await patiently(bot.delete_webhook, trouble)
    offset: int | None = None
    failures = 0
    while True:
        try:
            updates = await bot(RawUpdates(offset=offset), request_timeout=POLL_SECONDS + 15)
            if updates:
                await uninterrupted(writer.keep(updates))
                offset = updates[-1]["update_id"] + 1
                await asyncio.sleep(ANSWER_FIRST)
            failures = 0
            trouble.over()
            if trouble.lasts is None:
                await writer.works()
        except TelegramRetryAfter as error:
            await asyncio.sleep(error.retry_after)
        except TelegramConflictError as error:
            trouble.met("another program is asking for this bot's updates; stop it", error, at_least=RIVAL_SECONDS)
            await asyncio.sleep(_pause(failures))
            failures += 1
        except (AiogramError, SQLAlchemyError, OSError) as error:
            if failures or not isinstance(error, TelegramNetworkError):
                trouble.met("asking for updates failed", error)
            await asyncio.sleep(_pause(failures))
            failures += 1


def _pause(failures: int) -> float:
    return PAUSES[min(failures, len(PAUSES) - 1)]


def webhook(writer: InboxWriter, secret: str, trouble: Trouble) -> web.Application:
    """Answers 200 to an update after its commit; anything else makes Telegram bring it again."""

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="replace"), secret.encode()):
            return web.Response(status=403)
        try:
            update = await request.json()
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(update, dict) or not number_in(update, "update_id"):
            return web.Response(status=400)
        try:
            await writer.keep([update])
        except (SQLAlchemyError, OSError) as error:
            trouble.met("an update was not stored; Telegram brings it again", error)
            return web.Response(status=503)
        return web.Response()

    app = web.Application(client_max_size=MAX_UPDATE_BYTES)
    app.router.add_post("/webhook", receive)
    return app


async def serve_webhook(
    bot: Bot, writer: InboxWriter, trouble: Trouble, *, url: str, secret: str, host: str, port: int
) -> None:
    """Serves until cancelled. The webhook stays set: Telegram keeps updates for whoever serves next."""
    async with serving(webhook(writer, secret, trouble), "WEBHOOK_HOST, PORT", host, port):
        with needed("WEBHOOK_URL", TelegramBadRequest):
            set_it = partial(bot.set_webhook, f"{url}/webhook", secret_token=secret, allowed_updates=ALLOWED)
            await patiently(set_it, trouble)
        while True:
            await look_at_webhook(bot, writer, trouble, url)
            await asyncio.sleep(WEBHOOK_SECONDS)


async def look_at_webhook(bot: Bot, writer: InboxWriter, trouble: Trouble, url: str) -> None:
    """Whether Telegram brings updates here is for Telegram to say: that none come proves nothing."""
    try:
        info = await bot(RawWebhookInfo())
        finding = judge_webhook(info, url, writer.timekeeper.now())
        if not finding.ok:
            return trouble.met("the webhook does not work", finding.detail)
        trouble.over()
        if trouble.lasts is None:
            await writer.works()
    except (AiogramError, SQLAlchemyError, OSError) as error:
        trouble.met("it is not known whether the webhook works", error)
