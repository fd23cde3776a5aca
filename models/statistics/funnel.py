"""Who stands out: a share of duties beyond what chance leaves to a unit of its size. docs/decisions/fair-scores.md

Funnel limits (Spiegelhalter 2005, Statistics in Medicine 24:1185), exact, of the beta-binomial: units differ somewhat
more than by chance, and how much is measured without the tenth that is farthest off at each end (winsorized).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, lgamma, log1p, sqrt
from math import log as ln

from models.statistics.shrinkage import rated

OFF, FAR_OFF = 0.025, 0.001  # outside of 95 % and of 99.8 %, to either side
TRIMMED = 0.1
NO_SPREAD = 1e-6  # below it, binomial


class Standing(StrEnum):
    """Only who is far below or far above may be named before others."""

    TOO_FEW = "too_few"
    FAR_BELOW = "far_below"
    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"
    FAR_ABOVE = "far_above"


@dataclass(frozen=True)
class Funnel:
    """The mean share of all units; `spread`: the correlation of duties within a unit."""

    mean: float
    spread: float

    def standing(self, done: int, of: int) -> Standing:
        if not rated(of):
            return Standing.TOO_FEW
        if not 0 < self.mean < 1:
            return Standing.WITHIN
        shares = [exp(self._log_probability(each, of)) for each in range(of + 1)]
        if (as_few := sum(shares[: done + 1])) < OFF:
            return Standing.FAR_BELOW if as_few < FAR_OFF else Standing.BELOW
        if (as_many := sum(shares[done:])) < OFF:
            return Standing.FAR_ABOVE if as_many < FAR_OFF else Standing.ABOVE
        return Standing.WITHIN

    def _log_probability(self, done: int, of: int) -> float:
        ways = lgamma(of + 1) - lgamma(done + 1) - lgamma(of - done + 1)
        if self.spread < NO_SPREAD:
            return ways + done * ln(self.mean) + (of - done) * log1p(-self.mean)
        weight = 1 / self.spread - 1
        a, b = weight * self.mean, weight * (1 - self.mean)
        return ways + _log_beta(a + done, b + of - done) - _log_beta(a, b)


def funnel_of(units: Collection[tuple[int, int]]) -> Funnel | None:
    """From what each unit has done, of how many duties; None where nobody had any."""
    with_duties = [(done, of) for done, of in units if of]
    if not with_duties:
        return None
    mean = sum(done for done, _ in with_duties) / sum(of for _, of in with_duties)
    return Funnel(mean, _spread(with_duties, mean))


def _spread(units: Sequence[tuple[int, int]], mean: float) -> float:
    """Of a unit with n duties, the squared distance from the mean, in standard errors, is 1 + (n - 1) · spread."""
    more = sum(of - 1 for _, of in units)
    if len(units) < 2 or not more or not 0 < mean < 1:
        return 0.0
    off = sorted((done / of - mean) / sqrt(mean * (1 - mean) / of) for done, of in units)
    cut = max(1, round(TRIMMED * len(off))) if len(off) > 2 else 0
    low, high = off[cut], off[-1 - cut]
    return min(0.5, max(0.0, sum(min(max(each, low), high) ** 2 - 1 for each in off) / more))


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
