from datetime import datetime

import pytest
from aiogram import Dispatcher
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.emergencies.feature import EMERGENCIES
from handlers.hazards import listed
from handlers.system import fallback
from tests.handlers.room import Room
from tests.street import Street


@pytest.fixture
def room(session: AsyncSession, street: Street, now: datetime) -> Room:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*EMERGENCIES.routers(), listed.router(), fallback.router())
    return Room(session, now, dispatcher, dict(EMERGENCIES.views))
