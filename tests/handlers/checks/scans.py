"""A place, and its code scanned."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.checks.checklists.tables import Checklist
from models.places.printed_codes import payload
from models.places.tables import Place
from models.signed_links import code_secret
from tests.handlers.room import Room
from tests.models.places.registry import shop
from tests.street import Street

MEMBER = 12


@pytest.fixture
async def place(room: Room, street: Street) -> Place:
    return await shop(room.session, street, room.now)


async def scanned(room: Room, place: Place, by: int = MEMBER) -> Any:
    code = payload(await code_secret(room.session), place.id, place.print_number)
    await room.says(by, by, f"/start {code}")
    return (await room.session.scalars(select(Checklist).order_by(col(Checklist.id).desc()))).first()
