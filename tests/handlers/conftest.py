from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from aiogram import Bot
from sqlalchemy.ext.asyncio import AsyncSession

from bot.features import VIEWS, dispatcher
from bot.updates.aiogram_adapter import ThroughDispatcher
from bot.updates.work import Dispatch
from models.db.database import Database
from tests.databases import undone
from tests.handlers.room import Room
from tests.street import Street


@pytest.fixture(scope="session")
def dispatch() -> Dispatch:
    """Everything that the bot can do; nothing is remembered from one update to the next."""
    return ThroughDispatcher(Bot("42:" + "x" * 35), dispatcher())


@pytest.fixture
async def session(worker_sqlite: Database) -> AsyncIterator[AsyncSession]:
    """Handlers leave databases to the actions, whose tests run on both kinds."""
    async with undone(worker_sqlite) as opened:
        yield opened


@pytest.fixture
def room(session: AsyncSession, street: Street, now: datetime, dispatch: Dispatch) -> Room:
    """The street's chats; administrator 90 is the only one, in every group."""
    return Room(session, now, dispatch, VIEWS, admins={90})
