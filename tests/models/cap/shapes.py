"""Squares, as polygons of a message and as boundaries of grids."""

from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.datum import Datum, taken_into
from models.grids.tables import Grid

CENTRE = (105.93, 29.36)


def square(half: float, centre: tuple[float, float] = CENTRE, datum: Datum = Datum.WGS84) -> list[tuple[float, float]]:
    """Degrees; drawn in that datum."""
    x, y = centre
    ring = [
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
        (x - half, y - half),
    ]
    return [taken_into(datum, *point) for point in ring]


async def draw(session: AsyncSession, grid: Grid, half: float, datum: Datum = Datum.WGS84) -> None:
    grid.boundary = {"type": "Polygon", "coordinates": [square(half, datum=datum)]}
    grid.boundary_datum = datum
    await session.flush()
