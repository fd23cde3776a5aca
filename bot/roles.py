"""The roles of the program, each a coroutine that runs until cancelled; `run` is all of them in one process."""

import asyncio
import gc
import importlib
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence

from sqlalchemy.exc import SQLAlchemyError

from bot import logs, wiring
from bot.errors import CannotStart, needed
from bot.machine_time import go_on_from_newest_row
from bot.monitoring.health import keep_watch
from bot.settings import Settings
from bot.wiring import App
from locales.translator import N_
from models import migrate

log = logging.getLogger(__name__)
Role = Callable[[App], Awaitable[None]]


async def listen(app: App) -> None:
    from bot.listen import poll, serve_webhook

    settings = app.settings
    async with wiring.listening_bot(settings) as bot:
        writer = wiring.inbox_writer(app)
        if settings.webhook_url:
            await serve_webhook(
                bot,
                writer,
                url=settings.webhook_url,
                secret=settings.webhook_secret,
                host=settings.webhook_host,
                port=settings.port,
            )
        else:
            await wiring.owner(app, "listen").hold(lambda: poll(bot, writer))


async def work(app: App) -> None:
    async with wiring.listening_bot(app.settings) as bot, asyncio.TaskGroup() as together:
        worker = await wiring.worker(app, bot)
        together.create_task(worker.run())
        together.create_task(wiring.fetcher(app, bot).run())
        together.create_task(wiring.loose_files(app).run())
        together.create_task((await wiring.rectification_pdfs(app, bot)).run())


async def speak(app: App) -> None:
    async def speaking() -> None:
        async with wiring.drain(app) as drain:
            await drain.run()

    await wiring.owner(app, "speak").hold(speaking)


async def clock(app: App) -> None:
    await wiring.owner(app, "clock").hold(wiring.clock(app).run)


ROLES: dict[str, Role] = {"listen": listen, "work": work, "speak": speak, "clock": clock}
HEAVY = {
    "listen": ("bot.listen",),
    "work": ("bot.aiogram_adapter", "bot.files.media", "bot.features"),
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


async def serve(settings: Settings, names: Sequence[str]) -> None:
    """Runs these roles until SIGINT or SIGTERM, or until one of them fails."""
    async with wiring.app(settings) as app:
        with needed("DATABASE_URL", SQLAlchemyError):
            await ensure_schema(app)
            await go_on_from_newest_row(app.database)
        watching = keep_watch(app.watch, app.settings)
        await _until_stopped([start(names, app), watching])


async def _until_stopped(roles: Sequence[Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    tasks = [asyncio.ensure_future(role) for role in roles]
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        logs.stopping()
    for task in (*tasks, stopping):
        task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in done:
        if isinstance(outcome, Exception):
            raise _innermost(outcome)


def _innermost(error: Exception) -> Exception:
    """What a group of tasks failed of."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
