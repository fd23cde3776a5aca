"""Whether a place lies within a grid's boundary: GeoJSON, in degrees, longitude first."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Point = Sequence[float]
Ring = Sequence[Point]


def within(boundary: dict[str, Any], longitude: float, latitude: float) -> bool:
    """Of a Polygon or MultiPolygon; what lies in a hole is not within."""
    parts = boundary["coordinates"] if boundary["type"] == "MultiPolygon" else [boundary["coordinates"]]
    return any(_in_polygon(rings, longitude, latitude) for rings in parts)


def _in_polygon(rings: Sequence[Ring], x: float, y: float) -> bool:
    outer, *holes = rings
    return _in_ring(outer, x, y) and not any(_in_ring(hole, x, y) for hole in holes)


def _in_ring(ring: Ring, x: float, y: float) -> bool:
    """A ray to the east crosses the edges of what it starts in an odd number of times."""
    inside = False
    for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside
