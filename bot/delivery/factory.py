"""Delivery put together from what the program has."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.delivery.aiohttp_request import PATIENCE, AiohttpRequest, always
from bot.delivery.calls.files import Files
from bot.delivery.calls.send import Speaker, open_bot
from bot.delivery.deliver import Delivery
from bot.delivery.drain import SENDERS, Drain
from bot.delivery.hooks import Hooks
from bot.delivery.pace import Pacer, Rates
from bot.delivery.pauses import outage_after
from bot.delivery.render import Renderer
from bot.files.making import Makings
from bot.files.uploads import KeptUploads
from bot.i18n import Languages
from bot.trouble import Trouble, Troubles
from handlers.messages import Kept, Menu, View
from models.db.database import Database

logger = logging.getLogger(__name__)


class TokenRefused(Exception):
    """Telegram does not know the bot's token: nothing can be sent."""


@dataclass(frozen=True)
class TelegramLine:
    """How to reach Telegram: `patience` is in seconds, for one answer; `clock`, in seconds, is what the rates go by."""

    token: str
    api_url: str
    rates: Rates = field(default_factory=Rates)
    senders: int = SENDERS
    patience: float = PATIENCE
    proxy: str = ""
    may_speak: Callable[[], bool] = always
    clock: Callable[[], float] = time.monotonic


@asynccontextmanager
async def open_drain(
    database: Database,
    line: TelegramLine,
    *,
    views: Mapping[str, View],
    languages: Languages,
    zone: tzinfo,
    now: Callable[[], datetime],
    kept: Kept,
    hooks: Hooks,
    pool: Executor | None = None,
    menus: Sequence[Menu] = (),
    troubles: Troubles | None = None,
) -> AsyncIterator[Drain]:
    """A drain whose bot Telegram knows; waits while Telegram cannot be reached. Raises TokenRefused."""
    request = AiohttpRequest(
        connections=line.senders + 2, patience=line.patience, proxy=line.proxy, may_speak=line.may_speak
    )
    bot = open_bot(line.token, line.api_url, line.rates, request)
    met = troubles or Troubles.of("speak")
    try:
        await _introduce(bot, met.telegram)
        speaker = Speaker(bot, Files(KeptUploads(database, now)))
        await _offer(speaker, menus)
        renderer = Renderer(database, views, languages, zone, bot.username, now, kept, Makings(pool))
        delivery = Delivery(database, speaker, renderer, Pacer(line.rates, line.clock), hooks, now, met)
        yield Drain(delivery, senders=line.senders)
    finally:
        await bot.shutdown()


async def _offer(speaker: Speaker, menus: Sequence[Menu]) -> None:
    """The menus of every chat without its own; what fails now is offered again at the next start."""
    for menu in menus:
        try:
            await speaker.offer(menu)
        except TelegramError as error:
            logger.warning("the menu for %s was not set: %s", menu.scope, error)


async def _introduce(bot: ExtBot[int], trouble: Trouble) -> None:
    pause = 1.0
    while True:
        try:
            await bot.initialize()
            return trouble.over()
        except InvalidToken as error:
            raise TokenRefused(str(error)) from error
        except TelegramError as error:
            trouble.met("Telegram cannot be reached", error)
            await asyncio.sleep(pause)
            pause = outage_after(pause)
