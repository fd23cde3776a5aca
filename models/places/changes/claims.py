"""Who is responsible for a place, or on duty there, claims it by their own phone, as staff claim posts: it gives no
post.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.members.tables import Person
from models.outbox.standing import refresh_standing
from models.places.changes.actions import record_place_event
from models.places.slots import PlaceSlot, in_force
from models.places.tables import Place, PlaceAct, open_places


async def claim_places(session: AsyncSession, person: Person, now: datetime) -> Sequence[Place]:
    """Takes the open places, and the slots of places, that name the number the person has shared; returns the places
    that are new.
    """
    if person.phone is None:
        return ()
    await session.flush()
    others = col(Place.responsible_id).is_distinct_from(person.id)
    rows = select(Place).where(col(Place.phone) == person.phone, open_places(), others)
    found = (await session.scalars(rows.with_for_update())).all()
    for place in found:
        place.responsible_id = person.id
        record_place_event(session, place, PlaceAct.CLAIM, person, now)
        await refresh_standing(session, place.id, now)
    await _claim_slots(session, person, now)
    return found


async def _claim_slots(session: AsyncSession, person: Person, now: datetime) -> None:
    others = col(PlaceSlot.person_id).is_distinct_from(person.id)
    rows = select(PlaceSlot).where(col(PlaceSlot.phone) == person.phone, in_force(), others)
    for slot in (await session.scalars(rows.with_for_update())).all():
        slot.person_id = person.id
        await refresh_standing(session, slot.place_id, now)


async def claimed_by(session: AsyncSession, person_id: int) -> Sequence[Place]:
    """The open places that the person is responsible for."""
    rows = select(Place).where(col(Place.responsible_id) == person_id, open_places())
    return (await session.scalars(rows.order_by(col(Place.name)))).all()
