import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.cli import forget
from locales.translator import translator
from models.members.tables import Person
from models.schema import open_database
from tests.street import build

NOW = datetime(2026, 11, 16, tzinfo=UTC)


@pytest.fixture
async def here(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database with a street, which the settings name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("LOCALE", "en")
    database = open_database(sqlite_url)
    async with database.write() as session:
        await build(session, NOW)
    await database.close()
    return sqlite_url


async def run(*words: str) -> int:
    """In a thread: the verbs bring an event loop of their own."""
    parser = argparse.ArgumentParser()
    forget.add_parser(parser.add_subparsers(required=True), translator("en"))
    args = parser.parse_args(["forget", *words])
    status: int = await asyncio.to_thread(args.run, args, translator("en"))
    return status


async def names(url: str) -> list[str]:
    database = open_database(url)
    async with database.read() as session:
        found = (await session.scalars(select(col(Person.name)))).all()
    await database.close()
    return list(found)


async def test_it_says_what_it_found_and_erases_when_told_to(here: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("16") == 1
    said = capsys.readouterr()
    assert "Found: 路人" in said.out
    assert "Nothing was changed." in said.out
    assert "--yes" in said.err
    assert "路人" in await names(here)
    assert await run("16", "--yes") == 0
    assert "路人" not in await names(here)
    assert "Erased person" in await names(here)


@pytest.mark.parametrize(("who", "why"), [("12", "holds a post"), ("99999", "Nobody is known"), ("@nobody", "Nobody")])
async def test_a_refusal_says_what_to_do(here: str, capsys: pytest.CaptureFixture[str], who: str, why: str) -> None:
    assert await run(who, "--yes") == 1
    assert why in capsys.readouterr().err
