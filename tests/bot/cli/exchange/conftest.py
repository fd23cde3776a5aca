from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.schema import open_database
from tests.street import build


@pytest.fixture
async def here(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, and a database with a street that the settings name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    database = open_database(sqlite_url)
    async with database.write() as session:
        await build(session, datetime(2026, 11, 16, tzinfo=UTC))
    await database.close()
    return tmp_path
