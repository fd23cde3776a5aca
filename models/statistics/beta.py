"""The beta distribution: the probability below a value, and the value below which a probability lies.

The continued fraction is DLMF 8.17.22, evaluated from the front by Lentz's method.
"""

from math import exp, lgamma, log, log1p

TINY = 1e-300
CLOSE = 1e-14
TERMS = 100_000  # far more than any pair of counts takes
HALVINGS = 60


def below(value: float, a: float, b: float) -> float:
    if value <= 0 or value >= 1:
        return float(value >= 1)
    if value > (a + 1) / (a + b + 2):  # there the fraction of the other side converges quickly
        return 1 - below(1 - value, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(value) + b * log1p(-value))
    return front / a / _fraction(value, a, b)


def quantile(share: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle, a, b) < share else (low, middle)
    return (low + high) / 2


def _fraction(value: float, a: float, b: float) -> float:
    """1 + d1 / (1 + d2 / (1 + …))."""
    result, up, down = 1.0, 1.0, 0.0
    for term in range(1, TERMS):
        m = term // 2
        if term % 2:
            part = -(a + m) * (a + b + m) * value / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            part = m * (b - m) * value / ((a + 2 * m - 1) * (a + 2 * m))
        up, down = 1 + part / (up or TINY), 1 / ((1 + part * down) or TINY)
        result *= up * down
        if abs(up * down - 1) < CLOSE:
            break
    return result
