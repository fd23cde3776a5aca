"""The composition root: everything that lives as long as the program is made here, from settings."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.configuration.own_lists import own_lists
from bot.configuration.settings import Settings
from bot.errors import BadSetting, needed
from bot.files.pool import Pool
from bot.monitoring.health import Watch
from bot.timekeeper import Timekeeper
from bot.trouble import Troubles
from locales.translator import N_
from models.db.database import Database
from models.digests.freezing import DIGEST_AT
from models.domains import DOMAINS
from models.grids.office_name import OFFICE_NAME
from models.members.administrators import ADMINISTRATORS
from models.patrols.doubts.scan_question import ASK_EVERY
from models.patrols.hours_owed import TERMS
from models.retention import RETENTION
from models.schema import make_folder, open_database

if TYPE_CHECKING:
    from aiogram import Bot

    from bot.clock import Clock
    from bot.delivery.drain import Drain
    from bot.delivery.owner import SoleOwner
    from bot.files.ledger_files import LedgerFiles
    from bot.files.loose import LooseFiles
    from bot.files.media import Fetcher
    from bot.files.rectification_pdfs import RectificationPdfs
    from bot.files.replaced_notices import ReplacedNotices
    from bot.updates.listen import InboxWriter
    from bot.updates.work import Worker

log = logging.getLogger(__name__)
POOL_PROCESSES = 2
PATIENCE = 15.0  # seconds for a statement; a database that is silent for longer is away
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
    lists = own_lists(settings)
    with needed("DATABASE_URL"):
        make_folder(settings.database_url)
    database = open_database(settings.database_url, patience=PATIENCE)
    database.info.update(
        {
            **lists,
            RETENTION.name: settings.retention,
            ADMINISTRATORS.name: settings.admin_ids,
            TERMS.name: settings.duty_terms,
            ASK_EVERY.name: settings.scan_location_every,
            OFFICE_NAME.name: settings.office_name,
            DIGEST_AT.name: settings.digest_at,
        }
    )
    pool = Pool(POOL_PROCESSES)
    try:
        keeper = timekeeper or Timekeeper()
        yield App(settings, keeper, database, pool, Watch(database, keeper))
    finally:
        await database.close()
        await asyncio.to_thread(pool.shutdown, cancel_futures=True)


@asynccontextmanager
async def listening_bot(app: App, role: str) -> AsyncIterator["Bot"]:
    """aiogram's client, once Telegram knows it: it listens, answers presses and fetches files.

    Raises BadSetting when Telegram refuses the token. It is not asked for it again: one that was good is good.
    """
    from aiogram import Bot
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import TelegramUnauthorizedError

    from bot.updates.listen import AWAY, patiently
    from bot.updates.telegram_session import ProxiedSession

    settings = app.settings
    session = ProxiedSession(settings.proxy, api=TelegramAPIServer.from_base(settings.api_url))
    async with Bot(settings.bot_token, session=session) as bot:
        try:
            with app.watch.trouble(role) as trouble:
                await patiently(bot.me, trouble, AWAY)
        except TelegramUnauthorizedError as refused:
            raise BadSetting("BOT_TOKEN", TOKEN_REFUSED) from refused
        yield bot


def inbox_writer(app: App) -> "InboxWriter":
    from bot.updates.listen import InboxWriter

    return InboxWriter(app.database, app.timekeeper)


async def worker(app: App, bot: "Bot") -> "Worker":
    from bot.features import ASKS_ADMIN, UNSETTLING, dispatcher
    from bot.i18n import Languages
    from bot.updates.admins import Admins
    from bot.updates.aiogram_adapter import ThroughDispatcher, admin_check, press_answer
    from bot.updates.request_factory import RequestFactory
    from bot.updates.work import Worker

    me = await bot.me()
    languages = Languages(app.settings.locale)
    settings = app.settings
    around = (me.username or "", me.id, settings.zone, languages)
    requests = RequestFactory(*around, Admins(admin_check(bot)), ASKS_ADMIN, settings.admin_ids)
    dispatch = ThroughDispatcher(bot, dispatcher())
    answer, trouble = press_answer(bot), app.watch.lasting_trouble("work")
    return Worker(app.database, app.timekeeper, requests, dispatch, answer, UNSETTLING, trouble)


def owner(app: App, name: str) -> "SoleOwner":
    """Whoever holds it is the only one of this bot that speaks, or whose clock ticks."""
    from bot.delivery.owner import SoleOwner

    return SoleOwner(app.database, name, app.settings.bot_token, trouble=app.watch.lasting_trouble(name))


@asynccontextmanager
async def drain(app: App, may_speak: Callable[[], bool]) -> AsyncIterator["Drain"]:
    from bot.delivery.factory import TelegramLine, TokenRefused, open_drain
    from bot.delivery.hooks import Hooks
    from bot.delivery.pace import Rates
    from bot.features import MENUS, VIEWS
    from bot.files.store import Store
    from bot.i18n import Languages
    from models.notices.sent import waves
    from models.onboarding import chat_reachability as chats

    settings = app.settings
    rates = Rates(settings.send_per_second, settings.send_per_chat_second, settings.send_per_group_minute)
    line = TelegramLine(settings.bot_token, settings.api_url, rates, proxy=settings.proxy, may_speak=may_speak)
    with app.watch.trouble("speak") as telegram, app.watch.trouble("speak") as database:
        opening = open_drain(
            app.database,
            line,
            views=VIEWS,
            languages=Languages(settings.locale),
            zone=settings.zone,
            now=app.timekeeper.now,
            kept=Store(settings.data_dir).find,
            pool=app.pool,
            hooks=Hooks(waves.refused, chats.reachable, chats.topic_lost, chats.topic_open, chats.moved),
            menus=tuple(MENUS.defaults(settings.locale)),
            troubles=Troubles(telegram, database),
        )
        try:
            async with opening as opened:
                app.watch.counts = opened.counts
                yield opened
        except TokenRefused as refused:
            raise BadSetting("BOT_TOKEN", TOKEN_REFUSED) from refused


def clock(app: App) -> "Clock":
    from bot.clock import Clock, ticks

    trouble = app.watch.lasting_trouble("clock")
    app.watch.clock = made = Clock(app.database, app.timekeeper, ticks(DOMAINS, app.settings.zone), trouble=trouble)
    return made


async def rectification_pdfs(app: App, bot: "Bot") -> "RectificationPdfs":
    from bot.files.rectification_pdfs import RectificationPdfs, in_chinese
    from bot.files.store import Store
    from reports.rectification.data import Surroundings

    settings, me = app.settings, await bot.me()
    store = Store(settings.data_dir)
    around = Surroundings(settings.zone, me.username or "", store.path, in_chinese, settings.office_name)
    return RectificationPdfs(app.database, app.pool, _notices(app), app.timekeeper, around)


async def ledger_files(app: App, bot: "Bot") -> "LedgerFiles":
    from bot.files.ledger_files import LedgerFiles

    folder, me = app.settings.data_dir.resolve() / "ledgers", await bot.me()
    return LedgerFiles(app.database, folder, app.timekeeper, app.settings.zone, me.username or "")


def _notices(app: App) -> Path:
    return app.settings.data_dir.resolve() / "notices"


def replaced_notices(app: App) -> "ReplacedNotices":
    from bot.files.replaced_notices import ReplacedNotices

    return ReplacedNotices(app.database, _notices(app), app.timekeeper, app.settings.keep_files)


def fetcher(app: App, bot: "Bot") -> "Fetcher":
    from bot.files.media import Fetcher
    from bot.files.store import Store
    from bot.files.telegram_files import TelegramFiles

    return Fetcher(app.database, TelegramFiles(bot), Store(app.settings.data_dir), app.timekeeper, app.pool)


def loose_files(app: App) -> "LooseFiles":
    from bot.files.loose import LooseFiles
    from bot.files.store import Store

    return LooseFiles(app.database, Store(app.settings.data_dir).folder, app.timekeeper, app.settings.keep_files)
