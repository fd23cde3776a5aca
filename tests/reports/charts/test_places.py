from math import cos, radians

import pytest
from shapely import Point, Polygon

from reports.charts.places import inside, project, size
from tests.reports.charts.pages import square

HOOK = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (80.0, 100.0), (80.0, 20.0), (0.0, 20.0), (0.0, 0.0)]
RING = [
    *((0.0, 0.0), (90.0, 0.0), (90.0, 90.0), (0.0, 90.0)),
    *((0.0, 70.0), (70.0, 70.0), (70.0, 20.0), (0.0, 20.0), (0.0, 0.0)),
]


@pytest.mark.parametrize("latitude", [0.0, 29.35, 60.0])
def test_a_degree_of_longitude_is_as_long_as_it_is_there(latitude: float) -> None:
    ring = square(105.9, latitude - 0.005)
    shown = project([ring], 0, 0, 1000, 500).points(ring)
    wide, high = (max(values) - min(values) for values in zip(*shown, strict=True))
    assert wide / high == pytest.approx(cos(radians(latitude)))


def test_it_is_as_large_as_fits_and_stands_in_the_middle() -> None:
    to = project([square(10, 0), square(10.01, 0)], 56, 40, 1000, 300)
    xs, ys = zip(*to.points(square(10, 0)), *to.points(square(10.01, 0)), strict=True)
    assert (min(ys), max(ys)) == (pytest.approx(40), pytest.approx(340))
    assert (min(xs) + max(xs)) / 2 == pytest.approx(556)


def test_north_is_up() -> None:
    to = project([square(10, 0)], 0, 0, 100, 100)
    assert to.points([(10, 0.01)])[0][1] < to.points([(10, 0)])[0][1]


@pytest.mark.parametrize("ring", [HOOK, RING, list(square(0, 0, 50))])
def test_a_text_stands_inside_however_the_area_bends(ring: list[tuple[float, float]]) -> None:
    assert Polygon(ring).buffer(-5).contains(Point(inside(ring)))


def test_in_a_square_it_stands_in_the_middle() -> None:
    assert max(abs(part - 48) for part in inside(square(0, 0, 96))) < 3


def test_size_is_that_of_the_area() -> None:
    assert size(HOOK) == pytest.approx(Polygon(HOOK).area)


def test_what_has_no_extent_is_no_error() -> None:
    dot = [(105.9, 29.3)] * 4
    x, y = inside(project([dot], 0, 0, 100, 100).points(dot))
    assert 0 <= x <= 100
    assert 0 <= y <= 100
