import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.__main__ import main
from models import migrate
from models.schema import make_folder, open_database

pytestmark = pytest.mark.own_database


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOCALE", "en")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where no database is yet, nor the folder for it."""
    made = f"sqlite+aiosqlite:///{tmp_path / 'new' / 'folder' / 'wangge.db'}"
    monkeypatch.setenv("DATABASE_URL", made)
    return made


async def mark(url: str, revision: str) -> None:
    database = open_database(url)
    async with database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    await database.close()


def test_a_new_database_is_made_and_told_from_where_to_where(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out == f"The database was brought from schema - to {migrate.newest()}.\n"


def test_a_database_that_is_newest_is_left_alone(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])
    capsys.readouterr()
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out == f"The database is at the newest schema already: {migrate.newest()}.\n"


def test_the_default_database_is_made_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["migrate"]) == 0
    assert (tmp_path / "data" / "wangge.db").exists()


def test_a_database_of_a_newer_program_is_left_alone(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])
    asyncio.run(mark(url, "9999"))
    assert main(["migrate"]) == 2
    assert "is at schema 9999, which this version does not know" in capsys.readouterr().err


def test_a_database_out_of_reach_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://wangge:geheim@127.0.0.1:1/wangge")
    assert main(["migrate"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("The database postgresql+asyncpg://wangge:***@127.0.0.1:1/wangge does not answer: ")
    assert (told.count("\n"), "geheim" in told) == (1, False)


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "postgresql+asyncpg://wangge@127.0.0.1/wangge"])
def test_what_is_no_file_needs_no_folder(url: str, tmp_path: Path) -> None:
    make_folder(url)
    assert list(tmp_path.iterdir()) == []
