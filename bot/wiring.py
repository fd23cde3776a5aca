"""The composition root: everything that lives as long as the program is made here, from settings."""

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.timekeeper import Timekeeper
from models.db import Database
from models.schema import open_database

if TYPE_CHECKING:
    from aiogram import Bot

    from bot.clock import Clock
    from bot.listen import InboxWriter
    from bot.media import Fetcher
    from bot.work import Worker

log = logging.getLogger(__name__)


@dataclass
class House:
    """What the roles of one process share; `pool` does what would hold up the event loop."""

    settings: Settings
    timekeeper: Timekeeper
    database: Database
    pool: Executor


@asynccontextmanager
async def house(settings: Settings, timekeeper: Timekeeper | None = None) -> AsyncIterator[House]:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = open_database(settings.database_url)
    pool = ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn"))
    try:
        await database.listen()
        yield House(settings, timekeeper or Timekeeper(), database, pool)
    finally:
        await database.close()
        await asyncio.to_thread(pool.shutdown, cancel_futures=True)


@asynccontextmanager
async def listening_bot(settings: Settings) -> AsyncIterator["Bot"]:
    """aiogram's client: it listens, answers presses and fetches files."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    session = AiohttpSession(api=TelegramAPIServer.from_base(settings.api_url))
    async with Bot(settings.bot_token, session=session) as bot:
        yield bot


def inbox_writer(house: House) -> "InboxWriter":
    from bot.listen import InboxWriter
    from bot.media import Fetcher

    return InboxWriter(house.database, house.timekeeper)


async def worker(house: House, bot: "Bot") -> "Worker":
    from bot.desks import Desks
    from bot.i18n import Languages
    from bot.telegram_side import admin_check, press_answer, through_dispatcher
    from bot.work import Worker
    from handlers.routers import dispatcher

    me = await bot.me()
    languages = Languages(house.settings.locale)
    desks = Desks(me.username or "", me.id, house.settings.zone, languages, admin_check(bot))
    dispatch = through_dispatcher(bot, dispatcher())
    return Worker(house.database, house.timekeeper, desks, dispatch, press_answer(bot))


def clock(house: House) -> "Clock":
    from bot.clock import Clock

    return Clock(house.database, house.timekeeper)


def fetcher(house: House, bot: "Bot") -> "Fetcher":
    from bot.media import Fetcher, Store, TelegramFiles

    store = Store(house.settings.data_dir)
    return Fetcher(house.database, TelegramFiles(bot), store, house.timekeeper, house.pool)
