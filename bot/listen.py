"""Listening: every update becomes an inbox row, committed, before Telegram is told that it arrived."""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
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
from bot.timekeeper import Timekeeper
from bot.uninterrupted import uninterrupted
from models.db.database import Database
from models.hazards.kinds import Kinds, kinds_of
from models.inbox import updates as inbox
from models.inbox.raw_update import number_in

T = TypeVar("T")
log = logging.getLogger(__name__)
KEPT = Response[list[dict[str, Any]]]  # pydantic forgets what nobody holds, and would make it anew for every answer
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
POLL_SECONDS = 30
ANSWER_FIRST = 0.005  # seconds: what has come is answered before more is asked for
PAUSES = (1, 2, 5, 10, 30)
SOS = "/sos"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
MAX_UPDATE_BYTES = 4 * 1024 * 1024


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Asks until Telegram can be reached; raises what it refuses."""
    failures = 0
    while True:
        try:
            return await ask()
        except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
            log.warning("Telegram cannot be reached: %s", error)
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates, left as it came: what is stored is what Telegram sent."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = 100
    timeout: int = POLL_SECONDS
    allowed_updates: list[str] = ALLOWED


@dataclass
class InboxWriter:
    """Stores what comes in; what comes in while a transaction is under way joins it."""

    database: Database
    timekeeper: Timekeeper

    async def keep(self, updates: list[dict[str, Any]]) -> None:
        """Returns once they are committed."""

        async def store(session: AsyncSession) -> None:
            urgent = partial(calls_for_help, kinds=kinds_of(session))
            await inbox.store(session, updates, self.timekeeper.now(), urgent)

        await self.database.shared.write(store)


def calls_for_help(raw: dict[str, Any], kinds: Kinds) -> bool:
    """Whether it reads like a call for help; better once too often than not.

    An edit does not: it must not overtake the message that it edits.
    """
    message = raw.get("message")
    if not isinstance(message, dict):
        return False
    words = str(message.get("text") or message.get("caption") or "").lstrip()
    return words.lower().startswith(SOS) or kinds.calls_for_help(words)


async def poll(bot: Bot, writer: InboxWriter) -> None:
    """Asks for updates until cancelled; the offset moves on only after the commit."""
    await patiently(bot.delete_webhook)
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
        except TelegramUnauthorizedError:
            raise
        except TelegramRetryAfter as error:
            await asyncio.sleep(error.retry_after)
        except (AiogramError, SQLAlchemyError, OSError) as error:
            await asyncio.sleep(_pause(failures, error))
            failures += 1


def _pause(failures: int, error: Exception) -> float:
    if isinstance(error, TelegramConflictError):
        log.warning("another program is asking for this bot's updates; stop it, or wait until it ends")
    elif not isinstance(error, TelegramNetworkError) or failures:
        log.warning("asking for updates failed: %s", error)
    return PAUSES[min(failures, len(PAUSES) - 1)]


def webhook(writer: InboxWriter, secret: str) -> web.Application:
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
        await writer.keep([update])
        return web.Response()

    app = web.Application(client_max_size=MAX_UPDATE_BYTES)
    app.router.add_post("/webhook", receive)
    return app


async def serve_webhook(bot: Bot, writer: InboxWriter, *, url: str, secret: str, host: str, port: int) -> None:
    """Serves until cancelled. The webhook stays set: Telegram keeps updates for whoever serves next."""
    async with serving(webhook(writer, secret), "WEBHOOK_HOST, PORT", host, port):
        with needed("WEBHOOK_URL", TelegramBadRequest):
            await patiently(lambda: bot.set_webhook(f"{url}/webhook", secret_token=secret, allowed_updates=ALLOWED))
        await asyncio.Event().wait()
