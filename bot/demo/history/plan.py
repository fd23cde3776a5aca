"""What happened in the street, week by week: a plan made by lot. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import count
from random import Random

from bot.demo.history.words import PLACE, RESIDENTS, SHARES, WORDS

WEEKS = 12  # whole ones before the week in which the demo opens
SEED = 2026
A_WEEK = 11  # reports of the street
YET = 3  # days of the week in which the demo opens
ORDERED = 5  # days in which what is stuck was to be put right
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
BUSY = (20, 6, 9, 5, 12, 8, 4, 10, 7, 5, 9, 3, 6)  # how much is reported in each community, of a hundred or so
EVERY_DAY = (16, 15, 15, 14, 15, 12, 9)
LATELY = timedelta(hours=13)  # before the demo opens nothing new comes
FIRST_HOUR, LAST_HOUR = 7, 21  # people are awake between them


class Turn(StrEnum):
    """How a hazard goes on once it is accepted."""

    USUAL = "usual"
    SENT_BACK = "sent_back"
    REOPENED = "reopened"
    DISMISSED = "dismissed"
    STUCK = "stuck"  # it was to be put right by a day that has passed


@dataclass(frozen=True)
class Rise:
    """So many reports more of a kind in a community, in the week so many weeks before the demo opens."""

    weeks_ago: int
    community: int
    kind: str
    reports: int


@dataclass(frozen=True)
class Report:
    """By a resident (their number in RESIDENTS), or found by the grid's member; the times are those of what follows.
    `accepted` None: it is done at once.
    """

    at: datetime
    community: int
    kind: str
    words: str
    resident: int | None
    turn: Turn
    accepted: datetime | None
    done: datetime
    closed: datetime
    answered: datetime | None


RISES = (Rise(1, 4, "electricity", 7), Rise(0, 0, "e_bike", 9))
STUCK = ((10, 2), (16, 6), (12, 8))  # days before the demo opens, and the community


def monday_of(day: datetime, zone: tzinfo) -> datetime:
    here = day.astimezone(zone)
    return datetime.combine(here.date() - here.weekday() * DAY, time(), zone)


def begin_of(opens: datetime, zone: tzinfo) -> datetime:
    """When the first of the weeks begins."""
    return monday_of(opens, zone) - WEEKS * 7 * DAY


def plan(opens: datetime, zone: tzinfo, seed: int = SEED) -> Sequence[Report]:
    """All that is reported until the evening before the demo opens, in the order of time."""
    chance, numbers = Random(seed), count(1)  # noqa: S311 - a lot that is to be the same each time
    begin = begin_of(opens, zone)
    made = [
        report
        for week in range(WEEKS + 1)
        for report in _week(chance, numbers, begin + week * 7 * DAY, WEEKS - week)
        if report.at < opens - LATELY
    ]
    made = [_in_time(report, opens) for report in made]
    for days, community in STUCK:
        at = _hour(chance, opens - days * DAY, zone)
        made.append(_report(chance, numbers, at, community, "exit", Turn.STUCK))
    return sorted(made, key=lambda report: report.at)


def _week(chance: Random, numbers: Iterator[int], monday: datetime, weeks_ago: int) -> Iterator[Report]:
    rises = [rise for rise in RISES if rise.weeks_ago == weeks_ago]
    cells = [(rise.community, rise.kind) for rise in rises for _ in range(rise.reports)]
    for _ in range(A_WEEK + chance.randrange(-3, 4)):
        [community] = chance.choices(range(len(BUSY)), BUSY)
        [kind] = chance.choices([*SHARES], [*SHARES.values()])
        cells.append((community, kind))
    for number, (community, kind) in enumerate(cells):
        risen = number < sum(rise.reports for rise in rises)
        day = chance.randrange(YET) if risen or not weeks_ago else chance.choices(range(7), EVERY_DAY)[0]
        at = _hour(chance, monday + day * DAY, monday.tzinfo)
        yield _report(chance, numbers, at, community, kind, _turn(chance))


def _in_time(report: Report, opens: datetime) -> Report:
    """What was reported yesterday is done with, lest all of the last days be overdue as nobody goes on with it."""
    left = opens - report.at
    if (max(report.closed, report.answered or report.closed) < opens and report.turn is Turn.USUAL) or left > 7 * DAY:
        return report
    done, closed = _awake(report.at + left / 4), min(_awake(report.at + left / 2), opens - HOUR / 2)
    accepted = report.accepted if report.accepted and report.accepted < done else None
    return replace(
        report, turn=Turn.USUAL, accepted=accepted, done=min(done, closed - MINUTE), closed=closed, answered=None
    )


def _turn(chance: Random) -> Turn:
    [turn] = chance.choices([Turn.USUAL, Turn.SENT_BACK, Turn.REOPENED, Turn.DISMISSED], [90, 4, 3, 3])
    return turn


def _report(chance: Random, numbers: Iterator[int], at: datetime, community: int, kind: str, turn: Turn) -> Report:
    number = next(numbers)
    words = PLACE.format(building=number % 19 + 1, unit=number % 4 + 1) + chance.choice(WORDS[kind])
    accepted = _awake(at + chance.lognormvariate(0, 0.8) * 25 * MINUTE)
    done = _awake(accepted + chance.lognormvariate(0, 0.7) * 9 * HOUR)
    closed = _awake(done + chance.lognormvariate(0, 0.6) * 4 * HOUR)
    at_once = turn is Turn.USUAL and chance.random() < 0.2
    resident = chance.randrange(len(RESIDENTS)) if turn is Turn.REOPENED or chance.random() < 0.7 else None
    says = turn is Turn.REOPENED or chance.random() < 0.3
    answered = _awake(closed + chance.uniform(1, 20) * HOUR) if says and resident is not None else None
    return Report(at, community, kind, words, resident, turn, None if at_once else accepted, done, closed, answered)


def _hour(chance: Random, day: datetime, zone: tzinfo | None) -> datetime:
    """Of that day: mornings and evenings are busiest."""
    hour = chance.choice((8, 8, 9, 9, 10, 11, 13, 15, 16, 17, 18, 18, 19, 20))
    return datetime.combine(day.astimezone(zone).date(), time(hour, chance.randrange(60)), zone)


def _awake(at: datetime) -> datetime:
    """The moment itself, or the next morning."""
    if FIRST_HOUR <= at.hour < LAST_HOUR:
        return at
    day = at.date() if at.hour < FIRST_HOUR else at.date() + DAY
    return datetime.combine(day, time(FIRST_HOUR, 40 + at.minute // 4), at.tzinfo)
