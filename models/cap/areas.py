"""Which grids a CAP message is about: of each of its areas those that codes or name call, else those that shapes touch.

Shapes are WGS-84. They are taken forward into the datum of each boundary; in an unknown one they are taken as they are.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.cap.message import Area, Point
from models.grids.boundary import METRES_A_DEGREE, Boundary
from models.grids.datum import Datum, taken_into
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in, living

CORNERS = 24  # of a circle
SHAPES = 32  # kept in each datum


@dataclass(frozen=True)
class Found:
    """The topmost `grids` of what the areas are about. `known`: each of them is about some; `drawn`: what lies beside
    the grids that a shape touches has a boundary, too, so that none is left out.
    """

    grids: list[Grid]
    known: bool
    drawn: bool


async def grids_in(session: AsyncSession, areas: Sequence[Area]) -> Found:
    grids = (await session.scalars(select(Grid).where(living()).order_by(col(Grid.path)))).all()
    called = [{grid.id for grid in _called(grids, area)} for area in areas]
    shapes = [() if found else tuple(map(Shape, _outlines(area))) for area, found in zip(areas, called, strict=True)]
    touched = [_touched(grids, each) for each in shapes]
    in_shapes = _with_those_above(grids, set[int]().union(*touched))
    chosen = in_shapes.union(*called)
    return Found(
        [grid for grid in grids if grid.id in chosen and not chosen.intersection(ids_in(grid.path)[:-1])],
        known=all(by_name or by_shape for by_name, by_shape in zip(called, touched, strict=True)),
        drawn=not _undrawn_beside(grids, in_shapes, chosen),
    )


def _called(grids: Iterable[Grid], area: Area) -> list[Grid]:
    """By code, else by a name that only one of them bears."""
    by_code = [grid for grid in grids if grid.code in area.codes]
    named = [grid for grid in grids if grid.name == area.name]
    return by_code or (named if len(named) == 1 else [])


def _touched(grids: Sequence[Grid], shapes: Sequence["Shape"]) -> set[int]:
    """Of the lowest grids with a boundary; those above them stretch far beyond what is meant."""
    return {grid.id for grid in _lowest_drawn(grids) if any(shape.touches(grid) for shape in shapes)}


def _lowest_drawn(grids: Sequence[Grid]) -> list[Grid]:
    drawn = [grid for grid in grids if grid.boundary]
    above = {step for grid in drawn for step in ids_in(grid.path)[:-1]}
    return [grid for grid in drawn if grid.id not in above]


def _undrawn_beside(grids: Sequence[Grid], touched: Collection[int], chosen: Collection[int]) -> bool:
    """Whether a lowest grid of the same street as what is touched has no boundary, nor one above it that counts."""
    streets = {grid.id for grid in grids if grid.level is Level.STREET}
    near = {step for grid in grids if grid.id in touched for step in ids_in(grid.path) if step in streets}
    above = {grid.parent_id for grid in grids}
    settled = {grid.id for grid in _lowest_drawn(grids)}.union(chosen)
    lowest = [ids_in(grid.path) for grid in grids if grid.id not in above]
    return any(near.intersection(way) and settled.isdisjoint(way) for way in lowest)


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
        """Whether a corner of one lies in the other, or their edges cross."""
        theirs = Boundary(grid.boundary or {}, grid.boundary_datum)
        outline = _drawn(self.points, grid.boundary_datum)
        ours_inside = any(theirs.holds(point) for point in self.points)
        return ours_inside or any(outline.holds(point) for point in _corners(theirs)) or theirs.crosses(outline)


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
