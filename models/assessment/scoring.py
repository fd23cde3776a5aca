"""From duties to a score of 100 and a grade: pure.

Each share of duties done is drawn to the mean of the street's like units so far as it rests on few duties; a score is
their mean by the rules' weights, of those that the unit had any duty of. docs/decisions/assessment.md
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from models.assessment.criteria import OF_HAZARDS, Count, Counts, Criterion, Grade
from models.assessment.rules import Rules
from models.statistics import beta
from models.statistics.shrinkage import CREDIBLE, Shares, rated, shares_of

FULL = 100
LEAST_LENT, MOST_LENT = 2.0, 50.0
NARROW = 1e-12  # a variance that is none
Pools = Mapping[Criterion, Shares]
NOTHING = Count(0, 0)


class LeftOut(StrEnum):
    """Why a part does not count: there was no duty; all was done, and it would lower the score all the same."""

    NO_DUTY = "no_duty"
    SPARED = "spared"


@dataclass(frozen=True)
class Line:
    """A part of a score. `mean` of the street, and what the share is taken to be, both from 0 to 1; `points` of 100
    that it gives, of `most`.
    """

    criterion: Criterion
    done: int
    of: int
    mean: float = 0
    lent: float = 0
    estimate: float = 0
    points: float = 0
    most: float = 0
    left_out: LeftOut | None = None


@dataclass(frozen=True)
class Scored:
    """`low` and `high`: between these the true score lies, with a probability of 80 %. Unrated: without a score."""

    grade: Grade
    lines: Sequence[Line]
    duties: int
    score: float | None = None
    low: float | None = None
    high: float | None = None


def pools_of(units: Collection[Counts], lent: Mapping[Criterion, float], rules: Rules) -> Pools:
    """The mean of all units, as it is in the period. How many duties each is lent has been measured before it: so
    nothing that is done in the period, whoever does it, can lower anybody's estimate.
    """
    found = {}
    for criterion in Criterion:
        if fitted := shares_of([unit.get(criterion, NOTHING) for unit in units]):
            found[criterion] = Shares(fitted.mean, lent.get(criterion, rules.lent))
    return found


def lent_next(units: Collection[Counts]) -> Mapping[Criterion, float]:
    """How many duties units will be lent in the period after this one: the fewer, the more they differ."""
    found = {}
    for criterion in Criterion:
        counts = [unit.get(criterion, NOTHING) for unit in units]
        fitted = shares_of(counts)
        if fitted is not None and sum(1 for count in counts if count.of) > 1:
            found[criterion] = min(max(fitted.weight, LEAST_LENT), MOST_LENT)
    return found


def scored(counts: Counts, pools: Pools, rules: Rules) -> Scored:
    asked = {
        criterion: counts[criterion]
        for criterion in Criterion
        if rules.weights[criterion] and counts.get(criterion, NOTHING).of
    }
    duties = sum(count.of for count in asked.values())
    if not rated(duties):
        return Scored(Grade.UNRATED, [_line(each, counts, pools) for each in Criterion if rules.weights[each]], duties)
    counted = _counted(asked, pools, rules)
    whole = sum(rules.weights[each] for each in counted)
    shares = {each: rules.weights[each] / whole for each in counted}
    mean = sum(share * _estimate(pools, each, asked[each]) for each, share in shares.items())
    spread = sum(share**2 * _variance(pools, each, asked[each]) for each, share in shares.items())
    low, high = _bounds(mean, spread)
    lines = [_line(each, counts, pools, shares.get(each)) for each in Criterion if rules.weights[each]]
    spared = [
        replace(line, left_out=LeftOut.SPARED) if line.of and line.criterion not in counted else line for line in lines
    ]
    grade = graded(low * FULL, high * FULL, rules)
    return Scored(grade, spared, duties, mean * FULL, low * FULL, high * FULL)


def graded(low: float, high: float, rules: Rules) -> Grade:
    """Down only if even the upper bound lies below the line; excellent only if even the lower one is above it."""
    if low >= rules.lines[Grade.EXCELLENT]:
        return Grade.EXCELLENT
    return next(
        (grade for grade in (Grade.QUALIFIED, Grade.BASIC) if high >= rules.lines[grade]),
        Grade.UNQUALIFIED,
    )


def _counted(asked: Counts, pools: Pools, rules: Rules) -> Collection[Criterion]:
    """All but those of hazards in which everything was done and that would lower the score even so: a hazard that is
    found and dealt with in time must never cost anybody anything.
    """
    spare = [each for each, count in asked.items() if each in OF_HAZARDS and count.done == count.of]
    spare.sort(key=lambda each: _estimate(pools, each, asked[each]), reverse=True)
    counted = [each for each in asked if each not in spare] or [spare.pop(0)]
    for each in spare:
        whole = sum(rules.weights[one] for one in counted)
        mean = sum(rules.weights[one] * _estimate(pools, one, asked[one]) for one in counted) / whole
        if _estimate(pools, each, asked[each]) >= mean:
            counted.append(each)
    return counted


def _estimate(pools: Pools, criterion: Criterion, count: Count) -> float:
    return pools[criterion].estimate(count.done, count.of)


def _variance(pools: Pools, criterion: Criterion, count: Count) -> float:
    """Of the unit's true share, which is beta-distributed around the estimate."""
    pool, mean = pools[criterion], _estimate(pools, criterion, count)
    return mean * (1 - mean) / (count.of + pool.weight + 1)


def _bounds(mean: float, variance: float) -> tuple[float, float]:
    """Of a mean of shares, taken to be beta-distributed, too."""
    if variance < NARROW:
        return mean, mean
    weight, tail = mean * (1 - mean) / variance - 1, (1 - CREDIBLE) / 2
    a, b = mean * weight, (1 - mean) * weight
    return beta.quantile(tail, a, b), beta.quantile(1 - tail, a, b)


def _line(criterion: Criterion, counts: Counts, pools: Pools, share: float | None = None) -> Line:
    """`share` of the score that the part has, where it counts."""
    count = counts.get(criterion, NOTHING)
    if not count.of:
        return Line(criterion, 0, 0, left_out=LeftOut.NO_DUTY)
    pool, estimate = pools[criterion], _estimate(pools, criterion, count)
    most = (share or 0) * FULL
    return Line(criterion, *count, pool.mean, pool.weight, estimate, most * estimate, most)
