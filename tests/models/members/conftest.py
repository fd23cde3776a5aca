from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.street import Street, build


@pytest.fixture
async def street(session: AsyncSession, now: datetime) -> Street:
    return await build(session, now)
