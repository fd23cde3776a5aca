"""The demo: sandbox, bot and a seeded street in one process, on a database that is gone afterwards.

The street is set up the way a real one is: the roster is imported, an administrator follows the bind link, staff share
their contacts. So the demo works only if the bot does.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import roles, wiring
from bot.clock import Clock
from bot.errors import needed
from bot.settings import Settings
from bot.timekeeper import Timekeeper
from bot.wiring import App
from locales.translator import N_, Translator
from models import migrate
from models.grids.tables import Purpose
from models.grids.tree import grid_by_code
from models.inbox import updates as inbox
from models.onboarding.one_time_codes import offers
from models.outbox import tables as outbox
from models.roster.importer import import_roster
from models.roster.validate import check_file
from sandbox.driver import Driver
from sandbox.server import Sandbox

log = logging.getLogger(__name__)
ROSTER = Path(__file__).parent / "demo_data" / "nandajie-roster.csv"
GRID = "NDJ-01-001"
COMMUNITY = "NDJ-01"
MORNING = time(9)
PIECES, SHORTEST = 24, timedelta(minutes=1)

# Staff are as the roster names them; residents have no phone there.
RESIDENT = ("李秀英", N_("resident"), "19911110001")
STAFF = (
    ("傅勇", N_("grid member"), "19900000007"),
    ("谭远康", N_("grid leader"), "19900000009"),
    ("马东宏", N_("community leader"), "19900000004"),
)
GUIDE = (
    N_("The resident sends a photo with the caption: /report 3号楼二楼楼道堆满杂物，堵住消防通道"),
    N_("The grid member presses “Accept”; the one card in the group changes."),
    N_("The member replies to the card with a photo of the result and presses “Done”."),
    N_("The grid leader sees both photos in private and presses “Close”; the resident is asked."),
    N_("Or nobody does anything: move the clock on by 2 hours, and the leader hears of it."),
)


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


@dataclass
class Running:
    """A demo that runs: the page's address, and a driver to act through."""

    address: str
    driver: Driver
    app: App
    group: int
    people: dict[str, dict[str, Any]]


@asynccontextmanager
async def running(settings: Settings, t: Translator, *, port: int = 0) -> AsyncIterator[Running]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="wangge-demo-")))
        timekeeper = MovedTimekeeper(PIECES)
        sandbox = Sandbox(on_clock=timekeeper.moved)
        with needed("--port", OverflowError):
            address = await sandbox.start(port)
        stack.push_async_callback(sandbox.stop)
        driver = await stack.enter_async_context(Driver(address))
        told = await driver.bot(username="wangge_bot", first_name=t.plain("Wangge"))
        await _to_morning(driver, settings)
        app = await stack.enter_async_context(wiring.app(_settings(settings, told, address, folder), timekeeper))
        await migrate.upgrade(app.database)
        clock = wiring.clock(app)
        timekeeper.clocks.append(clock)
        await stack.enter_async_context(_in_background(app, clock))
        group, people = await _seed(app, driver, told["id"], t)
        yield Running(address, driver, app, group, people)


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


async def _to_morning(driver: Driver, settings: Settings) -> None:
    """Ordinary hazards climb by day only: the demo begins at nine."""
    now = datetime.now(UTC).astimezone(settings.zone)
    today = now.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    start = today if today > now else today + timedelta(days=1)
    await driver.advance((start - now).total_seconds())


async def _seed(app: App, driver: Driver, bot_id: int, t: Translator) -> tuple[int, dict[str, dict[str, Any]]]:
    code = await _roster(app)
    people = {}
    for name, note, phone in (RESIDENT, *STAFF):
        people[name] = await driver.person(name, phone=phone, note=t.plain(note), language_code="zh-hans")
    resident, member, leader, community = (person["id"] for person in people.values())
    group = (await driver.group("望城路1网格群", leader, members=[resident, member]))["id"]
    for staff in (member, leader, community):
        await _claim(driver, staff)
    await driver.open(leader, startgroup=code, chat=group)
    await driver.wait_message(group, leader, lambda message: message["from"]["id"] == bot_id)
    for person, home in ((resident, group), (member, group), (leader, leader), (community, community)):
        await driver.cast(person, home=home)
    await driver.page(title=t.plain("Wangge"), guide=[t.plain(step) for step in GUIDE])
    return group, people


async def _roster(app: App) -> str:
    """Imports the street; returns the code that binds the grid's group."""
    now = app.timekeeper.now()
    async with app.database.write() as session:
        await import_roster(session, check_file(ROSTER), now)
    async with app.database.write() as session:
        grid = await grid_by_code(session, GRID)
        offered = await offers(session, now, grid)
    return next(offer.code for offer in offered if offer.purpose is Purpose.GROUP)


async def _claim(driver: Driver, person: int) -> None:
    await driver.open(person, start="")
    await driver.wait_message(person, person, lambda message: message["from"]["is_bot"])
    mark = await driver.mark()
    await driver.contact(person, person)
    await driver.wait_message(person, person, lambda message: message["from"]["is_bot"], after=mark)
