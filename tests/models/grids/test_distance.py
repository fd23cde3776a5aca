import pytest

from models.grids.distance import metres_between


def test_a_degree_is_as_long_as_it_is_on_the_ground() -> None:
    assert metres_between(29.0, 105.0, 30.0, 105.0) == pytest.approx(111_195, abs=1)
    assert metres_between(0.0, 179.5, 0.0, -179.5) == pytest.approx(111_195, abs=1)
    assert metres_between(29.3417, 105.9017, 29.3417, 105.9117) == pytest.approx(969, abs=3)
    assert metres_between(29.3417, 105.9017, 29.3417, 105.9017) == 0
