"""Which grids a CAP message is about: those that its codes or names call, else those that its shapes touch.

Shapes are WGS-84. They are taken forward into the datum of each boundary; in an unknown one they are taken as they are.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.cap.message import Area, Point
from models.grids.boundary import METRES_A_DEGREE, Boundary
from models.grids.datum import Datum, taken_into
from models.grids.tables import Grid
from models.grids.tree import ids_in, living

CORNERS = 24  # of a circle
SHAPES = 32  # kept in each datum


async def grids_in(session: AsyncSession, areas: Sequence[Area]) -> list[Grid]:
    """The topmost grids of what the areas are about; none where nothing is known of them."""
    grids = (await session.scalars(select(Grid).where(living()).order_by(col(Grid.path)))).all()
    called = {grid.id for area in areas for grid in _called(grids, area)}
    chosen = called or _with_those_above(grids, _touched(grids, areas))
    return [grid for grid in grids if grid.id in chosen and not chosen.intersection(ids_in(grid.path)[:-1])]


def _called(grids: Iterable[Grid], area: Area) -> list[Grid]:
    """By code, else by a name that only one of them bears."""
    by_code = [grid for grid in grids if grid.code in area.codes]
    named = [grid for grid in grids if grid.name == area.name]
    return by_code or (named if len(named) == 1 else [])


def _touched(grids: Sequence[Grid], areas: Iterable[Area]) -> set[int]:
    """Of the lowest grids with a boundary; those above them stretch far beyond what is meant."""
    shapes = [Shape(points) for area in areas for points in _outlines(area)]
    drawn = [grid for grid in grids if grid.boundary]
    above = {step for grid in drawn for step in ids_in(grid.path)[:-1]}
    return {grid.id for grid in drawn if grid.id not in above and any(shape.touches(grid) for shape in shapes)}


def _with_those_above(grids: Sequence[Grid], touched: set[int]) -> set[int]:
    """And the grids all of whose children are touched."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for grid in grids:
        below[grid.parent_id].append(grid.id)
    whole = set(touched)
    for grid in sorted(grids, key=lambda each: -len(each.path)):
        if below[grid.id] and whole.issuperset(below[grid.id]):
            whole.add(grid.id)
    return whole


@dataclass(frozen=True)
class Shape:
    points: tuple[Point, ...]

    def touches(self, grid: Grid) -> bool:
        """Whether a corner of one lies in the other."""
        theirs = Boundary(grid.boundary or {}, grid.boundary_datum)
        outline = _drawn(self.points, grid.boundary_datum)
        ours_inside = any(theirs.holds(point) for point in self.points)
        return ours_inside or any(outline.holds(point) for point in _corners(theirs))


@lru_cache(maxsize=SHAPES)
def _drawn(points: tuple[Point, ...], datum: Datum) -> Boundary:
    """As it lies on a map of this datum, where the places that are asked for are taken as they are."""
    ring = [taken_into(datum, *point) for point in points]
    return Boundary({"type": "Polygon", "coordinates": [ring]}, Datum.UNKNOWN)


def _corners(boundary: Boundary) -> Iterable[Point]:
    shape = boundary.shape
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return ((point[0], point[1]) for outer, *_ in polygons for point in outer)


def _outlines(area: Area) -> Iterable[tuple[Point, ...]]:
    yield from area.polygons
    for centre, kilometres in area.circles:
        yield _ring(centre, kilometres * 1000)


def _ring(centre: Point, metres: float) -> tuple[Point, ...]:
    longitude, latitude = centre
    up = metres / METRES_A_DEGREE
    across = up / max(math.cos(math.radians(latitude)), 0.01)
    turns = [2 * math.pi * corner / CORNERS for corner in range(CORNERS)]
    ring = [(longitude + across * math.cos(turn), latitude + up * math.sin(turn)) for turn in turns]
    return (*ring, ring[0])
