"""A grid's boundary: a GeoJSON Polygon or MultiPolygon in degrees, longitude first."""

import json
import math
from typing import Any

SHAPES = ("Polygon", "MultiPolygon")
SMALLEST_RING = 4  # a triangle that comes back to its start


class NotABoundary(ValueError):
    """Its text is the problem's code."""


def read_boundary(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotABoundary("boundary_no_json") from error
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    if not isinstance(found, dict) or found.get("type") not in SHAPES:
        raise NotABoundary("boundary_no_polygon")
    parts = found.get("coordinates")
    _check_parts(parts if found["type"] == "MultiPolygon" else [parts])
    return {"type": found["type"], "coordinates": parts}


def write_boundary(boundary: dict[str, Any]) -> str:
    return json.dumps(boundary, ensure_ascii=False, separators=(",", ":"))


def _check_parts(polygons: Any) -> None:
    for rings in _filled_list(polygons):
        for ring in _filled_list(rings):
            points = _filled_list(ring)
            if not all(map(_is_point, points)):
                raise NotABoundary("boundary_points")
            if len(points) < SMALLEST_RING or points[0] != points[-1]:
                raise NotABoundary("boundary_open")


def _filled_list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise NotABoundary("boundary_points")
    return value


def _is_point(value: Any) -> bool:
    if not isinstance(value, list) or not 2 <= len(value) <= 3 or not all(map(_is_number, value)):
        return False
    return bool(abs(value[0]) <= 180 and abs(value[1]) <= 90)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
