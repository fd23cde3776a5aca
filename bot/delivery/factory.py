"""Delivery put together from what the program has."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.delivery.deliver import LONGEST_OUTAGE, Delivery, Hooks, TokenRefused
from bot.delivery.drain import SENDERS, Drain
from bot.delivery.pace import Pacer, Rates
from bot.delivery.render import Renderer
from bot.delivery.send import PATIENCE, Speaker, open_bot
from bot.i18n import Languages
from handlers.messages import Kept, Menu, View
from models.db.database import Database

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class TelegramLine:
    """How to reach Telegram: `patience` is in seconds, for one answer."""

    token: str
    api_url: str
    rates: Rates = field(default_factory=Rates)
    senders: int = SENDERS
    patience: float = PATIENCE
    proxy: str = ""


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
    menus: Sequence[Menu] = (),
) -> AsyncIterator[Drain]:
    """A drain whose bot Telegram knows; waits while Telegram cannot be reached. Raises TokenRefused."""
    bot = open_bot(line.token, line.api_url, line.rates, senders=line.senders, patience=line.patience, proxy=line.proxy)
    try:
        await _introduce(bot)
        speaker = Speaker(bot)
        await _offer(speaker, menus)
        renderer = Renderer(database, views, languages, zone, bot.username, now, kept)
        delivery = Delivery(database, speaker, renderer, Pacer(line.rates), hooks, now)
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


async def _introduce(bot: ExtBot[int]) -> None:
    pause = 1.0
    while True:
        try:
            return await bot.initialize()
        except InvalidToken as error:
            raise TokenRefused(str(error)) from error
        except TelegramError as error:
            logger.warning("Telegram cannot be reached, next try in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_OUTAGE)
