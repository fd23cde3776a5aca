"""Where there is water, and a mini fire station, near a call for help (E5)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.distance import metres_between
from models.places.kinds import place_kinds_of
from models.places.tables import Place, open_places

MOST = 5


@dataclass(frozen=True)
class Nearby:
    """`metres` from the call, where both places are known."""

    place: Place
    metres: int | None


async def water_near(
    session: AsyncSession, grids: Collection[int], own: int | None, location: Mapping[str, float] | None
) -> Sequence[Nearby]:
    """The nearest five in these grids; without a location, those of the `own` grid first."""
    kinds = place_kinds_of(session).water()
    rows = select(Place).where(col(Place.grid_id).in_(grids), col(Place.kind).in_(kinds), open_places())
    found = [Nearby(place, _metres(place, location)) for place in (await session.scalars(rows)).all()]

    def order(near: Nearby) -> tuple[bool, int, bool, str]:
        return near.metres is None, near.metres or 0, near.place.grid_id != own, near.place.name

    return sorted(found, key=order)[:MOST]


def _metres(place: Place, location: Mapping[str, float] | None) -> int | None:
    if location is None or place.latitude is None or place.longitude is None:
        return None
    return round(metres_between(place.latitude, place.longitude, location["latitude"], location["longitude"]))
