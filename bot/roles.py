"""The roles of the program, each a coroutine that runs until cancelled; `run` is all of them in one process."""

import asyncio
import gc
import importlib
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot import logs, wiring
from bot.configuration.settings import Settings
from bot.errors import CannotStart, needed
from bot.machine_time import go_on_from_newest_row
from bot.monitoring.health import keep_watch
from bot.wiring import App
from locales.translator import N_
from models import migrate
from models.db.away import passes
from models.schedule.calendar.reminders import keep_calendar

log = logging.getLogger(__name__)
ASK_AGAIN = 2.0  # seconds
ENDING = 8.0  # seconds; ten is what a machine that shuts down may give
Role = Callable[[App], Awaitable[None]]


async def listen(app: App) -> None:
    from bot.updates.listen import poll, serve_webhook

    settings, writer = app.settings, wiring.inbox_writer(app)

    async def serving() -> None:
        await serve_webhook(
            bot,
            writer,
            trouble,
            url=settings.webhook_url,
            secret=settings.webhook_secret,
            host=settings.webhook_host,
            port=settings.port,
        )

    async def polling() -> None:
        with app.watch.trouble("listen") as trouble:
            await poll(bot, writer, trouble)

    async with wiring.listening_bot(app, "listen") as bot:
        if settings.webhook_url:
            with app.watch.trouble("listen") as trouble:
                await serving()
        else:
            await wiring.owner(app, "listen").hold(polling)


async def work(app: App) -> None:
    async with wiring.listening_bot(app, "work") as bot, asyncio.TaskGroup() as together:
        worker = await wiring.worker(app, bot)
        together.create_task(worker.run())
        together.create_task(wiring.fetcher(app, bot).run())
        together.create_task(wiring.loose_files(app).run())
        together.create_task(wiring.replaced_notices(app).run())
        together.create_task((await wiring.rectification_pdfs(app, bot)).run())
        together.create_task((await wiring.ledger_files(app, bot)).run())


async def speak(app: App) -> None:
    owner = wiring.owner(app, "speak")

    async def speaking() -> None:
        async with wiring.drain(app, lambda: owner.held) as drain:
            await drain.run()

    await owner.hold(speaking)


async def clock(app: App) -> None:
    await wiring.owner(app, "clock").hold(wiring.clock(app).run)


ROLES: dict[str, Role] = {"listen": listen, "work": work, "speak": speak, "clock": clock}
HEAVY = {
    "listen": ("bot.updates.listen",),
    "work": ("bot.updates.aiogram_adapter", "bot.files.media", "bot.features"),
    "speak": ("bot.delivery.factory", "bot.features"),
    "clock": ("bot.clock",),
}


def load(name: str) -> None:
    """Seconds of work, in which collecting garbage only finds that there is none."""
    gc.disable()
    try:
        for module in HEAVY[name]:
            importlib.import_module(module)
        gc.freeze()
    finally:
        gc.enable()


async def start(
    names: Sequence[str], app: App, roles: Mapping[str, Role] = ROLES, load: Callable[[str], None] = load
) -> None:
    """Runs these roles, each as soon as its libraries are loaded: the first is at work while the next loads."""
    async with asyncio.TaskGroup() as together:
        for name in names:
            await asyncio.to_thread(load, name)
            together.create_task(_run(roles[name], app))


async def _run(role: Role, app: App) -> None:
    await role(app)


async def ensure_schema(app: App) -> None:
    """The embedded database is brought up to date by itself; a shared one only by `migrate`."""
    if await migrate.is_newest(app.database):
        return
    if not app.settings.embedded:
        raise CannotStart(N_("The database is not at the newest schema. Please run: python -m bot migrate"))
    await migrate.upgrade(app.database)


async def database_ready(app: App) -> None:
    """Waits for a database that is not there yet. Raises CannotStart for one that cannot be used."""
    with app.watch.trouble("start") as trouble, needed("DATABASE_URL", SQLAlchemyError):
        while True:
            try:
                await app.database.listen()
                await ensure_schema(app)
                async with app.database.write() as session:
                    await keep_calendar(session, app.timekeeper.now(), app.settings.zone)
                await go_on_from_newest_row(app.database)
                return trouble.over()
            except (SQLAlchemyError, OSError) as error:
                if not passes(error):
                    raise
                trouble.met("the database is not there yet", error)
            await asyncio.sleep(ASK_AGAIN)


async def serve(settings: Settings, names: Sequence[str]) -> None:
    """Runs these roles until SIGINT or SIGTERM, or until one of them fails."""
    await _until_stopped(_serve(settings, names))


async def _serve(settings: Settings, names: Sequence[str]) -> None:
    async with wiring.app(settings) as app, asyncio.TaskGroup() as together:
        watching = together.create_task(keep_watch(app.watch, app.settings))
        await database_ready(app)
        await start(names, app)
        watching.cancel()


async def _until_stopped(program: Coroutine[Any, Any, None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    running, stopping = asyncio.ensure_future(program), asyncio.ensure_future(stop.wait())
    await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        logs.stopping()
        _end_within(ENDING)
    running.cancel()
    stopping.cancel()
    (outcome,) = await asyncio.gather(running, return_exceptions=True)
    if isinstance(outcome, Exception):
        raise _innermost(outcome)


def _end_within(seconds: float) -> None:
    """Whatever is waited for then: what is unfinished is taken up by the next, as after a kill."""

    def end() -> None:
        log.warning("what is under way after %.0f s is left to the next", seconds)
        os._exit(0)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


def _innermost(error: Exception) -> Exception:
    """What a group of tasks failed of."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
