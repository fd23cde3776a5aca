from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from aiogram import Dispatcher
from sqlalchemy.ext.asyncio import AsyncSession

from bot.features import MENUS
from handlers.grids.feature import GRIDS
from handlers.members.feature import MEMBERS
from handlers.system.feature import system
from models.schema import open_database
from tests.handlers.room import Room
from tests.street import Street, build


@pytest.fixture
async def session(sqlite_url: str) -> AsyncIterator[AsyncSession]:
    """Handlers leave databases to the actions, whose tests run on both kinds."""
    database = open_database(sqlite_url)
    async with database.write() as opened:
        yield opened
    await database.close()


@pytest.fixture
async def street(session: AsyncSession, now: datetime) -> Street:
    return await build(session, now)


@pytest.fixture
def room(session: AsyncSession, street: Street, now: datetime) -> Room:
    """The street's chats; administrator 90 is the only one, in every group."""
    dispatcher = Dispatcher(disable_fsm=True)
    features = (MEMBERS, GRIDS, system(MENUS))
    for feature in features:
        dispatcher.include_routers(*feature.routers())
    return Room(session, now, dispatcher, {k: v for each in features for k, v in each.views.items()}, admins={90})
