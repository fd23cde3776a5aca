"""What is usual for each series of weekly counts, by the weeks before: formulas in docs/decisions/early-warning.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul, sub

from models.statistics.tallies import Line, SeriesKey, Stratum

LEAST_MEAN = 1e-3  # reports a week
STEADY = 20  # reports that are added to those of the street: where it has few, its level hardly moves


@dataclass(frozen=True)
class Span:
    """Numbers of weeks: the baseline is `begin` up to, and without, `end`; the window follows from `newest` on."""

    begin: int
    end: int
    newest: int
    window: int


@dataclass(frozen=True)
class Prediction:
    """Of the count of a window, from so many weeks before."""

    mean: float
    variance: float
    weeks: int


def predictions(
    kept: Mapping[SeriesKey, Line], told: Mapping[SeriesKey, Line], street: Line, span: Span
) -> Mapping[SeriesKey, Prediction]:
    """`told` are the counts, also of the street together, and `kept` what of them makes the baseline."""
    weeks, window = span.end - span.begin, span.window
    clustering = {each: _clustering(kept, told, street, span, each) for each in Stratum}
    totals = {key: line.between(span.begin, span.end) for key, line in kept.items()}
    like = _like(totals, weeks)
    found = {}
    for key, total in totals.items():
        mean = _level_now(told[key], street, span) * window * (total + 1) / (weeks + 1 / like[key])
        variance = mean + clustering[key.stratum] * mean * mean
        found[key] = Prediction(mean, variance * (1 + window / weeks), weeks)
    return found


def shared_clustering(series: Sequence[tuple[Sequence[int], Sequence[float]]]) -> float:
    """1/k of the negative binomial by moments, shared by all series of counts, each with the levels, 1 on average, that
    its mean is multiplied by; 0: they are Poisson.
    """
    excess = squares = 0.0
    for counts, levels in series:
        many = len(counts)
        mean = sum(counts) / many
        of_levels = sum(map(mul, levels, levels))
        apart = sum(map(mul, counts, counts)) - 2 * mean * sum(map(mul, counts, levels)) + mean * mean * of_levels
        excess += apart / (many - 1) - mean
        squares += (mean * mean - mean / many) * of_levels / many
    return max(0.0, excess / squares) if squares > 0 else 0.0


def _clustering(
    kept: Mapping[SeriesKey, Line], told: Mapping[SeriesKey, Line], street: Line, span: Span, stratum: Stratum
) -> float:
    """Measured on counts as long as the window: what moves slowly clusters more in four weeks than in one."""
    blocks = span.begin, span.end, span.window
    of_street = street.blocks(*blocks)
    return shared_clustering(
        [
            (kept[key].blocks(*blocks), _levels(list(map(sub, of_street, told[key].blocks(*blocks)))))
            for key in kept
            if key.stratum is stratum
        ]
    )


def _levels(rest: Sequence[int]) -> Sequence[float]:
    usual = sum(rest) / len(rest) + STEADY
    return [(each + STEADY) / usual for each in rest]


def _level_now(own: Line, street: Line, span: Span) -> float:
    """How the rest of the street, in the window, compares with the baseline."""
    now, before = (
        street.between(*weeks) - own.between(*weeks)
        for weeks in ((span.newest, span.newest + span.window), (span.begin, span.end))
    )
    return (now + STEADY) / (before * span.window / (span.end - span.begin) + STEADY)


def _like(totals: Mapping[SeriesKey, int], weeks: int) -> Mapping[SeriesKey, float]:
    """The weekly mean of the series that are like each: of the same kind, of totals those of the stratum."""
    groups: dict[tuple[Stratum, str | None], list[int]] = {}
    for key, total in totals.items():
        groups.setdefault(_group(key), []).append(total)
    means = {group: sum(each) / len(each) / weeks for group, each in groups.items()}
    return {key: max(means[_group(key)], LEAST_MEAN) for key in totals}


def _group(key: SeriesKey) -> tuple[Stratum, str | None]:
    return key.stratum, key.kind if key.stratum is Stratum.CELL else None
