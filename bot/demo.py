"""The demo: sandbox, bot and a seeded street in one process, on a database that is gone afterwards.

The street is set up the way a real one is: the roster is imported, an administrator follows the bind link, staff share
their contacts. So the demo works only if the bot does.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import demo_story as story
from bot import roles, wiring
from bot.clock import Clock
from bot.configuration.settings import Settings
from bot.errors import needed
from bot.timekeeper import Timekeeper
from bot.wiring import App
from locales.translator import translator
from models.departments.importer import import_departments
from models.departments.sheet import check_file as check_departments
from models.grids.tables import Purpose
from models.grids.tree import grid_by_code
from models.inbox import updates as inbox
from models.onboarding.one_time_codes import offers
from models.outbox import tables as outbox
from models.places.exchange.importer import import_places
from models.places.exchange.sheet import check_file as check_places
from models.places.kinds import place_kinds_of
from models.roster.importer import import_roster
from models.roster.validate import check_file
from sandbox.driver import Driver
from sandbox.server import Sandbox

log = logging.getLogger(__name__)
DATA = Path(__file__).parent / "demo_data"
ROSTER, DEPARTMENTS, PLACES = (DATA / f"{name}.csv" for name in ("nandajie-roster", "departments", "places"))
GRID = "NDJ-01-001"
MORNING = time(9)
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
    group: int
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
            self.timekeeper.advance(until_morning(self.timekeeper.now(), self.settings))
            self.sandbox.world.offset = self.timekeeper.offset
            around = _settings(self.settings, told, self.address, folder)
            self.app = await stack.enter_async_context(wiring.app(around, self.timekeeper))
            await roles.database_ready(self.app)
            clock = wiring.clock(self.app)
            self.timekeeper.clocks.append(clock)
            await stack.enter_async_context(_in_background(self.app, clock))
            self.group, self.people = await _seed(self.app, self.driver, told["id"])
            self._round = stack.pop_all()


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
async def _in_background(app: App, clock: Clock) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(role(app)) for role in (roles.listen, roles.work, roles.speak)]
    tasks.append(asyncio.ensure_future(clock.run()))
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


async def _seed(app: App, driver: Driver, bot_id: int) -> tuple[int, dict[str, dict[str, Any]]]:
    code = await _roster(app)
    people = {}
    for part in story.CAST:
        note = story.in_both(part.note)
        people[part.name] = await driver.person(part.name, phone=part.phone, note=note, language_code="zh-hans")
    leader = people[story.LEADER.name]["id"]
    others = [people[part.name]["id"] for part in (story.RESIDENT, story.MEMBER)]
    group = (await driver.group("望城路1网格群", leader, members=others))["id"]
    await asyncio.gather(*(_claim(driver, people[part.name]["id"]) for part in story.CAST if part.staff))
    await driver.open(leader, startgroup=code, chat=group)
    await driver.wait_message(group, leader, lambda message: message["from"]["id"] == bot_id)
    await _on_patrol(driver, group, people[story.MEMBER.name]["id"], bot_id)
    for part in story.CAST:
        person = people[part.name]["id"]
        await driver.cast(person, home=person if part.private else group)
    steps = story.guide(people, translator(app.settings.locale))
    await driver.page(title=story.in_both(story.TITLE), about=story.in_both(story.ABOUT), guide=steps)
    return group, people


async def _on_patrol(driver: Driver, group: int, member: int, bot_id: int) -> None:
    mark = await driver.mark()
    await driver.text(group, member, story.ON_PATROL)
    await driver.wait_message(group, member, lambda message: message["from"]["id"] == bot_id, after=mark)


async def _roster(app: App) -> str:
    """Imports the street, its departments and places; returns the code that binds the grid's group."""
    now = app.timekeeper.now()
    async with app.database.write() as session:
        await import_roster(session, check_file(ROSTER), now)
    async with app.database.write() as session:
        await import_departments(session, check_departments(DEPARTMENTS), now)
        kinds = place_kinds_of(session)
        await import_places(session, check_places(PLACES, kinds), kinds, now)
        grid = await grid_by_code(session, GRID)
        offered = await offers(session, now, grid)
    return next(offer.code for offer in offered if offer.purpose is Purpose.GROUP)


async def _claim(driver: Driver, person: int) -> None:
    await driver.open(person, start="")
    await driver.wait_message(person, person, lambda message: message["from"]["is_bot"])
    mark = await driver.mark()
    await driver.contact(person, person)
    await driver.wait_message(person, person, lambda message: message["from"]["is_bot"], after=mark)
