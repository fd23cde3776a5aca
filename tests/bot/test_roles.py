"""Roles start one after the other: each is at work while the libraries of the next are loaded."""

import asyncio
import gc
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from subprocess import PIPE

import pytest
from sqlalchemy import select

from bot import roles, wiring
from bot.configuration.settings import Settings
from bot.errors import CannotStart
from bot.wiring import App
from models import migrate
from models.schedule.calendar.library import years_known
from models.schedule.calendar.stored_days import is_announced
from models.schedule.tables import CalendarReminder
from tests.gates.source import ROOT

LOADED = """
import sys
from bot import roles
early = [name for names in roles.HEAVY.values() for name in names if name in sys.modules]
roles.load(sys.argv[1])
late = [name for name in roles.HEAVY[sys.argv[1]] if name not in sys.modules]
print(early, late, "telegram" in sys.modules, "aiogram" in sys.modules)
"""


async def fresh(name: str) -> str:
    """In a process of its own, what loading for this role brought in."""
    command = (sys.executable, "-c", LOADED, name)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE)
    said, _ = await process.communicate()
    return said.decode().strip()


@pytest.fixture
async def app(sqlite_url: str, tmp_path: Path) -> AsyncIterator[App]:
    async with wiring.app(Settings(database_url=sqlite_url, data_dir=tmp_path)) as opened:
        yield opened


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "speaks", "listens"),
    [("listen", False, True), ("work", False, True), ("speak", True, False), ("clock", False, False)],
)
async def test_a_role_loads_its_own_libraries_and_not_those_of_others(name: str, speaks: bool, listens: bool) -> None:
    assert await fresh(name) == f"[] [] {speaks} {listens}"


def test_every_role_says_what_is_heavy_about_it() -> None:
    assert roles.HEAVY.keys() == roles.ROLES.keys()


def test_after_loading_garbage_is_collected_again() -> None:
    try:
        roles.load("clock")
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


async def test_the_first_role_is_at_work_while_the_next_loads(app: App) -> None:
    at_work, order = threading.Event(), []

    def load(name: str) -> None:
        if name == "clock":
            at_work.wait()
        order.append(f"{name} is loaded")

    async def listen(_app: App) -> None:
        order.append("listen is at work")
        at_work.set()

    async def clock(_app: App) -> None:
        order.append("clock is at work")

    await roles.start(["listen", "clock"], app, {"listen": listen, "clock": clock}, load)
    assert order == ["listen is loaded", "listen is at work", "clock is loaded", "clock is at work"]


async def test_a_role_that_fails_takes_the_others_along(app: App) -> None:
    ended = asyncio.Event()

    async def lasting(_app: App) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def failing(_app: App) -> None:
        raise CannotStart("no")

    with pytest.raises(ExceptionGroup) as failed:
        await roles.start(["listen", "clock"], app, {"listen": lasting, "clock": failing}, lambda _name: None)
    assert isinstance(failed.value.exceptions[0], CannotStart)
    assert ended.is_set()


async def test_an_embedded_database_is_brought_up_to_date_at_the_start(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/new.db"
    async with wiring.app(Settings(database_url=url, data_dir=tmp_path)) as made:
        assert not await migrate.is_newest(made.database)
        await roles.ensure_schema(made)
        assert await migrate.is_newest(made.database)


@pytest.mark.long
async def test_a_start_knows_the_working_days_of_the_library_and_each_start_waits_for_the_year_to_come(
    tmp_path: Path,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/new.db"
    async with wiring.app(Settings(database_url=url, data_dir=tmp_path)) as made:
        for _ in range(2):
            await roles.database_ready(made)
        async with made.database.read() as session:
            assert await is_announced(session, years_known()[-1])
            assert len((await session.scalars(select(CalendarReminder))).all()) == 1
