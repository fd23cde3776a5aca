"""The composition root: everything that lives as long as the program is made here, from settings."""

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from bot.errors import BadSetting, CannotStart, needed
from bot.files.pool import Pool
from bot.monitoring.health import Watch
from bot.settings import Settings
from bot.timekeeper import Timekeeper
from locales.translator import N_
from models.db.database import Database
from models.domains import DOMAINS
from models.hazards.kinds import KINDS, BadKinds, Kinds, chosen_kinds
from models.retention import RETENTION
from models.schema import make_folder, open_database

if TYPE_CHECKING:
    from aiogram import Bot

    from bot.clock import Clock
    from bot.delivery.drain import Drain
    from bot.delivery.owner import SoleOwner
    from bot.files.loose import LooseFiles
    from bot.files.media import Fetcher
    from bot.files.rectification_pdfs import RectificationPdfs
    from bot.listen import InboxWriter
    from bot.work import Worker

log = logging.getLogger(__name__)
POOL_PROCESSES = 2
TOKEN_REFUSED = N_("was refused by Telegram: ask @BotFather for the token of this bot")


@dataclass
class App:
    """What the roles of one process share; `pool` does what would hold up the event loop."""

    settings: Settings
    timekeeper: Timekeeper
    database: Database
    pool: Executor
    watch: Watch


@asynccontextmanager
async def app(settings: Settings, timekeeper: Timekeeper | None = None) -> AsyncIterator[App]:
    with needed("DATA_DIR"):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    kinds = _kinds(settings)
    with needed("DATABASE_URL"):
        make_folder(settings.database_url)
    database = open_database(settings.database_url)
    database.info.update({KINDS.name: kinds, RETENTION.name: settings.retention})
    pool = Pool(POOL_PROCESSES)
    try:
        with needed("DATABASE_URL", SQLAlchemyError):
            await database.listen()
        keeper = timekeeper or Timekeeper()
        yield App(settings, keeper, database, pool, Watch(database, keeper))
    finally:
        await database.close()
        await asyncio.to_thread(pool.shutdown, cancel_futures=True)


def _kinds(settings: Settings) -> Kinds:
    try:
        return chosen_kinds(settings.data_dir)
    except (BadKinds, OSError, UnicodeDecodeError) as bad:
        raise CannotStart(N_("The kinds of hazard cannot be used. {problem}"), problem=bad) from bad


@asynccontextmanager
async def listening_bot(settings: Settings) -> AsyncIterator["Bot"]:
    """aiogram's client: it listens, answers presses and fetches files."""
    from aiogram import Bot
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import TelegramUnauthorizedError

    from bot.telegram_session import ProxiedSession

    session = ProxiedSession(settings.proxy, api=TelegramAPIServer.from_base(settings.api_url))
    async with Bot(settings.bot_token, session=session) as bot:
        try:
            yield bot
        except* TelegramUnauthorizedError as refused:
            raise BadSetting("BOT_TOKEN", TOKEN_REFUSED) from refused


def inbox_writer(app: App) -> "InboxWriter":
    from bot.listen import InboxWriter

    return InboxWriter(app.database, app.timekeeper)


async def worker(app: App, bot: "Bot") -> "Worker":
    from bot.aiogram_adapter import admin_check, press_answer, through_dispatcher
    from bot.features import UNSETTLING, dispatcher
    from bot.i18n import Languages
    from bot.listen import patiently
    from bot.request_factory import RequestFactory
    from bot.work import Worker

    me = await patiently(bot.me)
    languages = Languages(app.settings.locale)
    settings = app.settings
    requests = RequestFactory(me.username or "", me.id, settings.zone, languages, admin_check(bot), settings.admin_ids)
    dispatch = through_dispatcher(bot, dispatcher())
    return Worker(app.database, app.timekeeper, requests, dispatch, press_answer(bot), UNSETTLING)


def owner(app: App, name: str) -> "SoleOwner":
    """Whoever holds it is the only one of this bot that speaks, or whose clock ticks."""
    from bot.delivery.owner import SoleOwner

    return SoleOwner(app.database, name, app.settings.bot_token)


@asynccontextmanager
async def drain(app: App) -> AsyncIterator["Drain"]:
    from bot.delivery.deliver import Hooks, TokenRefused
    from bot.delivery.factory import TelegramLine, open_drain
    from bot.delivery.pace import Rates
    from bot.features import MENUS, VIEWS
    from bot.i18n import Languages
    from models.onboarding import chat_reachability

    settings = app.settings
    rates = Rates(settings.send_per_second, settings.send_per_chat_second, settings.send_per_group_minute)
    line = TelegramLine(settings.bot_token, settings.api_url, rates, proxy=settings.proxy)
    opening = open_drain(
        app.database,
        line,
        views=VIEWS,
        languages=Languages(settings.locale),
        zone=settings.zone,
        now=app.timekeeper.now,
        hooks=Hooks(chat_reachability.unreachable, chat_reachability.moved),
        menus=tuple(MENUS.defaults(settings.locale)),
    )
    try:
        async with opening as opened:
            app.watch.counts = opened.counts
            yield opened
    except TokenRefused as refused:
        raise BadSetting("BOT_TOKEN", TOKEN_REFUSED) from refused


def clock(app: App) -> "Clock":
    from bot.clock import Clock, ticks

    app.watch.clock = made = Clock(app.database, app.timekeeper, ticks(DOMAINS, app.settings.zone))
    return made


async def rectification_pdfs(app: App, bot: "Bot") -> "RectificationPdfs":
    from bot.files.media import Store
    from bot.files.rectification_pdfs import RectificationPdfs, in_chinese
    from reports.rectification.data import Surroundings

    settings, me = app.settings, await bot.me()
    store = Store(settings.data_dir)
    around = Surroundings(settings.zone, me.username or "", store.path, in_chinese)
    return RectificationPdfs(app.database, app.pool, settings.data_dir.resolve() / "notices", app.timekeeper, around)


def fetcher(app: App, bot: "Bot") -> "Fetcher":
    from bot.files.media import Fetcher, Store, TelegramFiles

    store = Store(app.settings.data_dir)
    return Fetcher(app.database, TelegramFiles(bot), store, app.timekeeper, app.pool)


def loose_files(app: App) -> "LooseFiles":
    from bot.files.loose import LooseFiles
    from bot.files.media import Store

    return LooseFiles(app.database, Store(app.settings.data_dir).folder, app.timekeeper, app.settings.keep_files)
