"""What a digest says first, by rule: what is unusual and what is overdue, never chance. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import mean, variance

from models.digests.figures import UnitFigures
from models.statistics.early_warning import Alarm
from models.statistics.funnel import Standing, funnel_of

LEAST_BASE = 10  # a share of fewer is not said in percent
UNUSUAL = 2.0  # standard errors
LEAST_HISTORY = 8  # periods
MOST_NAMED, MOST_SAID = 3, 2


class FindingKind(StrEnum):
    ALARM = "alarm"
    NOTHING = "nothing"
    FEWER = "fewer"
    MORE = "more"
    ALL_CLOSED = "all_closed"
    PLAIN = "plain"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Finding:
    """`part` is a grid's id; `count` is of what the kind says, `percent` by how much it changed."""

    kind: FindingKind
    count: int = 0
    percent: int = 0
    part: int | None = None
    alarm: Alarm | None = None


def findings(
    total: UnitFigures, parts: Mapping[int, UnitFigures], before: Sequence[int], alarms: Sequence[Alarm]
) -> Sequence[Finding]:
    """The most telling first, at most two; `before` are the hazards reported in the periods before, the oldest
    first.
    """
    found = [Finding(FindingKind.ALARM, alarm.count, alarm=alarm) for alarm in alarms[:1]]
    found.append(_of_reports(total, before))
    if parts:
        worst, figures = max(parts.items(), key=lambda each: each[1].progress.overdue)
        if figures.progress.overdue:
            found.append(Finding(FindingKind.OVERDUE, figures.progress.overdue, part=worst))
    elif total.progress.overdue:
        found.append(Finding(FindingKind.OVERDUE, total.progress.overdue))
    return found[:MOST_SAID]


def _of_reports(total: UnitFigures, before: Sequence[int]) -> Finding:
    now = total.reported.hazards
    if before and before[-1] >= LEAST_BASE and unusual(now, before):
        percent = round(100 * abs(now - before[-1]) / before[-1])
        return Finding(FindingKind.FEWER if now < before[-1] else FindingKind.MORE, now, percent)
    if not now and not total.progress.open:
        return Finding(FindingKind.NOTHING)
    if now and not total.progress.open:
        return Finding(FindingKind.ALL_CLOSED, now)
    return Finding(FindingKind.PLAIN, now)


def unusual(now: int, before: Sequence[int]) -> bool:
    """Whether the change from the newest of `before` is more than chance: counts that cluster change more."""
    clustering = max(1.0, variance(before) / mean(before)) if len(before) >= LEAST_HISTORY and any(before) else 1.0
    return abs(now - before[-1]) > UNUSUAL * sqrt(clustering * (now + before[-1]))


class Measure(StrEnum):
    CHECKS = "checks"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Named:
    """A part that stands out of the funnel: so much done of its duties."""

    part: int
    measure: Measure
    done: int
    of: int


@dataclass(frozen=True)
class Standings:
    praised: Sequence[Named] = ()
    behind: Sequence[Named] = ()


def standings(parts: Mapping[int, UnitFigures]) -> Standings:
    """At most three each, each once; nobody where nobody stands out."""
    praised: dict[int, Named] = {}
    behind: dict[int, Named] = {}
    for measure in Measure:
        duties = {part: _duties(figures, measure) for part, figures in parts.items()}
        funnel = funnel_of(list(duties.values()))
        if funnel is None:
            continue
        for part, (done, of) in duties.items():
            into = {Standing.FAR_ABOVE: praised, Standing.FAR_BELOW: behind}.get(funnel.standing(done, of))
            if into is not None:
                into.setdefault(part, Named(part, measure, done, of))
    best = sorted((each for part, each in praised.items() if part not in behind), key=lambda each: -each.done / each.of)
    return Standings(best[:MOST_NAMED], sorted(behind.values(), key=lambda each: each.done / each.of)[:MOST_NAMED])


def _duties(figures: UnitFigures, measure: Measure) -> tuple[int, int]:
    if measure is Measure.CHECKS:
        return figures.checks.done, figures.checks.due
    asked = (figures.warnings, figures.notices)
    return sum(each.confirmed for each in asked), sum(each.asked for each in asked)
