import math
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from shapely.affinity import scale, translate
from shapely.geometry import Point, mapping, shape
from shapely.geometry.base import BaseGeometry

from models.grids.boundary import METRES_A_DEGREE, Boundary, Side, Whereabouts, looks_shifted
from models.grids.datum import Datum, taken_into

SQUARE = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0], [0.0, 0.0]]
HOLE = [[4.0, 4.0], [6.0, 4.0], [6.0, 6.0], [4.0, 6.0], [4.0, 4.0]]
FAR = [[20.0, 0.0, 3.5], [30.0, 0.0, 3.5], [20.0, 10.0, 3.5], [20.0, 0.0, 3.5]]
PLAIN = {"type": "Polygon", "coordinates": [SQUARE]}
RING = {"type": "Polygon", "coordinates": [SQUARE, HOLE]}
TWO = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [FAR]]}
STREET = (105.927, 29.356)  # where a small grid is 355 by 462 m, and GCJ-02 474 m away
METRE = 1 / METRES_A_DEGREE


def grid_around(longitude: float, latitude: float, across: float = 355, up: float = 462) -> dict[str, Any]:
    east, north = across / 2 * METRE / math.cos(math.radians(latitude)), up / 2 * METRE
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return {"type": "Polygon", "coordinates": [[[longitude + x * east, latitude + y * north] for x, y in corners]]}


def eastward(metres: float) -> tuple[float, float]:
    """From the middle of the street's grid."""
    return STREET[0] + metres * METRE / math.cos(math.radians(STREET[1])), STREET[1]


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
def test_a_boundary_holds_a_place_or_not(
    boundary: dict[str, Any], longitude: float, latitude: float, inside: bool
) -> None:
    assert Boundary(boundary, Datum.WGS84).holds((longitude, latitude)) is inside


@pytest.mark.parametrize(
    ("east", "accuracy", "side"),
    [
        (0, None, Side.INSIDE),
        (170, 1500, Side.INSIDE),
        (220, None, Side.UNCERTAIN),
        (230, None, Side.OUTSIDE),
        (230, 40, Side.OUTSIDE),
        (230, 60, Side.UNCERTAIN),
        (1600, 1500, Side.UNCERTAIN),
        (1700, 1500, Side.OUTSIDE),
    ],
)
def test_outside_is_only_what_lies_farther_out_than_the_doubt(east: float, accuracy: float | None, side: Side) -> None:
    found = Boundary(grid_around(*STREET), Datum.WGS84).whereabouts(eastward(east), accuracy)
    assert found.side is side
    assert found.metres == pytest.approx(max(east - 177.5, 0), abs=0.5)


def test_of_a_map_that_nobody_knows_nothing_is_certain() -> None:
    unknown = Boundary(grid_around(*STREET), Datum.UNKNOWN)
    assert [unknown.whereabouts(eastward(metres)) for metres in (0, 5000)] == [Whereabouts(Side.UNCERTAIN)] * 2


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_boundary_is_asked_in_the_datum_of_its_map(datum: Datum) -> None:
    drawn = grid_around(*taken_into(datum, *STREET))
    assert Boundary(drawn, datum).whereabouts(STREET) == Whereabouts(Side.INSIDE)
    assert Boundary(drawn, Datum.WGS84).whereabouts(STREET).side is Side.OUTSIDE


@pytest.mark.parametrize("truth", [Datum.WGS84, Datum.GCJ02, Datum.BD09])
@pytest.mark.parametrize("said", list(Datum))
def test_a_boundary_drawn_on_another_map_than_is_said_shows_by_twenty_stops(truth: Datum, said: Datum) -> None:
    drawn = Boundary(grid_around(*taken_into(truth, *STREET)), said)
    stops = [(drawn, eastward(metres)) for metres in range(-100, 100, 10)]
    right = said is truth or (said, truth) == (Datum.UNKNOWN, Datum.WGS84)
    assert looks_shifted(stops) == (None if right else truth)
    assert looks_shifted(stops[:19]) is None


def test_people_who_are_elsewhere_do_not_make_a_map_wrong() -> None:
    drawn = Boundary(grid_around(*STREET), Datum.WGS84)
    assert looks_shifted([(drawn, eastward(2000 + metres)) for metres in range(40)]) is None
    shifted = Boundary(grid_around(*taken_into(Datum.GCJ02, *STREET)), Datum.WGS84)
    mixed = [(shifted, eastward(metres)) for metres in [*[0] * 16, *[5000] * 5]]
    assert looks_shifted(mixed) is None
    assert looks_shifted(mixed[:-1]) is Datum.GCJ02


@st.composite
def areas(draw: st.DrawFn) -> BaseGeometry:
    """Stars of one or two polygons, some with a hole, some hundred metres across, around the street."""
    angles = sorted(draw(st.sets(st.integers(0, 359), min_size=5, max_size=30)))
    reach = draw(st.lists(st.integers(20, 100), min_size=len(angles), max_size=len(angles)))
    turns = [(r * math.cos(math.radians(a)), r * math.sin(math.radians(a))) for a, r in zip(angles, reach, strict=True)]
    star = shape({"type": "Polygon", "coordinates": [[*turns, turns[0]]]})
    assume(star.is_valid)
    if draw(st.booleans()):
        star = star.difference(star.buffer(-8))
    if draw(st.booleans()):
        star = star.union(translate(star, 250, draw(st.integers(-90, 90))))
    assume(star.geom_type in ("Polygon", "MultiPolygon") and not star.is_empty)
    return star


@given(areas(), st.integers(-200, 450), st.integers(-200, 200))
@example(shape(mapping(shape({"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]]}))), 5, 5)
def test_inside_and_distance_are_as_shapely_finds_them(area: BaseGeometry, east: int, north: int) -> None:
    across = METRE / math.cos(math.radians(STREET[1] + north * METRE))
    drawn = translate(scale(area, across, METRE, origin=(0, 0)), *STREET)
    point, place = Point(east, north), (STREET[0] + east * across, STREET[1] + north * METRE)
    away = area.boundary.distance(point)
    assume(away > 0.01)
    found = Boundary({**mapping(drawn)}, Datum.WGS84).whereabouts(place)
    assert (found.side is Side.INSIDE) is area.contains(point)
    assert found.metres == pytest.approx(0 if found.side is Side.INSIDE else away, abs=0.01)
