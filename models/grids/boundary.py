"""Where a place lies to a grid's boundary, which is GeoJSON in degrees, longitude first, in the datum of its map.

Distances are taken on a plane laid at the place, where a metre is a metre both ways.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any

from models.grids.datum import Datum, taken_into

Point = Sequence[float]
Ring = Sequence[Point]
Polygon = Sequence[Ring]
Place = tuple[float, float]  # longitude, latitude
Edge = tuple[Place, Place]

METRES_A_DEGREE = 111_320.0
LEAST_DOUBT = 50.0  # metres: a phone among houses is no better, whatever it says
ENOUGH_STOPS, MOST_OF_THEM = 20, 0.8


class Side(StrEnum):
    INSIDE = "inside"
    OUTSIDE = "outside"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Whereabouts:
    """`metres` from the boundary; 0 where the place is not outside, or the datum is unknown."""

    side: Side
    metres: float = 0.0


@dataclass(frozen=True)
class Boundary:
    """A Polygon or MultiPolygon, read once for any number of places; these are in WGS-84, as Telegram tells them."""

    shape: dict[str, Any]
    datum: Datum

    def holds(self, place: Place) -> bool:
        """What lies in a hole is not held. On a map of an unknown datum a place is taken as it is."""
        return self._holds(*taken_into(self.datum, *place))

    def whereabouts(self, place: Place, accuracy: float | None = None) -> Whereabouts:
        """`accuracy` in metres, as reported. What lies outside by no more than the doubt is uncertain."""
        if self.datum is Datum.UNKNOWN:
            return Whereabouts(Side.UNCERTAIN)
        x, y = taken_into(self.datum, *place)
        if self._holds(x, y):
            return Whereabouts(Side.INSIDE)
        metres = self._distance(x, y)
        doubtful = metres <= max(accuracy or 0.0, LEAST_DOUBT)
        return Whereabouts(Side.UNCERTAIN if doubtful else Side.OUTSIDE, metres)

    def crosses(self, other: "Boundary") -> bool:
        """Whether an edge of the one meets an edge of the other, both as they are drawn."""
        mine = [*self.edges()]
        west, south = (min(min(a[axis], b[axis]) for a, b in mine) for axis in (0, 1))
        east, north = (max(max(a[axis], b[axis]) for a, b in mine) for axis in (0, 1))
        around = ((west, south), (east, north))
        near = [edge for edge in other.edges() if _boxes_meet(edge, around)]
        return any(_meet(one, edge) for edge in near for one in mine)

    def edges(self) -> Iterator[Edge]:
        for rings in self._polygons:
            for ring in rings:
                for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
                    yield (x1, y1), (x2, y2)

    @cached_property
    def _polygons(self) -> Sequence[Polygon]:
        polygons: Sequence[Polygon] = self.shape["coordinates"]
        return polygons if self.shape["type"] == "MultiPolygon" else [polygons]  # type: ignore[list-item]

    @cached_property
    def _boxes(self) -> list[tuple[float, float, float, float]]:
        """West, south, east, north of each polygon."""
        sides = [[*zip(*((x, y) for x, y, *_ in outer), strict=True)] for outer, *_ in self._polygons]
        return [(min(xs), min(ys), max(xs), max(ys)) for xs, ys in sides]

    def _holds(self, x: float, y: float) -> bool:
        return any(
            west <= x <= east and south <= y <= north and _in_polygon(rings, x, y)
            for (west, south, east, north), rings in zip(self._boxes, self._polygons, strict=True)
        )

    def _distance(self, x: float, y: float) -> float:
        """To the nearest edge, in metres."""
        across = METRES_A_DEGREE * math.cos(math.radians(y))
        return min(
            _to_edge((x1 - x) * across, (y1 - y) * METRES_A_DEGREE, (x2 - x) * across, (y2 - y) * METRES_A_DEGREE)
            for rings in self._polygons
            for ring in rings
            for (x1, y1, *_), (x2, y2, *_) in pairwise(ring)
        )


def looks_shifted(stops: Sequence[tuple[Boundary, Place]]) -> Datum | None:
    """The datum in which the boundaries seem to be drawn in truth: where enough stops lie outside of them as they are
    said to be drawn, and most of these inside as if they were drawn in that one.
    """
    outside = [(boundary, place) for boundary, place in stops if not boundary.holds(place)]
    if len(outside) < ENOUGH_STOPS:
        return None
    inside = {
        datum: sum(replace(boundary, datum=datum).holds(place) for boundary, place in outside)
        for datum in (Datum.WGS84, Datum.GCJ02, Datum.BD09)
    }
    best = max(inside, key=inside.__getitem__)
    return best if inside[best] >= len(outside) * MOST_OF_THEM else None


def _in_polygon(rings: Polygon, x: float, y: float) -> bool:
    outer, *holes = rings
    return _in_ring(outer, x, y) and not any(_in_ring(hole, x, y) for hole in holes)


def _in_ring(ring: Ring, x: float, y: float) -> bool:
    """A ray to the east crosses the edges of what it starts in an odd number of times."""
    inside = False
    for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def _meet(one: Edge, other: Edge) -> bool:
    """Each has an end on either side of the other, or touches it."""
    apart = _turn(*one, other[0]) * _turn(*one, other[1]) > 0 or _turn(*other, one[0]) * _turn(*other, one[1]) > 0
    return not apart and _boxes_meet(one, other)


def _turn(a: Place, b: Place, c: Place) -> float:
    """To the left above 0, to the right below it."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _boxes_meet(one: Edge, other: Edge) -> bool:
    return all(
        min(one[0][axis], one[1][axis]) <= max(other[0][axis], other[1][axis])
        and min(other[0][axis], other[1][axis]) <= max(one[0][axis], one[1][axis])
        for axis in (0, 1)
    )


def _to_edge(ax: float, ay: float, bx: float, by: float) -> float:
    """From the origin to the nearest point of the edge between a and b."""
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = min(max(-(ax * dx + ay * dy) / length, 0.0), 1.0) if length else 0.0
    return math.hypot(ax + along * dx, ay + along * dy)
