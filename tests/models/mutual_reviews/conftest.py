from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.models.mutual_reviews.crowd import Crowd, crowded
from tests.street import Street


@pytest.fixture
async def crowd(session: AsyncSession, street: Street, now: datetime) -> Crowd:
    return await crowded(session, street, now)
