"""What is wrong with the settings shows when the program starts: one line that names the variable, and exit 2."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.configuration.settings import load
from bot.errors import BadSetting, CannotStart
from bot.roles import ROLES, serve
from locales.translator import translator
from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests.databases import postgres_at
from tests.journeys.outside import Site
from tests.journeys.outside import site as open_site

WRONG_TOKEN = "7100000001:" + "x" * 35


@pytest.fixture
async def telegram() -> AsyncIterator[dict[str, str]]:
    """The environment of a bot that Telegram knows."""
    sandbox = Sandbox()
    address = await sandbox.start()
    async with Driver(address) as driver:
        bot = await driver.bot(username="wangge_bot")
        yield {"TELEGRAM_API_URL": address, "BOT_TOKEN": bot["token"]}
    await sandbox.stop()


@pytest.fixture
def taken() -> Iterator[str]:
    """A port that somebody else uses."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


async def refusal(folder: Path, *roles: str, **environment: str) -> str:
    """What is written when these roles cannot start."""
    place = {"DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'wangge.db'}", "DATA_DIR": str(folder / "data")}
    with pytest.raises((BadSetting, CannotStart)) as stopped:
        await serve(load({**place, **environment}), roles)
    for each in (signal.SIGINT, signal.SIGTERM):  # a program ends here; this one goes on
        asyncio.get_running_loop().remove_signal_handler(each)
    error: Exception = stopped.value
    if isinstance(error, BadSetting):
        return f"{error.name} {translator('en').plain(error.expected, **error.values)}"
    assert isinstance(error, CannotStart)
    assert error.status == 2
    return translator("en").plain(error.message, **error.values)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "clock"])
async def test_a_token_that_telegram_refuses(tmp_path: Path, telegram: dict[str, str], role: str) -> None:
    told = await refusal(tmp_path, role, **{**telegram, "BOT_TOKEN": WRONG_TOKEN})
    assert told.startswith("BOT_TOKEN was refused by Telegram")


async def test_a_data_folder_that_is_a_file(tmp_path: Path, telegram: dict[str, str]) -> None:
    (tmp_path / "data").write_text("")
    assert (await refusal(tmp_path, "work", **telegram)).startswith("DATA_DIR ")


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:////proc/nowhere/wangge.db",
        "sqlite+aiosqlite:///{folder}/no-database.txt",
    ],
)
async def test_a_database_that_cannot_be_opened(tmp_path: Path, telegram: dict[str, str], url: str) -> None:
    (tmp_path / "no-database.txt").write_text("This is a text file and no database." * 100)
    told = await refusal(tmp_path, "work", **telegram, DATABASE_URL=url.format(folder=tmp_path))
    assert told.startswith("DATABASE_URL ")
    assert "\n" not in told


@pytest.mark.postgres
async def test_a_database_that_the_server_does_not_know(tmp_path: Path, telegram: dict[str, str]) -> None:
    told = await refusal(tmp_path, "work", **telegram, DATABASE_URL=postgres_at("no_such_database"))
    assert told.startswith("DATABASE_URL ")


async def test_a_health_port_in_use(tmp_path: Path, telegram: dict[str, str], taken: str) -> None:
    assert (await refusal(tmp_path, "clock", **telegram, HEALTH_PORT=taken)).startswith("HEALTH_PORT ")


async def test_a_webhook_port_in_use(tmp_path: Path, telegram: dict[str, str], taken: str) -> None:
    webhook = {"WEBHOOK_URL": "http://127.0.0.1:1", "WEBHOOK_SECRET": "s", "WEBHOOK_HOST": "127.0.0.1", "PORT": taken}
    assert (await refusal(tmp_path, "listen", **telegram, **webhook)).startswith("WEBHOOK_HOST, PORT ")


async def test_a_webhook_host_that_is_not_here(tmp_path: Path, telegram: dict[str, str]) -> None:
    webhook = {"WEBHOOK_URL": "http://127.0.0.1:1", "WEBHOOK_SECRET": "s", "WEBHOOK_HOST": "192.0.2.1", "PORT": "0"}
    assert (await refusal(tmp_path, "listen", **telegram, **webhook)).startswith("WEBHOOK_HOST, PORT ")


async def test_a_webhook_that_telegram_refuses(tmp_path: Path, telegram: dict[str, str]) -> None:
    webhook = {"WEBHOOK_URL": "http://127.0.0.1:1", "WEBHOOK_SECRET": "s", "WEBHOOK_HOST": "127.0.0.1", "PORT": "0"}
    async with Driver(telegram["TELEGRAM_API_URL"]) as driver:
        said = "Bad Request: bad webhook: Failed to resolve host: Name or service not known"
        await driver.failures("400", method="setWebhook", description=said)
    told = await refusal(tmp_path, "listen", **telegram, **webhook)
    assert told.startswith("WEBHOOK_URL ")
    assert "Failed to resolve host" in told


async def test_a_database_beside_no_folder_yet_is_made(tmp_path: Path, telegram: dict[str, str]) -> None:
    """A first start needs no preparation: what stops it is the token alone."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'new' / 'place' / 'wangge.db'}"
    told = await refusal(tmp_path, "work", **{**telegram, "BOT_TOKEN": WRONG_TOKEN}, DATABASE_URL=url)
    assert told.startswith("BOT_TOKEN ")
    assert (tmp_path / "new" / "place" / "wangge.db").exists()


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(sqlite_url, tmp_path) as opened:
        yield opened


@pytest.mark.long
@pytest.mark.timeout(180)
async def test_the_program_ends_with_one_line_and_status_2(site: Site) -> None:
    program = await site.run("run", BOT_TOKEN=WRONG_TOKEN, LOCALE="en")
    assert await program.process.wait() == 2
    assert program.said.splitlines()[-1].startswith("BOT_TOKEN was refused by Telegram")
    assert "Traceback" not in program.said
    assert WRONG_TOKEN not in program.said
