from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.features import VIEWS, dispatcher
from tests.handlers.room import Room
from tests.street import Street


@pytest.fixture
def room(session: AsyncSession, street: Street, now: datetime) -> Room:
    """Everything that the bot can do."""
    return Room(session, now, dispatcher(), VIEWS)
