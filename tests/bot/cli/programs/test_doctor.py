from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli.programs import doctor
from bot.cli.programs.advice import ADVICE, NAMES
from bot.cli.programs.doctor import NAMED, Result
from bot.configuration.settings import Settings
from bot.monitoring.findings import found
from bot.timekeeper import Timekeeper
from locales.translator import translator
from models import migrate
from models.base import new_id
from models.db.database import Database
from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.inbox import updates as inbox
from models.inbox.updates import MAX_TRIES
from models.schedule.calendar.feasts import days_of
from models.schedule.calendar.library import DaySaid
from models.schedule.calendar.stored_days import take_import
from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests.proxy import proxy

UPDATE: dict[str, Any] = {"update_id": 1, "message": {"message_id": 1, "chat": {"id": -1}, "from": {"id": 7}}}
T = translator("en")
Examined = Callable[[], Awaitable[tuple[int, list[str]]]]


@pytest.fixture
async def driver() -> AsyncIterator[Driver]:
    sandbox = Sandbox(strict=True)
    async with Driver(await sandbox.start()) as made:
        yield made
    await sandbox.stop()
    assert sandbox.complaints == []


@pytest.fixture
async def bot(driver: Driver) -> dict[str, Any]:
    return await driver.bot(username="wangge_bot")


@pytest.fixture
def settings(driver: Driver, bot: dict[str, Any], database_url: str) -> Settings:
    return Settings(bot_token=bot["token"], api_url=driver.base_url, database_url=database_url)


@pytest.fixture
def examined(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Examined:
    async def examine() -> tuple[int, list[str]]:
        status = await doctor._examine(settings, T)
        return status, capsys.readouterr().out.splitlines()

    return examine


@pytest.fixture(autouse=True)
async def announced(database: Database) -> None:
    """This year and the next: whenever the tests are run."""
    this = Timekeeper().now().year
    async with database.write() as session:
        await take_import(session, {day: DaySaid(True) for year in (this, this + 1) for day in days_of(year)})


async def bind(database: Database, now: datetime, chat_id: int, **about: Any) -> None:
    number = new_id()
    async with database.write() as session:
        session.add(Grid(id=number, code=f"G{-chat_id}", name="一网格", level=Level.GRID, path=f"{number}/"))
        session.add(Chat(id=chat_id, type="supergroup", title="一网格居民群", seen_at=now, **about))
        session.add(Binding(grid_id=number, purpose=Purpose.GROUP, chat_id=chat_id, bound_at=now))


async def bound_group(driver: Driver, bot: dict[str, Any], database: Database, now: datetime) -> int:
    leader = await driver.person("林")
    group = await driver.group("一网格居民群", leader["id"], members=[bot["id"]])
    await bind(database, now, group["id"])
    return int(group["id"])


async def test_when_all_is_well_there_is_a_line_each_and_exit_0(
    driver: Driver, bot: dict[str, Any], database: Database, now: datetime, examined: Examined
) -> None:
    group = await bound_group(driver, bot, database, now)
    await driver.members(group, bot["id"], "promote")
    status, lines = await examined()
    assert status == 0
    assert [line.partition(":")[0] for line in lines] == [f"✓ {NAMES[name]}" for name in EVERYTHING]
    assert lines[0] == "✓ token: @wangge_bot"


async def test_telegram_is_asked_through_the_proxy(
    settings: Settings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    async with proxy() as way_out:
        await doctor._examine(replace(settings, proxy=way_out.address), T)
    assert capsys.readouterr().out.startswith("✓ token: @wangge_bot")
    assert {"getMe", "getWebhookInfo"} <= set(way_out.asked)


EVERYTHING = [
    *(
        "token",
        "database",
        "migrations",
        "set-aside",
        "listen",
        "inbox",
        "outbox",
        "undelivered",
        "escalation",
        "time",
        "unreachable",
        "photos",
        "audit",
    ),
    *("calendar", "boundaries", "grids", "font", "webhook", "chats", "hearing"),
]


async def test_a_new_place_without_grids_is_told_so_and_not_called_ill(database: Database, examined: Examined) -> None:
    status, lines = await examined()
    assert status == 0
    assert "! grids without a chat: there are no grids yet" in lines


async def test_grids_without_a_group_are_counted(database: Database, now: datetime, examined: Examined) -> None:
    async with database.write() as session:
        session.add(Grid(id=1, code="G1", name="一网格", level=Level.GRID, path="1/"))
        session.add(Grid(id=2, code="G2", name="撤销", level=Level.GRID, path="2/", retired_at=now))
    _, lines = await examined()
    assert "! grids without a chat: grids without a group: 1 of 1" in lines


async def test_a_chat_that_lost_the_bot_is_named_and_what_to_do(
    driver: Driver, bot: dict[str, Any], database: Database, now: datetime, examined: Examined
) -> None:
    group = await bound_group(driver, bot, database, now)
    await driver.members(group, bot["id"], "remove")
    status, lines = await examined()
    assert status == 1
    assert lines[-4:-1] == [
        "✗ rights in chats: bound chats the bot may not write to: 1 of 1",
        f"  · G{-group} group 一网格居民群: the bot is not in the chat",
        f"  → {ADVICE['chats']}",
    ]


async def test_a_group_in_which_the_bot_hears_commands_alone_is_named_and_nothing_worse(
    driver: Driver, bot: dict[str, Any], database: Database, now: datetime, examined: Examined
) -> None:
    group = await bound_group(driver, bot, database, now)
    status, lines = await examined()
    assert status == 0
    assert lines[-3:] == [
        "! hearing in groups: groups in which only commands and replies reach the bot: 1 of 1",
        f"  · G{-group} group 一网格居民群",
        f"  → {ADVICE['hearing']}",
    ]


async def test_a_bot_without_privacy_mode_hears_all_groups(
    driver: Driver, database: Database, settings: Settings, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    open_eared = await driver.bot(username="wangge2_bot", privacy=False)
    await bound_group(driver, open_eared, database, now)
    assert await doctor._examine(replace(settings, bot_token=open_eared["token"]), T) == 0
    assert "✓ hearing in groups: the bot hears all that is said in the groups: 1" in capsys.readouterr().out


async def test_a_chat_out_of_reach_is_named(database: Database, now: datetime, examined: Examined) -> None:
    await bind(database, now, -5, reachable=False, unreachable_reason="TOPIC_CLOSED")
    status, lines = await examined()
    assert status == 1
    first = lines.index("✗ unreachable chats: bound chats out of reach: 1 (1 × TOPIC_CLOSED)")
    assert lines[first + 1 : first + 3] == ["  · G5 group 一网格居民群: TOPIC_CLOSED", f"  → {ADVICE['unreachable']}"]


async def test_updates_set_aside_are_bad(database: Database, examined: Examined) -> None:
    now = Timekeeper().now()
    async with database.write() as session:
        await inbox.store(session, [UPDATE], now)
        for _ in range(MAX_TRIES):
            [one] = await inbox.claim(session, now + timedelta(minutes=1), 1)
            await inbox.failed(session, one, "broken", now)
    status, lines = await examined()
    told = "✗ set-aside updates: updates set aside since yesterday: 1; the most from: 1 × message ← 7"
    assert (status, told in lines) == (1, True)


async def test_a_webhook_that_is_not_as_set_is_bad(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    webhooked = Settings(
        bot_token=settings.bot_token,
        api_url=settings.api_url,
        database_url=settings.database_url,
        webhook_url="https://bot.example.org",
    )
    assert await doctor._examine(webhooked, T) == 1
    assert "✗ webhook: it should be https://bot.example.org/webhook and is: -" in capsys.readouterr().out


@pytest.mark.own_database
async def test_an_old_schema_is_bad_and_the_rest_is_still_looked_at(database: Database, examined: Examined) -> None:
    await migrate.downgrade(database)
    status, lines = await examined()
    assert status == 1
    assert f"✗ schema: at schema -, the newest is {migrate.newest()}" in lines
    assert "✓ Chinese font: Noto Sans SC" in lines
    assert lines[-2].startswith("✓ rights in chats")


async def test_without_a_token_all_but_telegram_is_looked_at(
    settings: Settings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    tokenless = Settings(api_url=settings.api_url, database_url=settings.database_url)
    assert await doctor._examine(tokenless, T) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["✗ token: BOT_TOKEN is missing", f"  → {ADVICE['token']}"]
    assert lines[-1] == "✓ Chinese font: Noto Sans SC"


async def test_a_database_that_is_not_there_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "none.db"
    assert await doctor._examine(Settings(database_url=f"sqlite+aiosqlite:///{path}"), T) == 1
    assert f"✗ database: there is no {path} yet" in capsys.readouterr().out
    assert not path.exists()


async def test_a_database_out_of_reach_is_bad(capsys: pytest.CaptureFixture[str]) -> None:
    address = "postgresql+asyncpg://wangge:geheim@127.0.0.1:1/wangge"
    assert await doctor._examine(Settings(database_url=address), T) == 1
    told = capsys.readouterr().out
    assert "✗ database: does not answer: " in told
    assert "geheim" not in told


def test_of_many_notes_the_first_twenty_are_shown() -> None:
    notes = [f"G{number}" for number in range(NAMED + 5)]
    told = list(doctor.lines(Result(found("chats", "", ok=False), notes), T))
    assert told[1:] == [*(f"  · {note}" for note in notes[:NAMED]), "  · and 5 more", f"  → {ADVICE['chats']}"]


def test_every_check_has_a_name_and_advice() -> None:
    assert set(NAMES) == set(ADVICE) == set(EVERYTHING)


def test_the_packaged_font_has_the_rare_characters() -> None:
    assert doctor.font().ok
