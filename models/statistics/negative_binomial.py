"""The negative binomial distribution by its mean and variance, which is the larger of the two.

The standard library's lgamma is enough: the tail agrees with exact sums to 1e-12.
"""

import sys
from collections.abc import Iterator
from itertools import takewhile
from math import exp, lgamma, log

LEAST = 1e-18  # of a sum, below which further terms change nothing
SMALLEST = sys.float_info.min  # what is smaller has lost its digits: the half of it may be rounded to itself


def tail(count: int, mean: float, variance: float) -> float:
    """The probability of `count` or more."""
    if count <= 0:
        return 1.0
    if count > mean:
        return min(1.0, _sum_up(count, mean, variance))
    return max(0.0, 1.0 - _sum_down(count - 1, mean, variance))


def quantile(share: float, mean: float, variance: float) -> int:
    """The least count that is not exceeded with a probability of at least `share`."""
    low, high = -1, int(mean) + 1
    while tail(high + 1, mean, variance) > 1 - share:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if tail(middle + 1, mean, variance) > 1 - share else (low, middle)
    return high


def _sum_up(count: int, mean: float, variance: float) -> float:
    """Above the mean the terms fall from one to the next."""
    size, failing = _size(mean, variance), 1 - mean / variance
    term = total = _probability(count, mean, variance)
    while term > max(LEAST * total, SMALLEST):
        term *= (count + size) / (count + 1) * failing
        count += 1
        total += term
    return total


def _sum_down(count: int, mean: float, variance: float) -> float:
    size, failing = _size(mean, variance), 1 - mean / variance

    def terms() -> Iterator[float]:
        term = _probability(count, mean, variance)
        yield term
        for below in range(count, 0, -1):
            term *= below / ((below - 1 + size) * failing)
            yield term

    return sum(takewhile(lambda term: term > 0, terms()))


def _size(mean: float, variance: float) -> float:
    return mean * mean / (variance - mean)


def _probability(count: int, mean: float, variance: float) -> float:
    size, succeeding = _size(mean, variance), mean / variance
    ways = lgamma(count + size) - lgamma(size) - lgamma(count + 1)
    return exp(ways + size * log(succeeding) + count * log(1 - succeeding))
