from datetime import datetime

import pytest
from aiogram import Dispatcher
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.emergencies import alarm_view, outcome_view, routes, view
from handlers.hazards import listed
from handlers.members import unknown
from tests.handlers.room import Room
from tests.street import Street


@pytest.fixture
def room(session: AsyncSession, street: Street, now: datetime) -> Room:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(routes.router(), listed.router(), unknown.router())
    return Room(session, now, dispatcher, {**view.VIEWS, **alarm_view.VIEWS, **outcome_view.VIEWS})
