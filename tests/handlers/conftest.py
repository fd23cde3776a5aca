from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from aiogram import Dispatcher
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.grids import routes as grids
from handlers.grids.view import VIEWS as GRID_VIEWS
from handlers.members import routes as members
from handlers.members import unknown
from handlers.members.leave_view import VIEWS as LEAVE_VIEWS
from handlers.members.view import VIEWS as MEMBER_VIEWS
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
    dispatcher.include_routers(members.router(), grids.router(), unknown.router())
    return Room(session, now, dispatcher, {**GRID_VIEWS, **MEMBER_VIEWS, **LEAVE_VIEWS}, admins={90})
