"""The beta distribution: the probability below a value, and the value below which a probability lies.

The continued fraction is DLMF 8.17.22, evaluated from the front by Lentz's method.
"""

from math import exp, lgamma, log, log1p

TINY = 1e-300
CLOSE = 1e-14
TERMS = 100_000  # far more than any pair of counts takes
STEPS = 60  # halvings alone come as close as floats are
SMALL = 1e-13


def below(value: float, a: float, b: float) -> float:
    if value <= 0 or value >= 1:
        return float(value >= 1)
    if value > (a + 1) / (a + b + 2):  # there the fraction of the other side converges quickly
        return 1 - below(1 - value, b, a)
    return _front(value, a, b) / a / _fraction(value, a, b)


def quantile(share: float, a: float, b: float) -> float:
    """By Newton's method, and where that leaves what is known to hold it, by halves."""
    low, high, value = 0.0, 1.0, a / (a + b)
    for _ in range(STEPS):
        over = below(value, a, b) - share
        low, high = (value, high) if over < 0 else (low, value)
        slope = _front(value, a, b) / (value * (1 - value)) if 0 < value < 1 else 0.0
        next_value = value - over / slope if slope else low
        if not low < next_value < high:
            next_value = (low + high) / 2
        if abs(next_value - value) <= SMALL * value:
            return next_value
        value = next_value
    return value


def _front(value: float, a: float, b: float) -> float:
    return exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(value) + b * log1p(-value))


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
