"""Whether boundaries are drawn in another datum than they are said to be, by where people have checked in of late."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.boundary import Boundary, Place, looks_shifted
from models.grids.datum import Datum
from models.grids.tables import Grid
from models.patrols.tables import PatrolRound, PatrolStop

LATELY = timedelta(days=90)
MOST = 2000  # stops, the newest


@dataclass(frozen=True)
class ShiftedBoundaries:
    """`grids` are the codes of those with stops outside."""

    said: Datum
    truth: Datum
    grids: list[str]


async def shifted_boundaries(session: AsyncSession, now: datetime) -> list[ShiftedBoundaries]:
    places = await _places(session, now)
    grids = (await session.scalars(select(Grid).where(col(Grid.id).in_(places)))).all()
    by_datum: dict[Datum, list[tuple[str, Boundary, Place]]] = defaultdict(list)
    for grid in grids:
        if grid.boundary is not None:
            boundary = Boundary(grid.boundary, grid.boundary_datum)
            by_datum[boundary.datum] += [(grid.code, boundary, place) for place in places[grid.id]]
    found = []
    for said, stops in by_datum.items():
        truth = looks_shifted([(boundary, place) for _, boundary, place in stops])
        if truth is not None:
            outside = sorted({code for code, boundary, place in stops if not boundary.holds(place)})
            found.append(ShiftedBoundaries(said, truth, outside))
    return found


async def _places(session: AsyncSession, now: datetime) -> dict[int, list[Place]]:
    """Where people on rounds were, by the grid (id) of the round."""
    rows = (
        select(col(PatrolRound.grid_id), col(PatrolStop.longitude), col(PatrolStop.latitude))
        .join(PatrolRound, col(PatrolRound.id) == col(PatrolStop.round_id))
        .where(col(PatrolStop.longitude).is_not(None), col(PatrolStop.undone_at).is_(None))
        .where(col(PatrolStop.said_at) > now - LATELY)
        .order_by(col(PatrolStop.said_at).desc())
        .limit(MOST)
    )
    places: dict[int, list[Place]] = defaultdict(list)
    for grid_id, longitude, latitude in (await session.execute(rows)).all():
        if longitude is not None and latitude is not None:
            places[grid_id].append((longitude, latitude))
    return places
