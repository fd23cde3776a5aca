from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.statistics.beta import below, quantile


@pytest.mark.parametrize("value", [0.001, 0.2, 0.5, 0.83, 0.999])
@pytest.mark.parametrize(("a", "b"), [(1, 1), (2, 5), (30, 3), (200, 150)])
def test_below_is_the_binomial_sum(value: float, a: int, b: int) -> None:
    """DLMF 8.17.5."""
    many = a + b - 1
    exact = sum(comb(many, each) * value**each * (1 - value) ** (many - each) for each in range(a, many + 1))
    assert below(value, a, b) == pytest.approx(exact, rel=1e-10, abs=1e-14)


@given(st.floats(0.01, 0.99), st.floats(0.05, 20_000), st.floats(0.05, 20_000))
def test_a_quantile_has_its_share_below(share: float, a: float, b: float) -> None:
    found = quantile(share, a, b)
    if 1e-9 < found < 1 - 1e-9:  # else floats are too coarse
        assert below(found, a, b) == pytest.approx(share, abs=1e-5)


def test_all_lies_between_nothing_and_one() -> None:
    assert (below(0, 2, 3), below(1, 2, 3)) == (0, 1)
