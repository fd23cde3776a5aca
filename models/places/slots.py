"""Time slots of a place (A7): a school block is looked at once in each, by who is on duty then.

    named by the sheet ──own contact──▶ claimed ──sheet names others──▶ ended

What must always hold: a slot is never changed but for who has claimed it; a place has one slot of the same hours.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Index, Time, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime, new_id
from models.places.tables import Place, open_places

IN_FORCE = "ended_at IS NULL"


class Slot(NamedTuple):
    """As the sheet names it: local times of one day; `phone` is E.164."""

    begins: time
    ends: time
    name: str
    phone: str


class PlaceSlot(Row, table=True):
    __tablename__ = "place_slots"
    __table_args__ = (
        Index(
            "uq_place_slots_hours",
            "place_id",
            "begins",
            "ends",
            unique=True,
            postgresql_where=text(IN_FORCE),
            sqlite_where=text(IN_FORCE),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    place_id: int = Field(foreign_key="places.id", sa_type=BigInteger)
    begins: time = Field(sa_type=Time)
    ends: time = Field(sa_type=Time)
    name: str = Field(max_length=80)
    phone: str = Field(max_length=20, index=True)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger, index=True)
    added_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def hours(self) -> str:
        return hours_words(self.begins, self.ends)

    @property
    def told(self) -> Slot:
        return Slot(self.begins, self.ends, self.name, self.phone)


def hours_words(begins: time, ends: time) -> str:
    return f"{begins:%H:%M}-{ends:%H:%M}"


def in_force() -> ColumnElement[bool]:
    return col(PlaceSlot.ended_at).is_(None)


async def slots_at(session: AsyncSession, place_id: int) -> Sequence[PlaceSlot]:
    rows = select(PlaceSlot).where(col(PlaceSlot.place_id) == place_id, in_force())
    return (await session.scalars(rows.order_by(col(PlaceSlot.begins), col(PlaceSlot.ends)))).all()


async def slots_in(session: AsyncSession, grids: Iterable[int]) -> Mapping[int, Sequence[PlaceSlot]]:
    """By place, of the open ones in these grids (by id)."""
    there = select(col(Place.id)).where(open_places(), col(Place.grid_id).in_(list(grids)))
    found: dict[int, list[PlaceSlot]] = defaultdict(list)
    for slot in (await session.scalars(select(PlaceSlot).where(col(PlaceSlot.place_id).in_(there), in_force()))).all():
        found[slot.place_id].append(slot)
    return found


async def slots_of(session: AsyncSession, person_id: int) -> Sequence[tuple[PlaceSlot, Place]]:
    """What the person has claimed at open places, in the order of the day."""
    rows = select(PlaceSlot, Place).join(Place, col(Place.id) == col(PlaceSlot.place_id))
    mine = rows.where(col(PlaceSlot.person_id) == person_id, in_force(), open_places())
    return [(slot, place) for slot, place in await session.execute(mine.order_by(col(PlaceSlot.begins)))]


async def keeps(session: AsyncSession, place: Place, person_id: int) -> bool:
    """Whether the person is responsible for the place, or on duty in a slot of it: their check is a 自查."""
    if place.responsible_id == person_id:
        return True
    return any(slot.person_id == person_id for slot in await slots_at(session, place.id))
