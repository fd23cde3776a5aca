"""What staff of its grid or above do with a place; closing, reopening and moving are in proposals.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.events import record_event
from models.grids.tables import Grid
from models.members.permissions import Who, may_in
from models.members.tables import Person
from models.outbox.standing import refresh_standing
from models.places.codes import new_codes
from models.places.kinds import place_kinds_of
from models.places.kit.held import standard_kit
from models.places.tables import YEAR, Place, PlaceAct, PlaceEvent, PlaceItem
from models.roster.importer import owners_of
from models.transition import transition


@dataclass(frozen=True)
class NewPlace:
    """`id` may be given beforehand, so that evidence finds the place; `location` is WGS-84 degrees, `phone` E.164."""

    id: int
    kind: str
    name: str
    address: str = ""
    location: Mapping[str, float] | None = None
    responsible: str = ""
    phone: str | None = None


async def grid_of(session: AsyncSession, place: Place) -> Grid:
    return await session.get_one(Grid, place.grid_id)


async def may(session: AsyncSession, place: Place, who: Who, person: Person) -> bool:
    return await may_in(session, await grid_of(session, place), who, person)


async def need(session: AsyncSession, place: Place, who: Who, person: Person) -> None:
    """Raises Refused."""
    if not await may(session, place, who, person):
        raise Refused("not_yours", who=who)


async def add_place(session: AsyncSession, grid: Grid, new: NewPlace, person: Person, now: datetime) -> Place:
    """By staff of the grid; raises Refused, or Conflict when this one is in the registry already."""
    if not await may_in(session, grid, Who.STAFF, person):
        raise Refused("not_yours", who=Who.STAFF)
    if known := await known_as(session, grid.id, new.kind, new.name):
        raise Conflict("place.known", place=known)
    [code], where = await new_codes(session, 1), new.location or {}
    place = Place(
        id=new.id,
        code=code,
        kind=new.kind,
        name=new.name,
        grid_id=grid.id,
        address=new.address,
        responsible=new.responsible,
        phone=new.phone,
        responsible_id=await owner_of(session, new.phone),
        added_by=person.id,
        opened_at=now,
        confirmed_at=now,
        due_at=now + YEAR,
        latitude=where.get("latitude"),
        longitude=where.get("longitude"),
    )
    session.add(place)
    session.add_all(standard_kit(place_kinds_of(session), place.kind, place.id))
    await session.flush()
    record_place_event(session, place, PlaceAct.ADD, person, now)
    return place


async def known_as(session: AsyncSession, grid_id: int, kind: str, name: str) -> str | None:
    """The code of the open place of this grid, kind and name, if there is one."""
    rows = select(col(Place.code)).where(
        col(Place.grid_id) == grid_id, col(Place.kind) == kind, col(Place.name) == name, col(Place.closed_at).is_(None)
    )
    code: str | None = await session.scalar(rows.limit(1))
    return code


async def owner_of(session: AsyncSession, phone: str | None) -> int | None:
    """Who has shown that the phone is theirs."""
    return (await owners_of(session, [phone])).get(phone) if phone else None


async def edit_place(session: AsyncSession, place: Place, person: Person, now: datetime, **columns: Any) -> None:
    """At once, by staff; to another grid by a leader alone. Raises Refused, or Conflict when it is closed."""
    await need(session, place, Who.LEADER if "grid_id" in columns else Who.STAFF, person)
    changed = {name: value for name, value in columns.items() if getattr(place, name) != value}
    if not changed:
        return
    if "phone" in changed:
        changed["responsible_id"] = await owner_of(session, changed["phone"])
    if not await transition(session, place, col(Place.closed_at).is_(None), **changed):
        raise Conflict("place.closed")
    if "kind" in changed and not await _has_kit(session, place):
        session.add_all(standard_kit(place_kinds_of(session), place.kind, place.id))
    record_place_event(session, place, PlaceAct.EDIT, person, now, columns=sorted(columns))
    await refresh_standing(session, place.id, now)


async def _has_kit(session: AsyncSession, place: Place) -> bool:
    rows = select(col(PlaceItem.id)).where(col(PlaceItem.place_id) == place.id)
    return await session.scalar(rows.limit(1)) is not None


async def set_item(
    session: AsyncSession,
    place: Place,
    item: str,
    count: int,
    replace_on: date | None,
    person: Person,
    now: datetime,
) -> None:
    """How many of an item it holds, and until when they are good; 0 takes the item away."""
    await need(session, place, Who.STAFF, person)
    rows = select(PlaceItem).where(col(PlaceItem.place_id) == place.id, col(PlaceItem.item) == item)
    held = (await session.scalars(rows)).first()
    look_at = now if replace_on else None
    if held is None and count:
        session.add(PlaceItem(place_id=place.id, item=item, count=count, replace_on=replace_on, remind_at=look_at))
    elif held is not None and count:
        if held.replace_on != replace_on:  # of a day that stays it is not told twice
            held.replace_on, held.remind_at = replace_on, look_at
        held.count = count
    elif held is not None:
        await session.delete(held)
    record_place_event(session, place, PlaceAct.EDIT, person, now, columns=["kit"])
    await refresh_standing(session, place.id, now)


async def confirm_place(session: AsyncSession, place: Place, person: Person, now: datetime) -> None:
    """Its entry is right as it stands: to be confirmed again in a year."""
    await need(session, place, Who.STAFF, person)
    right = {"confirmed_at": now, "due_at": now + YEAR, "asked_at": None}
    if not await transition(session, place, col(Place.closed_at).is_(None), **right):
        raise Conflict("place.closed")
    record_place_event(session, place, PlaceAct.CONFIRM, person, now)
    await refresh_standing(session, place.id, now)


def record_place_event(
    session: AsyncSession, place: Place, act: PlaceAct, person: Person | None, now: datetime, **data: Any
) -> None:
    record_event(session, PlaceEvent, person, now, place_id=place.id, act=act, data=data)
