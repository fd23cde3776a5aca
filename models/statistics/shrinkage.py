"""Shares and rates of small units, drawn towards the mean of all so far as they rest on few cases: empirical Bayes.

Shares of duties (checks done, hazards accepted in time) are beta-binomial, with the spread between units by moments
(Kleinman 1973, JASA 68:46). Counts by exposure (hazards by 100 households) are gamma-Poisson (Marshall 1991, Applied
Statistics 40:283). docs/decisions/fair-scores.md
"""

from collections.abc import Iterable
from dataclasses import dataclass

from models.statistics import beta

LEAST_DUTIES = 5  # a unit with fewer is not rated
CREDIBLE = 0.8
LEAST_SPREAD, MOST_SPREAD = 1e-4, 0.5


@dataclass(frozen=True)
class Shares:
    """The mean share of all units, and how many duties at the mean each unit is lent."""

    mean: float
    weight: float

    def estimate(self, done: int, of: int) -> float:
        return (done + self.weight * self.mean) / (of + self.weight)

    def bounds(self, done: int, of: int, credible: float = CREDIBLE) -> tuple[float, float]:
        """Between these the unit's true share lies with that probability."""
        a, b = done + self.weight * self.mean, of - done + self.weight * (1 - self.mean)
        if not a or not b:  # all units did all, or nothing
            return self.mean, self.mean
        tail = (1 - credible) / 2
        return beta.quantile(tail, a, b), beta.quantile(1 - tail, a, b)


@dataclass(frozen=True)
class Rates:
    """The mean rate of all units, and the exposure at the mean each unit is lent."""

    mean: float
    weight: float

    def estimate(self, count: int, exposure: float) -> float:
        return (count + self.weight * self.mean) / (exposure + self.weight)


def rated(of: int) -> bool:
    return of >= LEAST_DUTIES


def shares_of(units: Iterable[tuple[int, int]]) -> Shares | None:
    """From what each unit has done, of how many duties; None where nobody had any."""
    with_duties = [(done, of) for done, of in units if of]
    if not with_duties:
        return None
    duties, many = sum(of for _, of in with_duties), len(with_duties)
    mean = sum(done for done, _ in with_duties) / duties
    alone = mean * (1 - mean)  # the variance of one duty
    if many < 2 or duties == many or not alone:
        return Shares(mean, 1 / LEAST_SPREAD - 1)
    apart = many * sum(of * (done / of - mean) ** 2 for done, of in with_duties) / ((many - 1) * duties)
    spread = (apart - alone * many / duties) / (alone * (1 - many / duties))
    return Shares(mean, 1 / min(max(spread, LEAST_SPREAD), MOST_SPREAD) - 1)


def rates_of(units: Iterable[tuple[int, float]]) -> Rates | None:
    """From each unit's count and exposure; None where there is no exposure."""
    exposed = [(count, exposure) for count, exposure in units if exposure > 0]
    if not exposed:
        return None
    exposures = sum(exposure for _, exposure in exposed)
    mean = sum(count for count, _ in exposed) / exposures
    if not mean:
        return Rates(0.0, exposures)
    apart = sum(exposure * (count / exposure - mean) ** 2 for count, exposure in exposed) / exposures
    variance = apart - mean * len(exposed) / exposures
    return Rates(mean, mean / max(variance, LEAST_SPREAD * mean * mean))
