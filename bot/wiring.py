"""The composition root: everything that lives as long as the program is made here, from settings."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import CannotStart, needed
from bot.files.pool import Pool
from bot.monitoring.health import Watch
from bot.settings import BadSetting, Settings
from bot.timekeeper import Timekeeper
from bot.trouble import Troubles
from locales.translator import N_
from models.db.database import Database
from models.domains import DOMAINS
from models.hazards.kinds import KINDS, BadKinds, Kinds, chosen_kinds
from models.schema import make_folder, open_database

if TYPE_CHECKING:
    from aiogram import Bot

    from bot.clock import Clock
    from bot.delivery.drain import Drain
    from bot.delivery.owner import SoleOwner
    from bot.files.media import Fetcher
    from bot.files.rectification_pdfs import RectificationPdfs
    from bot.listen import InboxWriter
    from bot.work import Worker

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
    kinds = _kinds(settings)
    with needed("DATABASE_URL"):
        make_folder(settings.database_url)
    database = open_database(settings.database_url, patience=PATIENCE)
    database.info[KINDS.name] = kinds
    pool = Pool(POOL_PROCESSES)
    try:
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
async def listening_bot(app: App, role: str) -> AsyncIterator["Bot"]:
    """aiogram's client, once Telegram knows it: it listens, answers presses and fetches files.

    Raises BadSetting when Telegram refuses the token. It is not asked for it again: one that was good is good.
    """
    from aiogram import Bot
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import TelegramUnauthorizedError

    from bot.listen import AWAY, patiently
    from bot.telegram_session import ProxiedSession

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
    from bot.listen import InboxWriter

    return InboxWriter(app.database, app.timekeeper)


async def worker(app: App, bot: "Bot") -> "Worker":
    from bot.aiogram_adapter import admin_check, press_answer, through_dispatcher
    from bot.features import UNSETTLING, dispatcher
    from bot.i18n import Languages
    from bot.request_factory import RequestFactory
    from bot.work import Worker

    me = await bot.me()
    languages = Languages(app.settings.locale)
    settings = app.settings
    requests = RequestFactory(me.username or "", me.id, settings.zone, languages, admin_check(bot), settings.admin_ids)
    dispatch = through_dispatcher(bot, dispatcher())
    answer, trouble = press_answer(bot), app.watch.lasting_trouble("work")
    return Worker(app.database, app.timekeeper, requests, dispatch, answer, UNSETTLING, trouble)


def owner(app: App, name: str) -> "SoleOwner":
    """Whoever holds it is the only one of this bot that speaks, or whose clock ticks."""
    from bot.delivery.owner import SoleOwner

    return SoleOwner(app.database, name, app.settings.bot_token, trouble=app.watch.lasting_trouble(name))


@asynccontextmanager
async def drain(app: App, may_speak: Callable[[], bool]) -> AsyncIterator["Drain"]:
    from bot.delivery.deliver import Hooks
    from bot.delivery.factory import TelegramLine, TokenRefused, open_drain
    from bot.delivery.pace import Rates
    from bot.features import MENUS, VIEWS
    from bot.i18n import Languages
    from models.onboarding import chat_reachability

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
            hooks=Hooks(chat_reachability.unreachable, chat_reachability.moved),
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
