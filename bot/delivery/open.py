"""Delivery put together from what the program has."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.delivery.deliver import Delivery, Hooks
from bot.delivery.drain import SENDERS, Drain
from bot.delivery.pace import Pacer, Rates
from bot.delivery.render import Renderer
from bot.delivery.send import PATIENCE, Speaker, open_bot
from bot.i18n import Languages
from handlers.worded import View
from models.db import Database


@dataclass(frozen=True)
class Line:
    """How to reach Telegram: `patience` is in seconds, for one answer."""

    token: str
    api_url: str
    rates: Rates = Rates()
    senders: int = SENDERS
    patience: float = PATIENCE


@asynccontextmanager
async def open_drain(
    database: Database,
    line: Line,
    *,
    views: Mapping[str, View],
    languages: Languages,
    zone: tzinfo,
    now: Callable[[], datetime],
    hooks: Hooks,
) -> AsyncIterator[Drain]:
    """A drain whose bot has introduced itself; raises telegram.error.InvalidToken and NetworkError."""
    bot = open_bot(line.token, line.api_url, line.rates, senders=line.senders, patience=line.patience)
    async with bot:
        renderer = Renderer(database, views, languages, zone, bot.username, now)
        delivery = Delivery(database, Speaker(bot), renderer, Pacer(line.rates), hooks, now)
        yield Drain(delivery, senders=line.senders)
