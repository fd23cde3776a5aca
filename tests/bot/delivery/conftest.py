from collections.abc import AsyncIterator

import pytest

from models.db.database import Database
from tests.bot.delivery.talk import Talk
from tests.bot.delivery.talk import talk as open_talk


@pytest.fixture(autouse=True)
def retry_after_is_a_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the program, which opts in to it: see open_bot."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def talk(database: Database) -> AsyncIterator[Talk]:
    async with open_talk(database) as opened:
        yield opened
