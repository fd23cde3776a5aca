from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.db import Database
from tests.street import Street, build


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    async with database.write() as opened:
        yield opened


@pytest.fixture
async def street(session: AsyncSession, now: datetime) -> Street:
    return await build(session, now)
