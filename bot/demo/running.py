"""The demo: sandbox, bot and a seeded street in one process, on a database that is gone afterwards."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import roles, wiring
from bot.clock import Clock
from bot.configuration.settings import Settings
from bot.demo import story
from bot.demo.history.plan import YET, begin_of
from bot.demo.seed import Chats, answered, lived_until, seed, take_the_stage
from bot.errors import needed
from bot.timekeeper import Timekeeper
from bot.wiring import App
from locales.translator import translator
from models.inbox import updates as inbox
from models.outbox import tables as outbox
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import next_working_day, working_day_from
from sandbox.driver import Driver
from sandbox.server import Sandbox

log = logging.getLogger(__name__)
MORNING = time(9)
TALKING = roles.listen, roles.work, roles.speak
PIECES, SHORTEST = 24, timedelta(minutes=1)


class MovedTimekeeper(Timekeeper):
    """Moved on by the sandbox, in up to so many pieces: what falls due meanwhile is done before time goes on."""

    def __init__(self, pieces: int = 1) -> None:
        super().__init__()
        self.pieces = pieces
        self.clocks: list[Clock] = []

    async def moved(self, step: timedelta) -> None:
        pieces = max(1, min(self.pieces, step // SHORTEST))
        for _ in range(pieces):
            self.advance(step / pieces)
            for clock in self.clocks:
                await clock.beat_all()
        for clock in self.clocks:
            clock.database.signal(outbox.SIGNAL).ring()
            clock.database.signal(inbox.SIGNAL).ring()


class Running:
    """A demo that runs: the page's address, a driver to act through, and the round that is being played.

    A reset ends the round, with its bot, clock and database, and begins another at the same address.
    """

    address: str
    driver: Driver
    app: App
    timekeeper: MovedTimekeeper
    chats: Chats
    people: dict[str, dict[str, Any]]

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.sandbox = Sandbox(on_clock=self._moved, on_reset=self.reset)
        self._changing = asyncio.Lock()
        self._round = AsyncExitStack()

    async def reset(self) -> None:
        async with self._changing:
            await self._round.aclose()
            self.sandbox.clear()
            await self._begin()

    async def end(self) -> None:
        async with self._changing:
            await self._round.aclose()

    async def _moved(self, step: timedelta) -> None:
        async with self._changing:
            await self.timekeeper.moved(step)

    async def _begin(self) -> None:
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="wangge-demo-")))
            told = await self.driver.bot(
                username="wangge_bot", first_name=translator(self.settings.locale).plain(story.TITLE)
            )
            self.timekeeper = MovedTimekeeper(PIECES)
            self._advance(until_morning(self.timekeeper.now(), self.settings))
            around = _settings(self.settings, told, self.address, folder)
            self.app = await stack.enter_async_context(wiring.app(around, self.timekeeper))
            await roles.database_ready(self.app)
            until_eve, night = await nights(self.app)
            eve = self.timekeeper.now() + until_eve
            self._advance(begin_of(eve, self.settings.zone) - self.timekeeper.now())
            await stack.enter_async_context(_in_background(*(role(self.app) for role in TALKING)))
            self.chats, self.people = await seed(self.app, self.driver, told["id"])
            self._advance(eve - self.timekeeper.now())
            await lived_until(self.app, self.driver)
            clock = wiring.clock(self.app)
            self.timekeeper.clocks.append(clock)
            await clock.beat_all()
            await stack.enter_async_context(_in_background(clock.run()))
            await self._sleep(night)
            await take_the_stage(self.driver, self.chats, self.people, self.settings.locale)
            self._round = stack.pop_all()

    def _advance(self, step: timedelta) -> None:
        self.timekeeper.advance(step)
        self.sandbox.world.offset = self.timekeeper.offset

    async def _sleep(self, night: timedelta) -> None:
        """The street's first day goes by with nobody on patrol, of which the leader reads in the morning."""
        leader, mark = self.people[story.LEADER.name]["id"], await self.driver.mark()
        self.sandbox.world.offset = self.timekeeper.offset + night
        await self.timekeeper.moved(night)
        await answered(self.driver, leader, leader, mark)


@asynccontextmanager
async def running(settings: Settings, *, port: int = 0) -> AsyncIterator[Running]:
    demo = Running(settings)
    async with AsyncExitStack() as stack:
        with needed("--port", OverflowError):
            demo.address = await demo.sandbox.start(port)
        stack.push_async_callback(demo.sandbox.stop)
        demo.driver = await stack.enter_async_context(Driver(demo.address))
        stack.push_async_callback(demo.end)
        await demo.reset()
        yield demo


def _settings(given: Settings, bot: dict[str, Any], address: str, folder: Path) -> Settings:
    return replace(
        given,
        bot_token=bot["token"],
        api_url=address,
        proxy="",
        database_url=f"sqlite+aiosqlite:///{folder / 'demo.db'}",
        data_dir=folder / "data",
        webhook_url="",
    )


@asynccontextmanager
async def _in_background(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                log.error("a role of the demo failed", exc_info=outcome)


def until_morning(now: datetime, settings: Settings) -> timedelta:
    """Ordinary hazards climb by day only: the demo begins at nine."""
    here = now.astimezone(settings.zone)
    today = here.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    start = today if today > here else today + timedelta(days=1)
    return start.astimezone(UTC) - now


async def nights(app: App) -> tuple[timedelta, timedelta]:
    """From today until a day that is worked, and from that until the next: then it is told what was missed. That is the
    last that is worked of its week and not early in it, so that Monday's digest has a week to tell of.
    """
    today = app.timekeeper.now().astimezone(app.settings.zone).date()
    async with app.database.read() as session:
        calendar = await load_calendar(session, today, today)
    eve = working_day_from(calendar, today)
    while (opens := next_working_day(calendar, eve)).weekday() < YET or _week(opens) == _week(
        next_working_day(calendar, opens)
    ):
        eve = opens
    return eve - today, opens - eve


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]
