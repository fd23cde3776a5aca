from fractions import Fraction
from math import comb, exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.statistics.negative_binomial import quantile, tail


def exact_tail(count: int, size: int, failing: Fraction) -> Fraction:
    """Of a whole size by the sum of its terms."""
    below = (comb(each + size - 1, each) * failing**each for each in range(count))
    return 1 - (1 - failing) ** size * sum(below, Fraction(0))


@pytest.mark.parametrize("size", [1, 2, 7])
@pytest.mark.parametrize("failing", [Fraction(1, 10), Fraction(1, 2), Fraction(4, 5)])
@pytest.mark.parametrize("count", [0, 1, 2, 5, 12, 40])
def test_the_tail_is_the_sum_of_its_terms(size: int, failing: Fraction, count: int) -> None:
    mean = float(size * failing / (1 - failing))
    variance = mean / float(1 - failing)
    assert tail(count, mean, variance) == pytest.approx(float(exact_tail(count, size, failing)), rel=1e-11, abs=1e-15)


def test_where_the_variance_is_hardly_larger_than_the_mean_it_is_poisson() -> None:
    poisson = 1 - sum(exp(-3) * 3**each / factorial(each) for each in range(8))
    assert tail(8, 3.0, 3.0 + 1e-6) == pytest.approx(poisson, rel=1e-5)


def test_a_large_city_does_not_underflow() -> None:
    assert 0.4 < tail(5000, 5000.0, 5100.0) < 0.6
    assert 0 < tail(5500, 5000.0, 5100.0) < 1e-10
    assert tail(10**6, 5000.0, 5100.0) == 0


@pytest.mark.parametrize("count", [2893, 2894, 2895, 2900])
def test_what_is_smaller_than_numbers_can_say_comes_to_an_end(count: int) -> None:
    assert 0 <= tail(count, 678.6671303956837, 1358.0129279217629) < 1e-300


@given(mean=st.floats(0.001, 3000), over=st.floats(1.001, 50), count=st.integers(0, 4000))
def test_more_reports_are_never_more_probable(mean: float, over: float, count: int) -> None:
    assert 0 <= tail(count + 1, mean, mean * over) <= tail(count, mean, mean * over) + 1e-12 <= 1 + 1e-12


@given(mean=st.floats(0.001, 500), over=st.floats(1.01, 50), share=st.floats(0.01, 0.999))
def test_a_quantile_is_the_least_count_of_its_share(mean: float, over: float, share: float) -> None:
    found = quantile(share, mean, mean * over)
    assert tail(found + 1, mean, mean * over) <= 1 - share
    assert found == 0 or tail(found, mean, mean * over) > 1 - share


@pytest.mark.parametrize(("mean", "low", "high"), [(0.5, 0, 2), (3.0, 0, 6), (20.0, 13, 28)])
def test_the_usual_range_of_a_mean(mean: float, low: int, high: int) -> None:
    assert (quantile(0.05, mean, mean * 1.05), quantile(0.95, mean, mean * 1.05)) == (low, high)
