"""The program as it is started: real processes for what only they can show."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import VERBS, parser
from bot.cli.documents import sheets
from bot.cli.programs.roles import HELP as ROLES
from bot.configuration.settings import VARIABLES
from locales.translator import translator
from models import migrate
from models.schema import open_database
from tests.gates.source import ROOT

HEAVY = ["aiogram", "aiohttp", "alembic", "apscheduler", "matplotlib", "openpyxl", "PIL", "prometheus_client"]
HEAVY += ["pydantic", "sqlalchemy", "sqlmodel", "telegram"]
LOADED = f"print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
HELP_AND_LOADED = f"""
import contextlib, io, json, sys
from bot.__main__ import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(["--help"])
{LOADED}
"""
NAMES = [name for name, *_ in VARIABLES]


def python(*arguments: str, folder: Path = ROOT, **variables: str) -> "subprocess.CompletedProcess[str]":
    """In an environment without any of our variables but those given."""
    clean = {name: value for name, value in os.environ.items() if name not in NAMES}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_pulls_in_nothing_that_takes_long_to_start() -> None:
    ran = python("-c", HELP_AND_LOADED)
    assert (ran.stderr, json.loads(ran.stdout)) == ("", [])


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_help_names_every_verb(locale: str) -> None:
    told = parser(translator(locale)).format_help()
    verbs = [*(set(VERBS) - {"roles", "sheets"}), *ROLES, *sheets.VERBS]
    assert [verb for verb in verbs if not re.search(rf"\n    {verb}\s", told)] == []


def test_help_is_in_the_language_of_the_setting(tmp_path: Path) -> None:
    chinese = python("-m", "bot", "--help", folder=tmp_path)
    english = python("-m", "bot", "--help", folder=tmp_path, LOCALE="en")
    assert chinese.returncode == english.returncode == 0
    assert "everything in one process" in english.stdout
    assert "everything in one process" not in chinese.stdout


@pytest.mark.parametrize("arguments", [(), ("fly",), ("run", "--fast")])
def test_a_verb_nobody_knows_is_refused(arguments: tuple[str, ...]) -> None:
    ran = python("-m", "bot", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("usage: wangge")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_without_a_token_stops_in_one_line(tmp_path: Path, role: str) -> None:
    ran = python("-m", "bot", role, folder=tmp_path, LOCALE="en")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "BOT_TOKEN is missing: put the token that @BotFather gave you into .env\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", [("run",), ("migrate",), ("doctor",), ("links",)])
def test_a_bad_setting_stops_every_verb_that_reads_it_in_one_line(tmp_path: Path, verb: tuple[str, ...]) -> None:
    ran = python("-m", "bot", *verb, folder=tmp_path, LOCALE="en", HEALTH_PORT="high")
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", "HEALTH_PORT must be a port from 0 to 65535\n")


def test_a_bad_setting_is_told_in_chinese_unless_told_otherwise(tmp_path: Path) -> None:
    ran = python("-m", "bot", "migrate", folder=tmp_path, HEALTH_PORT="high")
    assert ran.returncode == 2
    assert ran.stderr.startswith("HEALTH_PORT ")
    assert "must be" not in ran.stderr


def test_settings_are_read_from_a_file_beside_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HEALTH_PORT=high\nPORT=higher\n")
    ran = python("-m", "bot", "migrate", folder=tmp_path, LOCALE="en", PORT="8080")
    assert (ran.returncode, ran.stderr) == (2, "HEALTH_PORT must be a port from 0 to 65535\n")


@pytest.mark.own_database
@pytest.mark.postgres
async def test_a_shared_database_is_not_brought_up_to_date_by_a_role(tmp_path: Path, own_postgres_url: str) -> None:
    database = open_database(own_postgres_url)
    await migrate.downgrade(database)
    await database.close()
    environment = {"DATABASE_URL": own_postgres_url, "BOT_TOKEN": "123456:" + "A" * 35, "LOCALE": "en"}
    ran = python("-m", "bot", "clock", folder=tmp_path, **environment)
    assert ran.returncode == 2
    assert ran.stderr.endswith("The database is not at the newest schema. Please run: python -m bot migrate\n")
