from typing import Any

import pytest

from models.grids.boundary import within

SQUARE = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0], [0.0, 0.0]]
HOLE = [[4.0, 4.0], [6.0, 4.0], [6.0, 6.0], [4.0, 6.0], [4.0, 4.0]]
FAR = [[20.0, 0.0, 3.5], [30.0, 0.0, 3.5], [20.0, 10.0, 3.5], [20.0, 0.0, 3.5]]
PLAIN = {"type": "Polygon", "coordinates": [SQUARE]}
RING = {"type": "Polygon", "coordinates": [SQUARE, HOLE]}
TWO = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [FAR]]}


@pytest.mark.parametrize(
    ("boundary", "longitude", "latitude", "inside"),
    [
        (PLAIN, 5, 5, True),
        (PLAIN, 9.99, 0.01, True),
        (PLAIN, -0.01, 5, False),
        (PLAIN, 5, 10.01, False),
        (PLAIN, 11, 0, False),
        (RING, 5, 5, False),
        (RING, 3, 5, True),
        (TWO, 5, 5, False),
        (TWO, 3, 5, True),
        (TWO, 22, 2, True),
        (TWO, 29, 9, False),
        (TWO, 15, 5, False),
    ],
)
def test_a_place_is_within_a_boundary_or_not(
    boundary: dict[str, Any], longitude: float, latitude: float, inside: bool
) -> None:
    assert within(boundary, longitude, latitude) is inside
