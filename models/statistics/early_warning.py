"""Which kinds and communities have more reports than their usual range: docs/decisions/early-warning.md.

A week's count, and that of four weeks, is compared with what the 52 weeks before predict (at least 8, else nothing is
said), of which the newest two are left out, as a rise may have begun in them. Of all tests of a week those are believed
of which Benjamini and Hochberg expect a tenth to be chance, where there are enough reports, from more than one source.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.statistics.false_discovery import believed
from models.statistics.negative_binomial import quantile, tail
from models.statistics.prediction import Prediction, Span, predictions
from models.statistics.tallies import Line, SeriesKey, Week, all_series, counts_of, together

BASELINE, LEAST_BASELINE, SURE_BASELINE = 52, 8, 26  # weeks
GUARD = 2  # weeks
AT_LEAST = {1: 3, 4: 5}  # reports, by the weeks of the window
SOURCES = 2
FALSE_SHARE = 0.1
USUAL = 0.05, 0.95  # nine weeks in ten
LOOKS_BACK = BASELINE + GUARD + max(AT_LEAST) - 1  # weeks
LIMIT = 0.999  # later baselines count a week that was pointed out as no more than this
Lines = Mapping[SeriesKey, Line]
Predicted = Mapping[int, Mapping[SeriesKey, Prediction]]  # by the weeks of the window


class Knowledge(StrEnum):
    TOO_EARLY = "too_early"
    PROVISIONAL = "provisional"
    FULL = "full"


@dataclass(frozen=True)
class Alarm:
    """`count` reports in the `window` of 1 or 4 weeks, of them `on_patrol` found on patrol; `low` to `high` are usual,
    by `weeks` weeks before; `p` is the probability of as many.
    """

    key: SeriesKey
    window: int
    count: int
    on_patrol: int
    low: int
    high: int
    weeks: int
    p: float


@dataclass(frozen=True)
class Verdict:
    """Of one week; the least probable alarm first. Later baselines count no more than `limits` of what was pointed
    out.
    """

    knowledge: Knowledge
    alarms: Sequence[Alarm]
    limits: Mapping[SeriesKey, int]


class Watch:
    """The weeks so far, the oldest first."""

    def __init__(self, communities: Sequence[int], kinds: Sequence[str]) -> None:
        self._series = all_series(communities, kinds)
        self._told = {key: Line() for key in self._series}
        self._kept = {key: Line() for key in self._series}
        self._street = Line()
        self._weeks: list[Week] = []

    def know(self, week: Week, limits: Mapping[SeriesKey, int]) -> None:
        """The next week, which has its verdict, with what that limits."""
        self._tell(week)
        self._keep(week, limits)

    def take(self, week: Week) -> Verdict:
        """The next week."""
        self._tell(week)
        number = len(self._weeks) - 1
        predicted = _predicted(self._kept, self._told, self._street, number)
        alarms = _alarms(self._told, predicted, self._weeks)
        limits = {key: _limit(predicted[1][key]) for key in alarms}
        self._keep(week, limits)
        return Verdict(_knowledge(number), sorted(alarms.values(), key=lambda alarm: alarm.p), limits)

    def _tell(self, week: Week) -> None:
        counts = counts_of(week)
        self._weeks.append(week)
        self._street.add(sum(tally.count for tally in week.values()))
        for key in self._series:
            self._told[key].add(counts.get(key, 0))

    def _keep(self, week: Week, limits: Mapping[SeriesKey, int]) -> None:
        counts = counts_of(week)
        for key in self._series:
            count = counts.get(key, 0)
            self._kept[key].add(min(count, limits.get(key, count)))


def watch(weeks: Sequence[Week], communities: Sequence[int], kinds: Sequence[str]) -> Iterator[Verdict]:
    """One verdict a week. `weeks` follow one another, the oldest first; the first is the first whole week of which all
    reports are known. A verdict depends on no later week, and on no more than the LOOKS_BACK weeks before it.
    """
    watched = Watch(communities, kinds)
    yield from map(watched.take, weeks)


def _predicted(kept: Lines, told: Lines, street: Line, number: int) -> Predicted:
    """For the windows that end with the week of this number; without those before which too little is known."""
    ends = {window: number + 1 - window - GUARD for window in AT_LEAST}
    return {
        window: predictions(kept, told, street, Span(max(0, end - BASELINE), end, number + 1 - window, window))
        for window, end in ends.items()
        if end >= LEAST_BASELINE
    }


def _alarms(told: Lines, predicted: Predicted, weeks: Sequence[Week]) -> dict[SeriesKey, Alarm]:
    """Of each series the one of its shortest window."""
    p_values = {
        (window, key): tail(told[key].of_last(window), prediction.mean, prediction.variance)
        for window, each in predicted.items()
        for key, prediction in each.items()
    }
    found: dict[SeriesKey, Alarm] = {}
    for window, key in sorted(believed(p_values, FALSE_SHARE), key=lambda test: -test[0]):
        tally = together(key, weeks[-window:])
        if tally.count >= AT_LEAST[window] and tally.sources >= SOURCES:
            prediction = predicted[window][key]
            low, high = (quantile(share, prediction.mean, prediction.variance) for share in USUAL)
            p = p_values[window, key]
            found[key] = Alarm(key, window, tally.count, tally.on_patrol, low, high, prediction.weeks, p)
    return found


def _limit(prediction: Prediction) -> int:
    return quantile(LIMIT, prediction.mean, prediction.variance)


def _knowledge(number: int) -> Knowledge:
    """Of the week of this number."""
    before = number - GUARD
    if before < LEAST_BASELINE:
        return Knowledge.TOO_EARLY
    return Knowledge.FULL if before >= SURE_BASELINE else Knowledge.PROVISIONAL
