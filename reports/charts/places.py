"""Where on a sheet areas lie that are given in degrees, and where in each a text stands best."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from reports.charts.page import Ring
from reports.charts.sheet import Point

FINE = 24  # points each way that are tried
OFF = 0.02  # of the way from the middle counts against a point: it decides between equals
FLAT = 2.2  # texts are so much wider than high


@dataclass(frozen=True)
class Projection:
    """Degrees to pixels in the middle of a box, as large as fits; a degree of longitude is as long as it is there."""

    west: float
    north: float
    shrunk: float
    scale: float
    left: float
    top: float
    high: float

    def points(self, ring: Ring) -> list[Point]:
        return [
            (self.left + (x - self.west) * self.shrunk * self.scale, self.top + (self.north - y) * self.scale)
            for x, y in ring
        ]


def project(rings: Sequence[Ring], left: float, top: float, wide: float, most_high: float) -> Projection:
    xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
    west, east, south, north = min(xs), max(xs), min(ys), max(ys)
    shrunk = cos(radians((south + north) / 2))
    across, up = max((east - west) * shrunk, 1e-9), max(north - south, 1e-9)
    scale = min(wide / across, most_high / up)
    return Projection(west, north, shrunk, scale, left + (wide - across * scale) / 2, top, up * scale)


def size(ring: Sequence[Point]) -> float:
    """Its area, by the shoelace."""
    x, y = np.array(ring).T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def inside(ring: Sequence[Point]) -> Point:
    """The point within it that has most room around, to the sides above all."""
    outline = np.array(ring) * (1, FLAT)
    low, high = outline.min(axis=0), outline.max(axis=0)
    steps = (np.arange(FINE) + 0.5) / FINE
    tried = np.stack(np.meshgrid(*(low + (high - low) * steps[:, None]).T), axis=-1).reshape(-1, 2)
    room = _distance(tried, outline) - OFF * np.hypot(*(tried - (low + high) / 2).T)
    best = tried[np.argmax(np.where(_within(tried, outline), room, -np.inf))]
    return float(best[0]), float(best[1]) / FLAT


def _within(points: NDArray[np.float64], ring: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a ray to the east crosses the ring an odd number of times."""
    (x, y), (ax, ay) = points.T[:, :, None], ring.T
    bx, by = np.roll(ring, -1, axis=0).T
    crosses = (ay > y) != (by > y)
    edge = ax + (y - ay) * (bx - ax) / np.where(by == ay, 1, by - ay)
    odd: NDArray[np.bool_] = np.sum(crosses & (x < edge), axis=1) % 2 == 1
    return odd


def _distance(points: NDArray[np.float64], ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """To the nearest of its edges."""
    start, along = ring[None], (np.roll(ring, -1, axis=0) - ring)[None]
    way = points[:, None] - start
    share = np.clip((way * along).sum(-1) / np.maximum((along**2).sum(-1), 1e-12), 0, 1)
    apart: NDArray[np.float64] = np.sqrt(((way - share[..., None] * along) ** 2).sum(-1)).min(axis=1)
    return apart
