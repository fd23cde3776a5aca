"""Which grids adjoin one: their boundaries come within a few metres of each other somewhere.

Distances are taken on a plane laid at the grid itself, where a metre is a metre both ways.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import ids_in, living, subtree

Boundary = dict[str, Any]
Point = tuple[float, float]
Edge = tuple[Point, Point]
Box = tuple[float, float, float, float]

TOUCHING = 10.0  # metres: hand-drawn boundaries leave a lane between them
METRES_A_DEGREE = 111_320.0


def adjoining(boundary: Boundary, others: Iterable[tuple[int, Boundary]]) -> list[int]:
    """The ids of those among `others` that touch the boundary."""
    plane = _Plane(boundary)
    edges = list(plane.edges(boundary))
    box = _box(point for edge in edges for point in edge)
    found = []
    for key, other in others:
        theirs = _near(plane.edges(other), box)
        if theirs and _touch(_near(edges, _box(point for edge in theirs for point in edge)), theirs):
            found.append(key)
    return found


async def neighbours_of(session: AsyncSession, grid: Grid) -> Sequence[Grid]:
    """The grids of its level that adjoin it; where no boundary says so, those with the same parent."""
    found = await _drawn_around(session, grid) if grid.boundary else []
    if found:
        rows = select(Grid).where(col(Grid.id).in_(found))
    else:
        rows = select(Grid).where(col(Grid.parent_id) == grid.parent_id, col(Grid.id) != grid.id, living())
    return (await session.scalars(rows.order_by(col(Grid.code)))).all()


async def _drawn_around(session: AsyncSession, grid: Grid) -> list[int]:
    root = await session.get_one(Grid, ids_in(grid.path)[0])
    peers = select(col(Grid.id), col(Grid.boundary)).where(
        subtree(root), living(), col(Grid.level) == grid.level, col(Grid.id) != grid.id
    )
    drawn = [(key, boundary) for key, boundary in (await session.execute(peers)).all() if boundary]
    return adjoining(grid.boundary or {}, drawn)


class _Plane:
    """Degrees to metres, around the first point of a boundary."""

    def __init__(self, boundary: Boundary) -> None:
        self.x0, self.y0, *_ = next(_rings(boundary))[0]
        self.across = METRES_A_DEGREE * math.cos(math.radians(self.y0))

    def edges(self, boundary: Boundary) -> Iterator[Edge]:
        for ring in _rings(boundary):
            yield from pairwise([((x - self.x0) * self.across, (y - self.y0) * METRES_A_DEGREE) for x, y, *_ in ring])


def _rings(boundary: Boundary) -> Iterator[Sequence[Sequence[float]]]:
    parts = boundary["coordinates"] if boundary["type"] == "MultiPolygon" else [boundary["coordinates"]]
    for polygon in parts:
        yield from polygon


def _box(points: Iterable[Point]) -> Box:
    """With room around it for what touches."""
    xs, ys = zip(*points, strict=True)
    return min(xs) - TOUCHING, min(ys) - TOUCHING, max(xs) + TOUCHING, max(ys) + TOUCHING


def _near(edges: Iterable[Edge], box: Box) -> list[Edge]:
    left, low, right, high = box
    return [
        ((ax, ay), (bx, by))
        for (ax, ay), (bx, by) in edges
        if max(ax, bx) >= left and min(ax, bx) <= right and max(ay, by) >= low and min(ay, by) <= high
    ]


def _touch(ours: Sequence[Edge], theirs: Sequence[Edge]) -> bool:
    return any(_gap(one, other) <= TOUCHING for one in ours for other in theirs)


def _gap(one: Edge, other: Edge) -> float:
    if _cross(one, other):
        return 0.0
    ends = [(point, other) for point in one] + [(point, one) for point in other]
    return min(_distance(point, edge) for point, edge in ends)


def _cross(one: Edge, other: Edge) -> bool:
    a, b = one
    c, d = other
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, p: Point) -> float:
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def _distance(point: Point, edge: Edge) -> float:
    """From a point to the nearest point of an edge."""
    (ax, ay), (bx, by) = edge
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = ((point[0] - ax) * (bx - ax) + (point[1] - ay) * (by - ay)) / length if length else 0.0
    t = min(max(along, 0.0), 1.0)
    return math.dist(point, (ax + t * (bx - ax), ay + t * (by - ay)))
