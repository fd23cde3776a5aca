import json
from typing import Any

import pytest

from models.roster.boundary import NotABoundary, read_boundary, write_boundary

RING = [[105.9, 29.34], [105.92, 29.34], [105.92, 29.36], [105.9, 29.34]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}


def polygon(*ring: Any) -> str:
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


@pytest.mark.parametrize("boundary", [POLYGON, {"type": "MultiPolygon", "coordinates": [[RING], [RING, RING]]}])
def test_a_boundary_is_read_and_written_without_a_change(boundary: dict[str, Any]) -> None:
    assert read_boundary(write_boundary(boundary)) == boundary


def test_a_feature_gives_its_geometry_and_nothing_else() -> None:
    feature = {"type": "Feature", "properties": {"a": 1}, "geometry": {**POLYGON, "bbox": [1, 2, 3, 4]}}
    assert read_boundary(json.dumps(feature)) == POLYGON


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("边界", "boundary_no_json"),
        ("[" * 100_000, "boundary_no_json"),
        ("9" * 5_000, "boundary_no_json"),
        ("[]", "boundary_no_polygon"),
        ('{"type":"Point","coordinates":[1,2]}', "boundary_no_polygon"),
        ('{"type":["Polygon"]}', "boundary_no_polygon"),
        ('{"type":"Feature"}', "boundary_no_polygon"),
        ('{"type":"Polygon"}', "boundary_points"),
        ('{"type":"Polygon","coordinates":[]}', "boundary_points"),
        ('{"type":"MultiPolygon","coordinates":[[[1,2]]]}', "boundary_points"),
        (polygon([1, 2], [3, 4], [5, 6], "x"), "boundary_points"),
        (polygon([1, 2], [3, 4], [5, True], [1, 2]), "boundary_points"),
        (polygon([1, 2], [3, 4], [5, 91], [1, 2]), "boundary_points"),
        (polygon([1, 2], [3, 4], [5, float("nan")], [1, 2]), "boundary_points"),
        (polygon([1, 2], [3, 4], [float("inf"), 6], [1, 2]), "boundary_points"),
        (polygon([1, 2], [3, 4], [1, 2]), "boundary_open"),
        (polygon([1, 2], [3, 4], [5, 6], [7, 8]), "boundary_open"),
    ],
)
def test_what_is_no_boundary_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(NotABoundary, match=code):
        read_boundary(text)
