"""Places as staff enter them."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.base import new_id
from models.places.changes.actions import NewPlace, add_place
from models.places.tables import Place
from tests.street import Street

PHONE = "+8619900000031"
HERE = {"latitude": 29.3417, "longitude": 105.9017}


async def shop(session: AsyncSession, street: Street, now: datetime, **more: Any) -> Place:
    """Entered by the member, with whoever is responsible and a location, unless told otherwise."""
    told: dict[str, Any] = {"kind": "shop", "name": "老王副食店", "address": "南大街12号", "location": HERE}
    told |= {"responsible": "王老板", "phone": PHONE, **more}
    return await add_place(session, street.grid, NewPlace(new_id(), **told), street.member, now)
