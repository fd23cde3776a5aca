from datetime import datetime

import pytest
from aiogram import Dispatcher
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.emergencies import routes
from handlers.emergencies.view import VIEWS
from handlers.members import unknown
from tests.handlers.room import Room
from tests.street import Street


@pytest.fixture
def room(session: AsyncSession, street: Street, now: datetime) -> Room:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(routes.router(), unknown.router())
    return Room(session, now, dispatcher, {**VIEWS})
